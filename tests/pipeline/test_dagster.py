"""The promises of the Dagster side: everything is shown, any click works twice, a wrong order says why.

In process, on the real dbt project. The tempting clean-up that would break this: a subprocess for dbt,
a connection kept open, or a step that swallows a failing test.
"""

from __future__ import annotations

import dataclasses
import inspect
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import dagster as dg
import duckdb
import pytest
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from dagster_project import settings as settings_module
from dagster_project import transform
from dagster_project.cli import khuyencong, main
from dagster_project.defs import POOL
from dagster_project.defs.automation import arrival_sensor
from dagster_project.defs.home import prepare_home
from dagster_project.defs.project import REFRESH, definitions
from dagster_project.defs.quick_storage import KEPT, QuickEventLog, QuickStorage
from dagster_project.ingest.folders import contents
from dagster_project.messages import LANGUAGES, codes, label, say
from dagster_project.publish import current_release, reasons_against, sources_sha256, stands_for
from dagster_project.settings import Settings
from dagster_project.site import Site
from dagster_project.transform import load_manifest
from dagster_project.transform.facts import table_facts
from tests import readme_report
from tests.conftest import Refreshed
from tests.site.conftest import take_downloads
from tests.small_world import lend

PROJECT = Path(__file__).resolve().parents[2]
RELEASE = dg.AssetKey("release")

pytestmark = pytest.mark.filterwarnings("ignore::dagster.BetaWarning")


