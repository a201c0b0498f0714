"""The site in Dagster: after the release, never in its way; one that fails is told and spoils nothing."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from dagster_project.cli import main
from dagster_project.defs import SITE, SITE_JOB
from dagster_project.defs import site as site_module
from dagster_project.defs.alerts import compose
from dagster_project.defs.project import definitions
from dagster_project.defs.site import site_asset, site_sensor
from dagster_project.publish import current_release
from dagster_project.settings import Settings
from dagster_project.site import Site, release_of
from dagster_project.site.edition import DOCS
from tests.site.conftest import pages_of

pytestmark = pytest.mark.filterwarnings("ignore::dagster.BetaWarning")


def asked(settings: Settings, cursor: str | None = None) -> tuple[int, str | None]:
    """How many runs the sensor asks for, and what it remembers."""
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance=instance, cursor=cursor)
        found: Any = site_sensor(settings)(context)
    if isinstance(found, dg.SkipReason):
        return 0, cursor
    return len(found.run_requests or ()), found.cursor


@pytest.mark.usefixtures("downloads_at_hand")
def test_the_asset_makes_the_site_of_the_current_release(published: Settings) -> None:
    result = dg.materialize([site_asset(published)])
    [made] = result.asset_materializations_for_node(SITE)
    current = current_release(published)
    assert current
    assert made.metadata["release"].value == current.stem == release_of(published.site)
    assert made.metadata["pages"].value == len(pages_of(published.site))
    assert (published.site / DOCS).is_file()
    assert (published.site / "index.html").is_file()


def test_facts_do_not_wait_for_the_site(shipped: Settings) -> None:
    jobs = definitions(shipped)
    assert SITE not in {node.name for node in jobs.resolve_job_def("refresh").nodes}
    assert {node.name for node in jobs.resolve_job_def(SITE_JOB).nodes} == {SITE}


def test_the_sensor_asks_once_for_every_release_that_becomes_current(
    published: Settings, site: Site, tmp_path: Path
) -> None:
    assert asked(dataclasses.replace(published, warehouse=tmp_path / "none")) == (0, None)
    current = current_release(published)
    assert current
    runs, cursor = asked(published)
    assert (runs, cursor) == (1, current.stem)
    assert asked(published, cursor)[0] == 0, "what failed is not tried again before the next release"
    assert asked(published, "an earlier one")[0] == 1
    shutil.copytree(site.folder, published.site)
    assert asked(published, "an earlier one")[0] == 0, "the site shows it already"


def test_a_site_that_fails_leaves_the_release_and_is_told(
    published: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = published.current.read_bytes()
    monkeypatch.setattr(site_module, "build", lambda *_, **__: 1 / 0)
    with dg.DagsterInstance.ephemeral() as instance:
        job = dg.define_asset_job(SITE_JOB, dg.AssetSelection.groups(SITE))
        definition = dg.Definitions([site_asset(published)], jobs=[job], executor=dg.in_process_executor)
        result = definition.resolve_job_def(SITE_JOB).execute_in_process(
            instance=instance, raise_on_error=False
        )
        assert not result.success
        context = dg.build_run_status_sensor_context(
            sensor_name="alert",
            dagster_event=result.get_run_failure_event(),
            dagster_instance=instance,
            dagster_run=result.dagster_run,
        ).for_run_failure()
        told = compose(context, published)
    current = current_release(published)
    assert current
    assert "division by zero" in told.text
    assert current.stem in told.text
    assert "the site was not made" in told.subject
    assert published.current.read_bytes() == before


@pytest.mark.usefixtures("downloads_at_hand")
def test_the_command_says_where_the_site_is(
    published: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(published.warehouse))
    assert main(["site", "--to", str(tmp_path / "pages")]) == 0
    assert str(tmp_path / "pages" / "index.html") in capsys.readouterr().out
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    assert main(["site", "--to", str(tmp_path / "mine"), "--lang", "vi"]) == 1
    assert "thư mục" in capsys.readouterr().err


def test_an_address_of_the_site_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from dagster_project.settings import SettingError, load

    monkeypatch.setenv("KHUYENCONG_SITE", "https://example.org/khuyencong")
    assert load().site_address == "https://example.org/khuyencong"
    monkeypatch.setenv("KHUYENCONG_SITE", "example.org")
    with pytest.raises(SettingError):
        load()
