"""All definitions of one project, put together for one set of settings."""

from __future__ import annotations

import dagster as dg

from ..settings import Settings
from . import SITE, SITE_JOB
from .alerts import alert_sensor, setback_sensor
from .automation import arrival_sensor, daily_schedule
from .dbt import dbt_project_assets, seed_keys
from .raw import raw_assets
from .release import release_asset
from .seeds import seed_checks
from .shares import BUILD_JOB, JOB, build_asset, share_asset
from .site import site_asset, site_sensor

REFRESH = "refresh"
PUBLISHED_GROUPS = frozenset({"marts", "quality", "analytics", "meta", "internal"})


def definitions(settings: Settings) -> dg.Definitions:
    """Assets, checks, the jobs `refresh` and `site`, and what starts it or speaks up by itself.

    Raises:
        DbtError: The dbt project cannot be read.
    """
    models = dbt_project_assets(settings)
    seeds = seed_keys(models)
    published = [spec for spec in models.specs if spec.group_name in PUBLISHED_GROUPS]
    shares = {JOB: share_asset(settings), BUILD_JOB: build_asset(settings)} if settings.lake else {}
    assets = dg.with_source_code_references(
        [
            *shares.values(),
            raw_assets(settings, seeds),
            models,
            release_asset(settings, published),
            site_asset(settings),
        ]
    )
    if settings.repository:
        address, _, branch = settings.repository.partition("#")
        assets = dg.link_code_references_to_git(
            assets,
            git_url=address,
            git_branch=branch or "main",
            file_path_mapping=dg.AnchorBasedFilePathMapping(
                local_file_anchor=settings.project / "pyproject.toml",
                file_anchor_path_in_repository="pyproject.toml",
            ),
        )
    return dg.Definitions(
        assets=assets,
        asset_checks=[seed_checks(settings, seeds)],
        jobs=[
            dg.define_asset_job(
                REFRESH,
                selection=dg.AssetSelection.all()
                - dg.AssetSelection.groups(SITE)
                - dg.AssetSelection.assets(*shares.values()),
                description="Every report in raw/ to the published warehouse: ingest, build, test, publish.",
            ),
            dg.define_asset_job(
                SITE_JOB,
                selection=dg.AssetSelection.groups(SITE),
                description="The pages of the current release.",
            ),
            *(
                dg.define_asset_job(
                    job,
                    selection=[share],
                    description="Some shares of the work, on as many machines as there are.",
                )
                for job, share in shares.items()
            ),
        ],
        sensors=[
            arrival_sensor(settings, REFRESH),
            site_sensor(settings),
            alert_sensor(settings),
            setback_sensor(settings),
        ],
        schedules=[daily_schedule(settings, REFRESH)],
        # One process per run: starting one per step would cost 20 of 32 seconds.
        executor=dg.in_process_executor,
    )