class Project:
    """Definitions on a warehouse of their own, and what a click in the UI does."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.definitions = definitions(settings)
        self.instance = dg.DagsterInstance.ephemeral()
        self.graph = self.definitions.get_repository_def().asset_graph
        self.job = self.definitions.resolve_implicit_global_asset_job_def()

    def tables(self, *groups: str) -> list[dg.AssetKey]:
        return [
            k for k in self.graph.get_all_asset_keys() if not groups or self.graph.get(k).group_name in groups
        ]

    def run(
        self,
        assets: Iterable[dg.AssetKey] = (),
        checks: Iterable[dg.AssetCheckKey] = (),
        name: str = "click",
    ) -> Any:
        chosen = list(assets)
        selection = dg.AssetSelection.assets(*chosen) if chosen else dg.AssetSelection.checks(*checks)
        job = dg.define_asset_job(name, selection=selection)
        resolved = dg.Definitions(
            assets=self.definitions.assets,
            asset_checks=self.definitions.asset_checks,
            jobs=[job],
            executor=dg.in_process_executor,
        ).resolve_job_def(name)
        return resolved.execute_in_process(
            instance=self.instance,
            raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )


def succeeded(result: Any) -> bool:
    """Whether the run is green; where it is not, the test shows what the person would read."""
    assert result.success, failure(result)
    return True


def failure(result: Any) -> str:
    """What the failed step says to the person who clicked."""
    assert not result.success
    texts = [
        event.step_failure_data.user_failure_data.description
        for event in result.all_events
        if event.is_step_failure and event.step_failure_data.user_failure_data
    ]
    assert texts, [e.message for e in result.all_events if e.is_step_failure]
    return " ".join(texts)


@pytest.fixture(scope="module")
def project(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Project:
    where = dataclasses.replace(shipped, warehouse=tmp_path_factory.mktemp("dagster"))
    lend(shipped, where)
    return Project(where)


@pytest.fixture
def landed(project: Project, shipped: Settings) -> Project:
    """A project in which everything has been built from the shipped reports."""
    # Only the databases: what dbt has parsed stays good.
    project.settings.state.mkdir(parents=True, exist_ok=True)
    for old in project.settings.state.glob("*.duckdb*"):
        old.unlink()
    for path in shipped.state.glob("*.duckdb"):
        shutil.copyfile(path, project.settings.state / path.name)
    return project


# --- what is shown -------------------------------------------------------------------------------------


def test_every_table_is_an_asset_with_a_description_an_owner_a_kind_and_its_code(project: Project) -> None:
    lacking = []
    for key in project.tables():
        node = project.graph.get(key)
        if not (node.description and node.owners and node.kinds and code_of(node)):
            lacking.append(key.to_user_string())
    assert lacking == []


def code_of(node: Any) -> list[Any]:
    """Where Dagster says that the code of an asset stands."""
    found = node.metadata.get("dagster/code_references")
    return list(found.code_references) if found else []


def test_the_code_of_an_asset_is_its_model_and_the_function_that_runs_it(project: Project) -> None:
    def files(*path: str) -> list[str]:
        code = code_of(project.graph.get(dg.AssetKey(list(path))))
        assert all(Path(each.file_path).is_file() for each in code)
        return [Path(each.file_path).name for each in code]

    assert set(files("marts", "fct_funding")) == {"fct_funding.sql", "dbt.py"}
    assert files("raw", "claims") == ["raw.py"]
    assert files("release") == ["release.py"]


def test_code_links_lead_to_the_repository_where_one_is_named(project: Project) -> None:
    address = "https://github.com/example/khuyencong"
    linked = definitions(dataclasses.replace(project.settings, repository=f"{address}#next"))
    graph = linked.get_repository_def().asset_graph
    urls = [each.url for each in code_of(graph.get(dg.AssetKey(["marts", "fct_funding"])))]
    assert f"{address}/tree/next/dagster_project/defs/dbt.py" in " ".join(urls)
    assert any("dbt/models/marts/" in url and "fct_funding.sql" in url for url in urls)


def test_an_asset_is_named_as_its_table_and_stands_in_the_group_of_its_folder(project: Project) -> None:
    groups = {project.graph.get(key).group_name for key in project.tables()}
    assert groups == {
        *("raw", "vocabulary", "judgement", "staging", "intermediate"),
        *("marts", "quality", "analytics", "meta", "internal", "release", "site"),
    }
    for key in project.tables("marts", "quality", "analytics", "meta", "internal", "staging", "vocabulary"):
        if key.path not in (["meta", "messages"], ["meta", "labels"]):  # seeds that are published as they are
            assert key.path[0] == project.graph.get(key).group_name
    assert dg.AssetKey(["marts", "fct_funding"]) in project.tables("marts")


def test_every_data_test_is_a_check_and_no_unit_test_is(project: Project) -> None:
    manifest = transform.load_manifest(project.settings)
    tests = {p["name"] for p in manifest["nodes"].values() if p["resource_type"] == "test"}
    units = {p["name"] for p in manifest["unit_tests"].values()}
    shown = {key.name for key in project.graph.asset_check_keys}
    assert tests
    assert units
    assert tests <= shown
    assert not units & shown  # they run in `make test`: what does not run is not shown as passed


def test_facts_staging_dimensions_and_the_release_have_checks_of_their_own_that_say_what_they_promise(
    project: Project,
) -> None:
    checked = {key.asset_key for key in project.graph.asset_check_keys}
    expected = {key for key in project.tables("marts", "staging", "release") if key.path[0] != "gate"}
    assert expected - checked == set()
    said = {key: project.graph.get(key).description for key in project.graph.asset_check_keys}
    assert [key for key, words in said.items() if key.asset_key in expected and not words] == []


def test_columns_of_what_lands_are_described_and_a_table_is_named_as_analysts_open_it(
    project: Project,
) -> None:
    for key in project.tables("raw"):
        columns = project.graph.get(key).metadata["dagster/column_schema"].columns
        assert columns
        assert all(column.description for column in columns)
    claims = project.graph.get(dg.AssetKey(["marts", "claims"]))
    assert claims.metadata["dagster/table_name"] == "marts.claims"


def test_a_code_link_leads_to_the_line_on_which_the_query_begins(project: Project) -> None:
    [link] = [
        each
        for each in code_of(project.graph.get(dg.AssetKey(["quality", "identity_results"])))
        if each.file_path.endswith(".sql")
    ]
    lines = Path(link.file_path).read_text(encoding="utf-8").splitlines()
    assert lines[link.line_number - 1].startswith("with ")


def test_what_lands_is_what_dbt_reads(project: Project) -> None:
    manifest = transform.load_manifest(project.settings)
    for source in manifest["sources"].values():
        assert dg.AssetKey([source["schema"], source["name"]]) in project.tables("raw")


def test_every_landing_table_is_an_asset(project: Project, shipped: Settings) -> None:
    landed = {dg.AssetKey(list(key)) for key in table_facts(shipped.landing)}
    assert landed == set(project.tables("raw"))


def test_the_release_stands_below_everything_published(project: Project) -> None:
    gates = project.graph.get(RELEASE).parent_keys
    assert len(gates) == 5  # few enough to be read in the graph
    parents = {parent for gate in gates for parent in project.graph.get(gate).parent_keys}
    assert parents == set(project.tables("marts", "quality", "analytics", "meta", "internal"))


def test_a_release_that_nobody_renewed_for_two_days_is_shown_as_stale(project: Project) -> None:
    policy = project.graph.get(RELEASE).freshness_policy
    assert policy
    assert policy.fail_window.to_timedelta().days == 2


def test_each_reason_of_the_gate_is_a_red_check_of_the_release(landed: Project) -> None:
    def shown(result: Any) -> dict[str, bool]:
        return {c.check_name: c.passed for c in result.get_asset_check_evaluations()}

    result = landed.run([RELEASE])
    assert succeeded(result)
    assert set(shown(result)) == {k.name for k in landed.graph.asset_check_keys if k.asset_key == RELEASE}
    assert all(shown(result).values())
    with duckdb.connect(str(landed.settings.build)) as build:
        build.execute("create table marts.stranger as select 1 as one")
        build.execute(
            "update internal.build_log set status = 'fail' where node_id like '%no_binary_floating_point'"
        )
    result = landed.run([RELEASE])
    assert "stranger" in failure(result)
    assert [name for name, passed in shown(result).items() if not passed] == [
        "build_is_complete",
        "every_test_passed",
    ]
    [why] = [c for c in result.get_asset_check_evaluations() if c.check_name == "every_test_passed"]
    assert "no_binary_floating_point" in why.metadata["reasons"].value
    assert "changes_are_explained" not in shown(result)  # nobody got that far


def test_looking_at_a_check_of_the_release_publishes_nothing(landed: Project) -> None:
    landed.settings.current.unlink(missing_ok=True)
    check = dg.AssetCheckKey(RELEASE, "build_is_complete")
    result = landed.run(checks=[check])
    assert succeeded(result)
    assert [e.passed for e in result.get_asset_check_evaluations()] == [True]
    assert not landed.settings.current.exists()


def test_every_step_that_writes_the_warehouse_holds_the_pool_of_one(project: Project) -> None:
    steps = {op.name: op.pool for op in project.job.all_node_defs if isinstance(op, dg.OpDefinition)}
    assert steps.pop("site") is None, "facts do not wait for pages"
    assert steps.keys() == {"ingest", "dbt", "release", "seeds"}
    assert set(steps.values()) == {POOL}


# --- any order -----------------------------------------------------------------------------------------


def test_a_model_before_anything_landed_says_what_to_do(project: Project) -> None:
    for old in project.settings.state.glob("*.duckdb*"):
        old.unlink()
    text = failure(project.run([dg.AssetKey(["marts", "fct_funding"])]))
    assert "Nothing has been ingested" in text
    assert "khuyencong refresh" in text


def test_publishing_before_anything_landed_says_what_to_do(project: Project) -> None:
    for old in project.settings.state.glob("*.duckdb*"):
        old.unlink()
    assert "Nothing has been ingested" in failure(project.run([RELEASE]))


def test_a_far_model_before_the_first_build_names_what_is_missing(landed: Project) -> None:
    landed.settings.build.unlink()
    landed.settings.work.unlink()
    text = failure(landed.run([dg.AssetKey(["marts", "fct_funding"])]))
    assert "marts.observations must be built" in text


def test_ingest_and_a_far_model_alone_are_refused_with_what_lies_between(landed: Project) -> None:
    result = landed.run([*landed.tables("raw"), dg.AssetKey(["marts", "fct_funding"])])
    text = failure(result)
    assert "not selected" in text
    assert "marts/observations" in text
    assert "vocabulary/" not in text  # seeds do not rest on what is ingested
    [failed] = [e for e in result.all_events if e.is_step_failure]
    vi = failed.step_failure_data.user_failure_data.metadata["vi"].value
    assert vi[:20] == say("run.gap", "vi", tables="")[:20]


def test_one_seed_one_model_one_check_and_release_alone_work_twice(landed: Project) -> None:
    seed = dg.AssetKey(["vocabulary", "units"])
    fact = dg.AssetKey(["marts", "observations"])
    check = dg.AssetCheckKey(fact, "keyed_by_observations_cell_id")
    assert check in landed.graph.asset_check_keys
    assert succeeded(landed.run([RELEASE]))
    assert succeeded(landed.run([RELEASE]))
    for key in (seed, seed, fact, fact):
        result = landed.run([key])
        assert succeeded(result)
        assert [e.asset_key for e in result.get_asset_materialization_events()] == [key]
    for _ in range(2):
        result = landed.run(checks=[check])
        assert succeeded(result)
        assert [e.asset_check_key for e in result.get_asset_check_evaluations()] == [check]
        assert not result.get_asset_materialization_events()
    text = failure(landed.run([RELEASE]))
    assert "partial" in text
    assert "Materialize all" in text


def test_what_arrives_is_asked_for_by_name_and_one_run_over_a_partial_build_publishes_all_but_a_bad_report(
    published: Settings, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_downloads(site, monkeypatch)  # those of another release: what they hold is tested elsewhere
    raw = tmp_path / "raw"
    shutil.copytree(published.raw, raw)
    project = Project(dataclasses.replace(published, raw=raw))
    sensor = arrival_sensor(project.settings, REFRESH, clock=lambda: time.time() + 10)

    def look(cursor: str | None) -> Any:
        return sensor(dg.build_sensor_context(instance=project.instance, cursor=cursor))

    first = look(None)
    assert not first.run_requests
    readme_report.write(raw)  # a province never seen before: no change to code is needed
    shutil.copytree(raw / "lao-cai-2008-2012", raw / "poisoned")
    (raw / "poisoned" / "figures.csv").write_bytes(b"PK\x03\x04" + bytes(range(256)))
    withdrawn = "thai-binh-cuc-cong-thuong-dia-phuong"
    shutil.rmtree(raw / withdrawn)
    [request] = look(first.cursor).run_requests
    new = f"{readme_report.REPORT}, poisoned"
    assert request.tags == {"khuyencong/new": new, "khuyencong/removed": withdrawn}

    assert succeeded(project.run([dg.AssetKey(["marts", "fct_funding"])]))
    result = project.run(project.tables(), name=REFRESH)
    assert succeeded(result)
    assert {e.asset_key for e in result.get_asset_materialization_events()} == set(project.tables())
    assert {e.asset_check_key for e in result.get_asset_check_evaluations()} == project.graph.asset_check_keys
    # What a run has read, the command need not read again.
    made = current_release(project.settings)
    assert made
    assert stands_for(project.settings, sources_sha256(project.settings, contents(raw))) == made.stem
    assert stands_for(project.settings, sources_sha256(project.settings, {})) is None
    # A rejected report is in the release as rejected: nothing is asked for again and again.
    assert not look(first.cursor).run_requests
    with duckdb.connect(str(project.settings.current), read_only=True) as release:
        reports = dict(release.execute("select report_id, status from marts.dim_report").fetchall())
        removed = release.execute(
            "select distinct report_id_before from meta.release_diff where change = 'removed'"
        ).fetchall()
        facts = release.execute(readme_report.QUESTION).fetchall()
    assert reports.pop("poisoned") == "rejected"
    assert set(reports.values()) == {"accepted"}
    assert withdrawn not in reports
    assert removed == [(withdrawn,)]
    assert facts == readme_report.FACTS


def test_a_built_table_is_shown_with_its_rows_and_columns(landed: Project) -> None:
    result = landed.run([dg.AssetKey(["marts", "claims"])])
    [event] = result.get_asset_materialization_events()
    metadata = event.materialization.metadata
    with duckdb.connect(str(landed.settings.build), read_only=True) as build:
        [rows] = build.execute("select count(*) from marts.claims").fetchone() or (None,)
    assert metadata["dagster/row_count"].value == rows
    declared = landed.graph.get(dg.AssetKey(["marts", "claims"])).metadata
    schema = {**declared, **metadata}["dagster/column_schema"]
    columns = getattr(schema, "value", schema).columns
    assert {"report_id", "value_low"} <= {c.name for c in columns}
    origins = metadata["dagster/column_lineage"].value.deps_by_column
    assert set(origins) == {c.name for c in columns}
    [origin] = origins["value_low"]
    assert landed.graph.has(origin.asset_key)
    assert all(c.description for c in columns)


# --- what goes wrong -----------------------------------------------------------------------------------


def test_what_has_passed_is_told_while_dbt_goes_on_and_is_what_the_end_would_tell(landed: Project) -> None:
    tests = [
        n for n, node in load_manifest(landed.settings)["nodes"].items() if node["resource_type"] == "test"
    ]
    select = [n for n in load_manifest(landed.settings)["nodes"] if ".fct_" in n and n not in tests] + tests[
        :5
    ]
    building = transform.build_stepwise(landed.settings, select)
    first = next(building)
    assert [thread for thread in threading.enumerate() if thread.name == "dbt"], "it is still at work"
    early = {node.unique_id: node for node in (first, *building)}
    at_once = {node.unique_id: node for node in transform.build(landed.settings, select).nodes}
    assert early.keys() == at_once.keys() >= set(select)
    for unique_id in select:
        same = {"seconds": 0.0, "compiled_sql": "", "message": ""}
        one, other = (dataclasses.replace(found[unique_id], **same) for found in (early, at_once))
        assert one == other
    assert any(node.origins for node in early.values())


def test_whoever_stops_asking_ends_dbt_and_frees_the_warehouse(landed: Project) -> None:
    building = transform.build_stepwise(landed.settings)
    next(building)
    building.close()
    assert [thread for thread in threading.enumerate() if thread.name == "dbt"] == []
    assert transform.writer(landed.settings) is None
    with duckdb.connect(str(landed.settings.build)) as connection:  # dbt has let go of it
        events = "select event from internal.build_log order by rowid desc limit 1"
        assert connection.execute(events).fetchall() == [("start",)]
    assert "interrupted" in " ".join(map(str, reasons_against(landed.settings)))


def test_a_failing_test_is_a_red_check_with_its_rows_and_nothing_is_published(landed: Project) -> None:
    assert succeeded(landed.run([RELEASE]))
    before = landed.settings.current.stat().st_ino
    with duckdb.connect(str(landed.settings.landing)) as landing:
        landing.execute("insert into raw.claims select * from raw.claims limit 1")
    result = landed.run([k for k in landed.tables() if k not in landed.tables("raw")])
    text = failure(result)
    assert "as it was" in text
    assert "name one row each" in text
    assert "  - report_id " in text
    red = [c for c in result.get_asset_check_evaluations() if not c.passed]
    assert red
    assert all(
        "Next:" in c.metadata["message"].value for c in red if c.severity is dg.AssetCheckSeverity.ERROR
    )
    assert any("sample" in c.metadata and c.metadata["sample"].records for c in red)
    assert RELEASE not in {e.asset_key for e in result.get_asset_materialization_events()}
    assert landed.settings.current.stat().st_ino == before


def test_a_rejected_figure_is_shown_with_its_reasons(landed: Project, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(PROJECT / "raw", raw)
    sheet = next(raw.glob("*/figures.csv"))
    header, first, *rest = sheet.read_text(encoding="utf-8").splitlines()
    cells = first.split(",")
    cells[2] = "no_such_indicator"
    sheet.write_text("\n".join([header, ",".join(cells), *rest]) + "\n", encoding="utf-8")
    project = Project(dataclasses.replace(landed.settings, raw=raw))
    result = project.run(project.tables("raw"))
    assert succeeded(result)
    checks = {c.check_name: c for c in result.get_asset_check_evaluations()}
    assert checks["rows_are_conserved"].passed
    assert not checks["no_figure_is_rejected"].passed
    [row] = [
        r
        for r in checks["no_figure_is_rejected"].metadata["rejected"].records
        if r.data["column_name"] == "indicator"
    ]
    assert row.data["found"] == "no_such_indicator"
    assert row.data["message_vi"]


# --- the command line ----------------------------------------------------------------------------------


def command(settings: Settings, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "KHUYENCONG_RAW": str(settings.raw),
        "KHUYENCONG_WAREHOUSE": str(settings.warehouse),
        "DAGSTER_HOME": str(home),
    }
    return subprocess.run(
        [sys.executable, "-m", "dagster_project.cli", *arguments],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_refresh_publishes_records_the_run_and_says_where(
    refreshed: Refreshed,
    published: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert str(refreshed.settings.current) in refreshed.said
    query = refreshed.said[refreshed.said.index("select ") : refreshed.said.index("\n\nMore")]
    with duckdb.connect(str(refreshed.settings.current), read_only=True) as release:
        assert release.execute(query).fetchall()
    shutil.copytree(refreshed.home, tmp_path / "home")
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    with dg.DagsterInstance.get() as instance:
        [run] = instance.get_runs()
        assert run.job_name == "refresh"
        assert run.status == dg.DagsterRunStatus.SUCCESS
        assert instance.get_latest_materialization_event(RELEASE)
    # The other commands in this process: what they say and their exit codes are those of `main`.
    monkeypatch.setenv("KHUYENCONG_RAW", str(published.raw))
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(published.warehouse))
    capsys.readouterr()

    def said(code: int, *arguments: str) -> pytest.CaptureResult[str]:
        assert main(arguments) == code
        return capsys.readouterr()

    assert len(said(0, "status").out.splitlines()) == 5
    in_vietnamese = said(0, "--lang", "vi", "status").out
    assert "công bố" in in_vietnamese
    assert in_vietnamese.splitlines()[1].startswith("nội dung")
    listed = said(0, "releases").out
    assert listed.startswith("* ")
    release_id = listed.split()[1]
    said(0, "rollback", release_id)
    assert release_id in completed("rollback ", "", KHUYENCONG_WAREHOUSE=str(published.warehouse))
    held = said(1, "refresh").err
    assert f"held at release {release_id}" in held
    assert "as it was" in held
    # Once more as a process: an exit code other than 0 reaches the shell.
    assert command(published, tmp_path / "home", "rollback", "nowhere").returncode == 1
    said(0, "rollback", "--lift")


def completed(typed: str, unfinished: str, **variables: str) -> list[str]:
    """What the shell offers after `khuyencong` and what was typed, through click's own way."""
    from click.shell_completion import BashComplete

    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        completion = BashComplete(khuyencong, {}, "khuyencong", "_KHUYENCONG_COMPLETE")
        return [item.value for item in completion.get_completions(typed.split(), unfinished)]


