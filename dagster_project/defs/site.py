"""The asset `site`: pages and downloads of the current release, after it is published and never in its way.

It has a job of its own, which the sensor starts when another release is current than the one that the site
shows; the facts do not wait for it. A site that fails leaves the release published, and `alert` tells of the
failed run.
"""

from __future__ import annotations

from typing import Any

import dagster as dg

from ..messages import UserError, say
from ..publish import bring_up_to_date, current_release, models_are_current
from ..settings import Settings
from ..site import build, release_of
from ..transform import load_manifest
from . import OWNERS, SITE, SITE_JOB
from .attempt import RELEASE
from .shown import failure

EVERY = 30
"""Seconds between two looks at the current release."""


def site_asset(settings: Settings) -> dg.AssetsDefinition:
    """The pages of the current release."""

    @dg.asset(
        name=SITE,
        deps=[RELEASE],
        group_name=SITE,
        description="The pages of the current release, `warehouse/site/`: opened from disk or from any web "
        "server, with dbt's page of the models. Two builds of one release are equal to the last byte.",
        owners=OWNERS,
        kinds={"html", "python"},
    )
    def site() -> dg.MaterializeResult[Any]:
        try:
            # after a rollback the models may be others than those of the release
            made = build(settings, manifest=load_manifest(settings) if models_are_current(settings) else None)
        except UserError as error:
            raise failure(error) from None
        return dg.MaterializeResult(
            metadata={
                "release": made.release_id,
                "folder": dg.MetadataValue.path(str(made.folder)),
                "start": dg.MetadataValue.path(str(made.folder / "index.html")),
                "pages": made.pages,
                "bytes": made.size,
            }
        )

    return site


def site_sensor(settings: Settings) -> dg.SensorDefinition:
    """The sensor that has the site made anew, once for every release that becomes current."""

    @dg.sensor(
        name="site_of_release",
        job_name=SITE_JOB,
        minimum_interval_seconds=EVERY,
        description="Makes the site when another release is current than the one it shows, however that came "
        "about: a refresh, a rollback. A site that failed is not tried again before the next release.",
        default_status=dg.DefaultSensorStatus("RUNNING" if settings.unattended else "STOPPED"),
    )
    def site_of_release(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        bring_up_to_date(settings)
        current = current_release(settings)
        if current is None:
            return dg.SkipReason(say("site.no-release"))
        if current.stem in (release_of(settings.site), context.cursor):
            return dg.SkipReason(say("site.is-current", release=current.stem))
        return dg.SensorResult(run_requests=[dg.RunRequest()], cursor=current.stem)

    return site_of_release
