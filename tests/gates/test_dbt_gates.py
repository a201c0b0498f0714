"""Every dbt data test bites: a clean build gives no rows, a corrupted one does.

Belongs here: one corruption per promise of a test, rolled back after looking. Does not belong here: the
models' logic, which dbt's own unit tests hold.
"""

from __future__ import annotations

import csv
import dataclasses
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.settings import Settings
from dagster_project.transform import description_of, load_manifest
from dagster_project.transform.decimals import exact_growth, exact_quotient
from dagster_project.transform.manifest import invoke
from tests import landing_fixture
from tests.gates.dbt_corruptions import ACCEPTED, CORRUPTIONS, LISTS
from tests.small_world import lend

PROJECT = Path(__file__).resolve().parents[2]
DBT = PROJECT / "dbt"
PUBLISHED = ("marts", "quality", "analytics", "meta", "internal")


def seed(name: str) -> tuple[str, ...]:
    """First column of a seed, so that the fixture answers for all of its rows."""
    with (DBT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(row[0] for row in csv.reader(handle))[1:]


class Build:
    """A clean build of the fixture: its manifest and a connection to its three files."""

    def __init__(self, where: Settings) -> None:
        landing_fixture.write_landing(
            where.landing, rules=seed("vocabulary/rules"), corrections=seed("judgement/corrections")
        )
        self.results = run_dbt(where, "build")
        self.manifest = load_manifest(where)
        self.connection = duckdb.connect(str(where.build))
        for name, path in (("work", where.work), ("landing", where.landing)):
            self.connection.execute(f"attach '{path}' as {name}")
        self._sql = {
            result.node.name: result.node.compiled_code
            for result in self.results
            if result.node.resource_type == "test"
        }

    def tests(self) -> dict[str, str]:
        """Compiled SQL of every data test by name."""
        return self._sql

    def after(self, corruption: str, test: str) -> list[tuple[Any, ...]]:
        """What the test finds once this was done to the build; the build itself stays as it was."""
        self.connection.begin()
        try:
            self.connection.execute(corruption)
            return self.connection.execute(self.tests()[test]).fetchall()
        finally:
            self.connection.rollback()


def run_dbt(where: Settings, *arguments: str) -> list[Any]:
    """Run dbt and return its results."""
    outcome = invoke(where, *arguments, "--no-write-json")
    assert outcome.result is not None, outcome.exception
    return list(getattr(outcome.result, "results", []))


def empty(shipped: Settings, folder: Path) -> Settings:
    """A warehouse in which nothing has landed."""
    where = dataclasses.replace(shipped, warehouse=folder)
    lend(shipped, where)
    return where


@pytest.fixture(scope="module")
def build(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Build]:
    built = Build(empty(shipped, tmp_path_factory.mktemp("gates")))
    yield built
    built.connection.close()


def test_a_clean_build_passes_every_node(build: Build) -> None:
    spoke = [r.node for r in build.results if r.status not in ("success", "pass", "no-op")]
    assert {node.name for node in spoke} <= LISTS
    assert {node.config.severity.lower() for node in spoke} <= {"warn"}


def test_every_unit_test_of_dbt_passes(build: Build) -> None:
    """They run nowhere else: a build of reports leaves them out."""
    ran = {r.node.unique_id: r.status for r in build.results if r.node.resource_type == "unit_test"}
    assert {name: status for name, status in ran.items() if status != "pass"} == {}
    assert ran.keys() == build.manifest["unit_tests"].keys()
    assert ran


def test_every_data_test_is_proven_to_bite(build: Build) -> None:
    in_manifest = {n["name"] for n in build.manifest["nodes"].values() if n["resource_type"] == "test"}
    assert set(CORRUPTIONS) == in_manifest
    assert set(ACCEPTED) <= in_manifest


def test_every_data_test_says_what_it_promises_and_what_to_do(build: Build) -> None:
    tests = [name for name, n in build.manifest["nodes"].items() if n["resource_type"] == "test"]
    said = {name: description_of(build.manifest, name) for name in tests}
    assert said
    assert [name for name in tests if not re.search(r"\b(Blocks|Warns)\..*Next: ", said[name], re.S)] == []


@pytest.mark.parametrize("test", [test for test in CORRUPTIONS if test not in LISTS])
def test_a_clean_build_gives_no_rows(build: Build, test: str) -> None:
    assert build.connection.execute(build.tests()[test]).fetchall() == []


@pytest.mark.parametrize(("test", "corruption"), [(t, c) for t, cs in CORRUPTIONS.items() for c in cs])
def test_a_corrupted_build_gives_rows(build: Build, test: str, corruption: str) -> None:
    assert build.after(corruption, test) != []


@pytest.mark.parametrize(("test", "change"), [(t, c) for t, cs in ACCEPTED.items() for c in cs])
def test_what_is_right_gives_no_rows(build: Build, test: str, change: str) -> None:
    assert build.after(change, test) == []


# indicator, measure, base, nature: level, base level, recomputed, agrees
CHANGES = {
    ("exports", "share", "exports", "actual"): ("2268130000", "2387500000", "95.000209", True),
    ("industrial_output", "growth", "", "actual"): (None, None, None, None),
    ("industrial_output", "growth", "2010", "actual"): ("1210000000", "1000000000", "10", True),
    ("establishments", "multiple", "2008", "actual"): ("6892", "3368", "2.046318", True),
    ("establishments", "increase", "2008", "actual"): ("6892", "3368", "104.631829", False),
    ("site_fill_rate", "", "site_land:industrial-land", "actual"): ("600", "1000", "60", True),
    ("workers", "decrease", "2008", "actual"): ("163000", "170000", "7000", True),
    ("revenue", "multiple", "plan", "actual"): ("80", "100", "80", True),
    ("revenue", "increase", "2010", "plan"): ("100", "40", "150", True),
    ("budget_payments", "increase", "2010", "plan"): ("6", "2", "200", True),
}


def test_a_relative_figure_is_recomputed_exactly_where_both_levels_are_known(build: Build) -> None:
    rows = build.connection.execute(
        "select indicator_code, measure, base, nature, level_value, base_value, recomputed_value, agrees"
        " from analytics.changes_by_province_period"
    ).fetchall()
    expected = {
        key: (*(None if v is None else Decimal(v) for v in numbers), agrees)
        for key, (*numbers, agrees) in CHANGES.items()
    }
    assert {row[:4]: row[4:] for row in rows} == expected


def test_an_unresolved_cell_shows_the_hull_of_its_claims(build: Build) -> None:
    rows = build.connection.execute(
        "select indicator_code, value, value_low, value_high, report_id, figure, claim_count"
        " from marts.observations where has_conflict and report_id is null order by all"
    ).fetchall()
    assert rows == [
        ("artisans", None, 100, None, None, None, 2),
        ("trainees", None, 15520, 15743, None, None, 3),
    ]


def test_a_contested_cell_says_in_words_why_the_winner_won(build: Build) -> None:
    rows = build.connection.execute(
        "select observations.indicator_code, value, conflicts.explanation_en from marts.observations"
        " join quality.conflicts using (cell_id) where resolution = 'chosen' order by all"
    ).fetchall()
    assert {(indicator, value): text.split("because ")[1] for indicator, value, text in rows} == {
        ("craft_villages", 210): "the body goes before the title.",
        ("establishments_supported", 237): "its report goes before the other by the table of precedence.",
        ("jobs_created", 1500): "what is printed goes before what is read from the context.",
        ("schemes", 58): "the same publisher printed it later.",
    }


def test_a_contradiction_is_listed_once(build: Build) -> None:
    listed = build.connection.execute(
        "select list_sort(claims), count(*) from quality.conflicts group by all"
    ).fetchall()
    assert len(listed) > 4
    assert [claims for claims, times in listed if times > 1] == []


def test_scope_words_are_split_by_axis_and_a_topic_is_free(build: Build) -> None:
    rows = build.connection.execute(
        "select scope_code, site, operation, land, topic, row_words, column_words, label_en"
        " from marts.dim_scope"
        " where scope_code in ('', 'cluster operating leased-land', 'topic:base-oil') order by scope_code"
    ).fetchall()
    assert rows == [
        ("", "", "", "", "", "", "", ""),
        (
            "cluster operating leased-land",
            "cluster",
            "operating",
            "leased-land",
            "",
            "cluster",
            "operating leased-land",
            "industrial cluster, operating, leased land",
        ),
        ("topic:base-oil", "", "", "", "topic:base-oil", "topic:base-oil", "", "base oil"),
    ]


def test_a_figure_that_is_neither_claim_nor_reject_shows_as_lost(build: Build) -> None:
    [model] = [result.node for result in build.results if result.node.name == "row_conservation"]
    test = build.tests()["assert_figures_become_claims_or_rejects"]
    relation = '"quality"."row_conservation"'
    assert relation in test
    # The model reads staging views only, so its SQL sees what is missing from the landing file.
    build.connection.begin()
    try:
        # a warning does not reject: the figure stays unaccounted for
        build.connection.execute("delete from landing.raw.claims where report_id = 'c-press' and row = 1")
        lost = build.connection.execute(
            f"select report_id, figures - accepted - rejected from ({model.compiled_code})"
            " where figures <> accepted + rejected"
        ).fetchall()
        failing = build.connection.execute(test.replace(relation, f"({model.compiled_code})")).fetchall()
    finally:
        build.connection.rollback()
    assert lost == [("c-press", 1)]
    assert [report_id for report_id, *_ in failing] == ["c-press"]


def test_tests_over_the_catalogue_run_after_everything_published(build: Build) -> None:
    nodes = build.manifest["nodes"]
    published = {i for i, n in nodes.items() if n["resource_type"] == "model" and n["schema"] in PUBLISHED}
    for test in ("assert_no_binary_floating_point", "assert_views_name_only_the_build"):
        assert published - set(nodes[f"test.khuyencong.{test}"]["depends_on"]["nodes"]) == set()


def test_every_published_column_is_under_contract_or_written_from_the_seed(build: Build) -> None:
    for node in build.manifest["nodes"].values():
        if node["resource_type"] == "model" and node["schema"] in PUBLISHED:
            is_wide = node["schema"] == "analytics" and node["config"]["materialized"] == "view"
            assert node["config"]["contract"]["enforced"] or is_wide, node["name"]


def test_the_ledger_holds_every_node_of_one_ended_invocation(build: Build) -> None:
    rows = build.connection.execute(
        "select event, node_id, status, load_id from internal.build_log order by recorded"
    ).fetchall()
    expected = {
        i
        for group in ("nodes", "unit_tests")
        for i, n in build.manifest[group].items()
        if n["resource_type"] in ("seed", "model", "test", "unit_test")
    }
    assert {node for event, node, _, _ in rows if event == "node"} == expected
    assert {status for event, _, status, _ in rows if event == "node"} <= {"success", "pass", "warn"}
    assert [event for event, *_ in rows if event != "node"] == ["start", "end"]
    assert {load for *_, load in rows} == {"load-1"}
    invocations = build.connection.execute("select distinct invocation_id from internal.build_log").fetchall()
    assert len(invocations) == 1


def test_a_failing_test_is_in_the_ledger_and_compiling_leaves_no_trace(
    shipped: Settings, tmp_path: Path
) -> None:
    where = empty(shipped, tmp_path)
    landing_fixture.write_landing(where.landing)
    run_dbt(where, "compile", "--select", "stg_figures")
    # no rule reports a result here, so the test of the required ones fails
    run_dbt(where, "build", "--select", "+rule_results")
    with duckdb.connect(str(where.build)) as connection:
        failed = connection.execute(
            "select node_id, failures > 0 from internal.build_log where status = 'fail'"
        ).fetchall()
        events = connection.execute(
            "select command, event from internal.build_log where event <> 'node' order by recorded"
        ).fetchall()
    assert failed == [("test.khuyencong.assert_no_required_rule_looked_at_nothing", True)]
    assert events == [("build", "start"), ("build", "end")]


def test_exact_functions_say_nothing_where_there_is_nothing_to_say() -> None:
    one, two = Decimal(1), Decimal(2)
    assert exact_quotient(one, Decimal(3), Decimal(100)) == Decimal("33.333333")
    assert exact_quotient(one, Decimal(0), one) is None
    assert exact_quotient(None, one, one) is None
    assert exact_quotient(Decimal(10) ** 21, Decimal("0.000001"), one) is None
    assert exact_growth(one, two, 1) == Decimal(100)
    assert exact_growth(one, two, 0) is None
    assert exact_growth(Decimal(0), two, 1) is None
    assert exact_growth(one, None, 1) is None
