"""Seeds on their way to a release: texts that look like code, a new indicator, decisions that wait, checks.

Belongs here: what seeds and titles do once they are built. Does not belong here: what is refused before
(`tests/gates/test_seeds.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from dagster_project import publish
from dagster_project.defs.project import REFRESH, definitions
from dagster_project.defs.seeds import CHECK
from dagster_project.ingest.check import check
from dagster_project.publish.release import LAYOUT
from dagster_project.settings import Settings
from tests.small_world import SmallWorld, figure

CODE = "{{ 7 * 7 }} {% raw %} '); drop schema marts cascade; -- \" ${x} {0}"
"""Jinja, SQL, a shell and a format in one text."""

SAID = "exactly {value} {{ 7 * 7 }} '; drop table claims; --"

INDICATOR = (
    "brands_kept,activities,,{code},brands kept,Brands kept with support.,count:trademark count:certificate"
    ",flow,sum,sum,sum,yes,,0,100000,,no,Nhãn hiệu giữ được nhờ hỗ trợ.,"
)


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@pytest.fixture(scope="module")
def world(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    """A release of one report, with code in every kind of text that people may write."""
    world = SmallWorld.create(tmp_path_factory.mktemp("seeds") / "world", shipped)
    code = quoted(CODE)
    world.append("vocabulary/indicators", INDICATOR.format(code=code))
    world.append("vocabulary/indicator_axes", "brands_kept,sector")
    world.edit("vocabulary/labels", "cell_change,added,added,", f"cell_change,added,{code},")
    world.edit("vocabulary/natures", "actual,1,thực hiện,actual,", f"actual,1,{code},{code},")
    world.edit("vocabulary/places", "cao-bang,Cao Bằng,Cao Bang,", f"cao-bang,Cao Bằng,{code},")
    world.edit(
        "vocabulary/messages", "interval.exactly,exactly {value},", f"interval.exactly,{quoted(SAID)},"
    )
    world.append("judgement/corrections", f"c1,ghost,1,value,5,replace,6,{code},,maintainers,2026-11-21,")
    world.append(
        "judgement/golden_observations",
        f"exports,,,cao-bang,,,2013,actual,,5,USD,ghost,{code},maintainers,2026-11-21",
    )
    world.append("judgement/known_exceptions", f"e1,same,ghost#1 ghost#2,1;2,{code},maintainers,2026-11-21,")
    world.append("judgement/precedence", f"claim,ghost#1,7,5,{code},maintainers,2026-11-21")
    world.append("judgement/precedence", f"report,ghost,7,,{code},maintainers,2026-11-21")
    world.report(
        "cao-bang-2013",
        [
            figure("brands_kept", "cao-bang", "2013", "7", "nhãn hiệu", note=CODE, funding_source="local"),
            figure("exports", "cao-bang", "2013", "9", "triệu USD"),
        ],
    )
    origin = world.folder / "raw" / "cao-bang-2013" / "report.yaml"
    text = origin.read_text(encoding="utf-8")
    origin.write_text(text.replace("Khuyến công", "'" + CODE.replace("'", "''") + "'", 1), encoding="utf-8")
    world.build()
    world.publish()
    return world


def ask(world: SmallWorld, question: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(world.settings.current), read_only=True) as connection:
        return connection.execute(question).fetchall()


def test_code_in_a_text_stays_that_text(world: SmallWorld) -> None:
    assert ask(world, "select title from marts.dim_report") == [(CODE,)]
    assert ask(world, "select distinct note from marts.claims where note <> ''") == [(CODE,)]
    assert ask(world, "select name_en from marts.dim_place where place_id = 'cao-bang'") == [(CODE,)]
    labels = "select distinct indicator_label_vi from marts.observations where indicator_code = 'brands_kept'"
    assert ask(world, labels) == [(CODE,)]
    assert ask(world, "select en from meta.labels where kind = 'cell_change' and code = 'added'") == [(CODE,)]
    assert ask(world, "select count(*) from marts.claims") == [(2,)]
    [(chain,)] = ask(world, "select string_agg(text_en || text_vi, ' ') from analytics.explanations")
    assert CODE in chain
    assert "49" not in chain


def test_what_check_says_of_such_a_world_is_what_it_says_of_any(world: SmallWorld) -> None:
    from dagster_project.transform.in_memory import Relations

    lines, clean = check([], world.settings, work_out=Relations())
    assert clean
    assert "49" not in "".join(lines)
    assert "[correction-waits] corrections.csv, c1" in " ".join(" ".join(lines).split())


def test_a_new_indicator_is_a_row(world: SmallWorld) -> None:
    asked = (
        "select brands_kept_count from analytics.activities_by_province_period where place_id = 'cao-bang'"
    )
    assert ask(world, asked) == [(7,)]
    # it has a column for what is reported of it and no other
    assert ask(
        world, "select column_name from meta.headings where indicator_code = 'brands_kept' and part = 'value'"
    ) == [("brands_kept_count",)]


def test_decisions_on_a_report_that_is_gone_wait_and_are_shown(world: SmallWorld) -> None:
    assert ask(world, "select correction_id, state from quality.corrections_applied") == [("c1", "waiting")]
    assert ask(world, "select rule_id, severity from quality.warnings where report_id = 'ghost'") == [
        ("correction-waits", "warning")
    ]
    with duckdb.connect(str(world.settings.build), read_only=True) as connection:
        status = connection.execute(
            "select status from internal.build_log where node_id like '%assert_decisions_find_their_report%'"
        ).fetchall()
    assert status == [("warn",)]


def test_older_code_publishes_nothing_over_a_newer_layout(
    world: SmallWorld, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from dagster_project.defs import refresh

    assert ask(world, "select layout from meta.release") == [(LAYOUT,)]
    before = publish.current_release(world.settings)
    monkeypatch.setattr("dagster_project.publish.release.LAYOUT", LAYOUT - 1)
    with pytest.raises(
        publish.Refused, match=f"has layout {LAYOUT}, this checkout writes layout {LAYOUT - 1}"
    ):
        world.publish()
    monkeypatch.setattr(refresh, "_run_if_needed", lambda *_: pytest.fail("it began to work"))
    assert refresh.refresh(world.settings) == 1
    assert "a newer checkout made it" in capsys.readouterr().err
    assert publish.current_release(world.settings) == before


@pytest.fixture
def broken(world: SmallWorld) -> Iterator[SmallWorld]:
    path = world.seed("vocabulary/units")
    before = path.read_bytes()
    world.append("vocabulary/units", "đồng,VND,1000,money,no,no,,,,,,")
    yield world
    path.write_bytes(before)


def newest(instance: dg.DagsterInstance, key: dg.AssetKey) -> tuple[bool, str]:
    """What the UI shows of the check of a seed."""
    [found, *_] = instance.event_log_storage.get_asset_check_execution_history(
        dg.AssetCheckKey(key, CHECK), limit=5
    )
    assert found.event
    assert found.event.dagster_event
    evaluation = found.event.dagster_event.asset_check_evaluation_data
    return evaluation.passed, str(evaluation.metadata.get("what_to_mend"))


@pytest.mark.filterwarnings("ignore::dagster.BetaWarning")
def test_each_seed_has_a_check_that_fails_where_the_run_stops(broken: SmallWorld, tmp_path: Path) -> None:
    where = broken.settings
    defined = definitions(where)
    instance = dg.DagsterInstance.ephemeral()
    result = defined.resolve_job_def(REFRESH).execute_in_process(instance=instance, raise_on_error=False)
    assert not result.success
    [failed] = [event for event in result.all_events if event.is_step_failure]
    assert failed.step_key == "ingest"
    assert "units.csv, row" in str(failed.step_failure_data.user_failure_data)
    keys = {key.asset_key for key in defined.resolve_asset_graph().asset_check_keys if key.name == CHECK}
    assert {key.path[-1] for key in keys} == {path.stem for path in where.seeds.glob("*/*.csv")}
    [units] = [key for key in keys if key.path[-1] == "units"]
    passed, table = newest(instance, units)
    assert not passed
    assert "column unit_word: found 'đồng'; accepted: each once; row 2 has it already" in table


@pytest.mark.filterwarnings("ignore::dagster.BetaWarning")
def test_the_checks_run_by_themselves(world: SmallWorld) -> None:
    defined = definitions(world.settings)
    [checks] = [d for d in defined.asset_checks or () if isinstance(d, dg.AssetChecksDefinition)]
    job = dg.define_asset_job("only", selection=dg.AssetSelection.checks(checks))
    alone = dg.Definitions.merge(defined, dg.Definitions(jobs=[job]))
    instance = dg.DagsterInstance.ephemeral()
    result = alone.resolve_job_def("only").execute_in_process(instance=instance)
    evaluations = result.get_asset_check_evaluations()
    assert len(evaluations) == len([*world.settings.seeds.glob("*/*.csv")])
    assert all(e.passed for e in evaluations)