def test_the_shell_completes_commands_options_and_report_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    assert completed("", "re") == ["refresh", "releases", "review"]
    assert completed("--lang", "") == ["en", "vi"]
    assert "--fix" in completed("check", "--")
    monkeypatch.chdir(PROJECT)
    reports = sorted(f"raw/{path.name}" for path in (PROJECT / "raw").iterdir() if path.is_dir())
    assert completed("check", "") == reports
    assert completed("check", reports[0][:-1]) == [r for r in reports if r.startswith(reports[0][:-1])]
    monkeypatch.chdir(PROJECT / "raw")
    assert completed("check", "") == [report.removeprefix("raw/") for report in reports]
    assert completed("check", "", KHUYENCONG_RAW="/nowhere") == []


def test_the_script_for_a_shell_is_written_by_the_command_itself() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dagster_project.cli"],
        env={**os.environ, "_KHUYENCONG_COMPLETE": "bash_source"},
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    assert "complete -o nosort -F _khuyencong_completion khuyencong" in done.stdout


@pytest.mark.parametrize("where", ["before", "environment", "behind"])
def test_an_error_is_said_in_the_language_asked_for(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KHUYENCONG_RAW", str(tmp_path / "nowhere"))
    if where == "environment":
        monkeypatch.setenv("KHUYENCONG_LANG", "vi")
    order = {"before": ["--lang", "vi", "check"], "behind": ["check", "--lang", "vi"]}
    assert main(order.get(where, ["check"])) == 2
    path = tmp_path / "nowhere"
    assert say("setting.no-reports-folder", "vi", path=path) in capsys.readouterr().err
    monkeypatch.delenv("KHUYENCONG_LANG", raising=False)
    assert main(["check"]) == 2
    assert say("setting.no-reports-folder", "en", path=path) in capsys.readouterr().err


def helped(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main([*words, "--help"]) == 0
    return " ".join(capsys.readouterr().out.split())


def test_help_is_in_the_language_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, command in khuyencong.commands.items():
        for language in LANGUAGES:
            said = helped(capsys, "--lang", language, name)
            assert say(f"help.{name}", language) in said
            assert said.startswith("Usage: " if language == "en" else "Cách dùng: ")
            for option in command.params:
                if isinstance(option, click.Option):
                    assert str(option.help) in said, "in the language last spoken"
    assert say("help.check", "vi") in helped(capsys, "check", "--lang", "vi")
    monkeypatch.setenv("KHUYENCONG_LANG", "vi")
    assert say("help.khuyencong", "vi") in helped(capsys)
    assert main(["nothing"]) == 2
    assert "Lỗi: Không có lệnh 'nothing'." in capsys.readouterr().err


def test_words_of_click_are_known_by_those_that_it_uses() -> None:
    modules = (click.core, click.exceptions, click.formatting, click.parser, click.decorators, click.types)
    sources = "".join(inspect.getsource(module) for module in modules)
    unknown = [
        words for words in (label("click", code, "en") for code in codes("click")) if words not in sources
    ]
    assert unknown == []


@pytest.mark.parametrize(
    "wrong", [["nothing"], ["--lang", "fr", "status"], ["rollback"], ["rollback", "x", "--lift"], ["pin"]]
)
def test_wrong_use_is_two(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(wrong) == 2
    assert "Usage: khuyencong" in capsys.readouterr().err


def test_the_committed_dagster_yaml_is_linked_and_a_foreign_one_kept(
    shipped: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed = PROJECT / "dagster.yaml"
    for home in (tmp_path / "new", tmp_path / "moved"):
        home.mkdir()
        monkeypatch.setenv("DAGSTER_HOME", str(home))
        if home.name == "moved":
            (home / "dagster.yaml").symlink_to(tmp_path / "gone.yaml")
        prepare_home(shipped)
        assert (home / "dagster.yaml").samefile(committed)
    own = tmp_path / "own"
    own.mkdir()
    (own / "dagster.yaml").write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    monkeypatch.setenv("DAGSTER_HOME", str(own))
    prepare_home(shipped)
    assert not (own / "dagster.yaml").is_symlink()


def test_the_instance_settings_are_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(PROJECT / "dagster.yaml", tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    with dg.DagsterInstance.get() as instance:
        assert not instance.telemetry_enabled
        assert not instance.nux_enabled
        assert type(instance.run_coordinator).__name__ == "QueuedRunCoordinator"
        assert isinstance(instance.event_log_storage, QuickEventLog)


def test_the_event_log_opens_few_files_and_reads_as_with_dagsters_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same files under Dagster's own storage hold every event; nothing connects once per event."""
    shutil.copy(PROJECT / "dagster.yaml", tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    opened: list[str] = []
    own = SqliteEventLogStorage._connect

    def counted(self: SqliteEventLogStorage, shard: str) -> Any:
        opened.append(shard)
        return own(self, shard)

    monkeypatch.setattr(SqliteEventLogStorage, "_connect", counted)

    @dg.asset
    def one(context) -> None:  # type: ignore[no-untyped-def] # Dagster cannot read a postponed annotation
        for number in range(50):
            context.log_event(dg.AssetObservation("one", metadata={"number": number}))

    with dg.DagsterInstance.get() as instance:
        runs = [dg.materialize([one], instance=instance).run_id for _ in range(KEPT + 1)]
        log = instance.event_log_storage
        assert isinstance(log, QuickEventLog)
        assert len(log._engines) == KEPT
        assert len(opened) <= 2 * (len(runs) + 1) + 2, "files are opened, not every event"
        assert instance.all_logs(runs[0]), "a file closed meanwhile is opened again"
    assert not log._engines
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    with dg.DagsterInstance.get() as instance:
        assert type(instance.event_log_storage) is SqliteEventLogStorage
        seen = instance.fetch_observations(dg.AssetKey("one"), limit=1000).records
        assert len(seen) == 50 * len(runs)
        assert all(
            len(instance.all_logs(run, of_type=dg.DagsterEventType.ASSET_OBSERVATION)) == 50 for run in runs
        )


def test_where_dagster_lacks_a_part_its_own_storage_is_used_and_the_log_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A later Dagster, say, whose lock has another name."""
    made = SqliteEventLogStorage.__init__

    @contextmanager
    def connect(self: Any, shard: str) -> Iterator[Any]:
        self._db_lock = self._lock
        try:
            with connects(self, shard) as connection:
                yield connection
        finally:
            self.__dict__.pop("_db_lock", None)

    def renamed(self: Any, *arguments: Any, **named: Any) -> None:
        self._lock = threading.Lock()
        made(self, *arguments, **named)
        self.__dict__.pop("_db_lock", None)

    connects = SqliteEventLogStorage._connect
    monkeypatch.setattr(SqliteEventLogStorage, "__init__", renamed)
    monkeypatch.setattr(SqliteEventLogStorage, "_connect", connect)
    shutil.copy(PROJECT / "dagster.yaml", tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))

    @dg.asset
    def one() -> None:
        pass

    with caplog.at_level("WARNING", "khuyencong"), dg.DagsterInstance.get() as instance:
        assert type(instance.event_log_storage) is SqliteEventLogStorage
        assert dg.materialize([one], instance=instance).success
        assert instance.get_latest_materialization_event(dg.AssetKey("one"))
    assert "This Dagster has no _db_lock" in caplog.text


def test_without_a_home_events_go_to_the_folder_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    monkeypatch.setattr(settings_module, "PROJECT", tmp_path)
    (tmp_path / "raw").mkdir()
    (tmp_path / "dbt").mkdir()
    (tmp_path / "dbt" / "dbt_project.yml").touch()
    storage = QuickStorage.from_config_value(None, {})
    assert Path(storage.base_dir) == tmp_path / ".dagster"
    assert QuickStorage.from_config_value(None, {"base_dir": str(tmp_path)}).base_dir == str(tmp_path)


def test_two_processes_write_events_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(PROJECT / "dagster.yaml", tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    writer = (
        "import dagster as dg\n"
        "@dg.asset\n"
        "def one(context):\n"
        "    for number in range(100):\n"
        "        context.log_event(dg.AssetObservation('one'))\n"
        "with dg.DagsterInstance.get() as instance:\n"
        "    assert dg.materialize([one], instance=instance).success\n"
    )
    with dg.DagsterInstance.get() as instance:
        processes = [
            subprocess.Popen([sys.executable, "-c", writer], stderr=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        for process in processes:
            said = process.communicate(timeout=120)[1]
            assert process.returncode == 0, said
        assert len(instance.fetch_observations(dg.AssetKey("one"), limit=1000).records) == 200
