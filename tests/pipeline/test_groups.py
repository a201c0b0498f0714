"""Rebuilding only the places whose claims changed gives what building everything gives.

Reports about provinces, their region and the nation come, are mended and go, in whatever order: after each
round only some places are rebuilt, and at the end every table holds what a full build of the same reports
holds.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from dagster_project import ingest, publish, transform
from dagster_project.settings import Settings
from dagster_project.transform import groups, shares
from dagster_project.transform.facts import wal_of
from dagster_project.transform.manifest import invoke
from tests.pipeline.test_relations import (
    CELLS,
    CELLS_IN_FORMS,
    LISTED,
    SCENARIOS,
    SUSPECTS,
    Row,
    level,
    relative,
)
from tests.small_world import SmallWorld, write_report

Statement: TypeAlias = tuple[str, Sequence[Row]]
"""A place, and figures about it."""

Report: TypeAlias = tuple[Sequence[Statement], str]
"""What it states, and when it was published."""

Round: TypeAlias = Mapping[str, Report | None]
"""Reports that come or are mended, and those that go."""

EXAMPLES = int(os.environ.get("KHUYENCONG_EXAMPLES", "1"))

MEMBERS = ("kon-tum", "gia-lai", "dak-lak", "dak-nong", "lam-dong")
"""The provinces of the region."""
PLACES = (*MEMBERS, "tay-nguyen", "viet-nam", "ha-noi", "thai-binh")
REPORTS = tuple(f"report-{number}" for number in range(12))
DATES = ("null", "2013", "2014-03", "2028")

# Figures of which those of several places, or of several reports, are compared with each other.
BETWEEN: list[list[Row]] = [
    [level("trainees", "1.234", "người")],
    [level("trainees", "1.243", "người"), level("trainees", "80", "người", scope="vocational")],
    [level("trainees", "6.170", "người")],
    [level("trainees", "4.936", "người"), level("trainees", "70", "người", scope="vocational")],
    [level("trainees", "6.170", "người", period="2008/2012")],
    [level("trainees", "6.170", "người", period="P5Y/now")],
    [level("trainees", "1.234", "người", period="now")],
    [level("workers", "12.345", "người", period="now")],
    [level("workers", "12.345", "người", period="2011")],
    [
        level("workers", "12.345", "người", period="2012-06"),
        level("schemes", "137", "đề án", period="2010/now"),
    ],
    [level("workers", "14.814", "người"), relative("workers", "increase", "", "20", "%")],
    [level("workers", "14.814", "người"), relative("workers", "increase", "2011", "20", "%")],
    [level("workers", "12.345", "người", period="2011", scope="rural")],
    [level("schemes", "138", "đề án", source="all"), level("schemes", "137", "đề án")],
    [level("sites", "17", "cụm", scope="cluster operating")],
    [level("sites", "16", "cụm", scope="cluster established")],
]
# A fifth of a region, and the region.
FIFTH = [level("schemes", "1.111", "đề án", period="2009")]
WHOLE = [level("schemes", "5.555", "đề án", period="2009")]
# An area whose members nobody knows, and the nation.
AREA = [level("products", "57", "sản phẩm", scope="contest nation")]
NATION = [level("products", "226", "sản phẩm", scope="contest nation")]
LAWS = [rows for stated, _ in SCENARIOS.values() for rows in stated]
LAWS += [rows for stated, *_ in SUSPECTS.values() for rows in stated]

statements = st.tuples(st.sampled_from(PLACES), st.sampled_from(BETWEEN) | st.sampled_from(LAWS))
reports = st.tuples(st.lists(statements, min_size=1, max_size=4), st.sampled_from(DATES))
rounds = st.dictionaries(st.sampled_from(REPORTS), st.none() | reports, min_size=1, max_size=2)


def write(raw: Path, report_id: str, report: Report | None) -> None:
    """Let a report come, be mended, or go."""
    if report is None:
        shutil.rmtree(raw / report_id, ignore_errors=True)
        return
    stated, published = report
    figures = []
    for place, rows in stated:
        for row in rows:
            cells = dict(zip((*CELLS, "place", "line"), row, strict=False))
            part = cells.get("place", "").partition("/")[2]
            figures.append({"line": "1", **cells, "place": f"{place}/{part}" if part else place})
    write_report(raw, report_id, stated[0][0], figures, published=published, title_lines="[[2, 2]]")


def build(where: Settings) -> int | None:
    """Ingest and build without data tests, by groups where that may be; how many places were rebuilt."""
    ingest.run(where)
    basis = groups.basis_of(where)
    places = groups.plan(where, basis)
    left_out = ["test", "unit_test"]
    if places is None:
        for path in (where.build, where.work, wal_of(where.build), wal_of(where.work)):
            path.unlink(missing_ok=True)
    else:
        left_out.append("seed")
    arguments = [each for kind in left_out for each in ("--exclude-resource-type", kind)]
    built = invoke(where, "build", "--no-write-json", *arguments, by_groups=places is not None)
    failed = [(each.node.name, each.message) for each in built.result or () if each.status == "error"]
    assert built.success, failed or built.exception
    groups.settle(where, basis, known=places is not None)
    return places


def content(where: Settings) -> dict[str, tuple[int, str]]:
    """Rows and their sum of every table that holds what reports say, those that nobody publishes included."""
    found = {}
    with duckdb.connect() as connection:
        for path in (where.build, where.work):
            connection.execute(f"attach '{path}' as {path.stem} (read_only)")
        tables = connection.execute(
            "select database_name || '.' || schema_name || '.' || table_name from duckdb_tables()"
            " where schema_name not in ('groups', 'internal')"
        ).fetchall()
        for (table,) in tables:
            asked = f"select count(*), coalesce(sum(hash(*columns(*))), 0)::varchar from {table}"
            [found[table]] = connection.execute(asked).fetchall()
    return found


@pytest.fixture(scope="module")
def base(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    """A copy of a world in which every place is spoken of, built in full; it works where `world` lies."""
    folder = tmp_path_factory.mktemp("groups")
    world = SmallWorld.create(folder / "world", shipped)
    raw = world.folder / "raw"
    for number, place in enumerate(PLACES):
        stated = [(place, rows) for rows in [*BETWEEN[number % 3 :: 3], *LAWS[number * 4 : number * 4 + 4]]]
        write(raw, f"base-{number}", (stated, DATES[number % 3]))
    several: list[Statement] = [(place, BETWEEN[0]) for place in MEMBERS]
    write(raw, "base-several", ([*several, ("tay-nguyen", BETWEEN[2])], "null"))
    of_rare_laws = [*SCENARIOS["phu-yen"][0], *SCENARIOS["can-tho"][0], *CELLS_IN_FORMS["hoa-binh"][0]]
    of_rare_laws += [*CELLS_IN_FORMS["dak-nong"][0], *LISTED["thai-binh"][0]]
    write(raw, "base-laws", ([("lam-dong", rows) for rows in of_rare_laws], "2013"))
    write(raw, REPORTS[0], ([("kon-tum", BETWEEN[7]), ("hai-duong", BETWEEN[7])], "null"))
    write(raw, REPORTS[3], ([("ha-noi", BETWEEN[15]), ("viet-nam", BETWEEN[15])], "2013"))
    for member in MEMBERS:
        write(raw, f"base-sum-{member}", ([(member, FIFTH)], "2013"))
    write(raw, "base-sum", ([("tay-nguyen", WHOLE)], "2013"))
    rows = [(*row[:4], "2012", *row[5 : len(CELLS)]) for row in SCENARIOS["mien-trung-tay-nguyen"][0][0]]
    write(raw, "base-share", ([("viet-nam", rows[:1]), ("lam-dong", rows[1:])], "2013"))
    # of what contradicts each other in two places, one is of a region, which is always rebuilt
    larger: list[Statement] = [
        ("dong-nam-bo", [level("schemes", "97", "đề án", period="2009")]),
        ("tay-ninh", [level("schemes", "139", "đề án", period="2009")]),
    ]
    write(raw, "base-larger", (larger, "2013"))
    write(raw, "base-area", ([("phia-nam", AREA)], "2013"))
    write(raw, "base-nation", ([("viet-nam", NATION)], "2013"))
    change = [level("workers", "1.206", "người", period="1996")]
    change.append(relative("workers", "increase", "1995", "20", "%", period="1996"))
    # the year is reported already, but of no stock
    flow = level("trainees", "1.234", "người", period="1995")
    write(raw, "base-change", ([("thai-binh", change), ("hai-phong", [flow])], "2013"))
    assert build(world.settings) is None
    with duckdb.connect(str(world.settings.work), read_only=True) as work:
        years = work.execute("select first_year from intermediate.int_years_reported").fetchall()
    assert years == [(1995,)], "the first of the rounds below tells of an earlier year"
    world.folder.rename(folder / "base")
    return SmallWorld(folder / "base")


REACHED: list[Round] = [
    # years before and after all others, which show in the coverage of every province, those included that
    # nothing was said of before; a region; and one that goes
    {
        REPORTS[2]: (
            [("hai-phong", [level("trainees", "1.234", "người", period=year) for year in ("1991", "2025")])],
            "2026",
        ),
        "base-several": ([("tay-nguyen", BETWEEN[2])], "null"),
        REPORTS[3]: None,
        # printed in another form, which is read in the sentence on the other members of the region
        "base-sum-kon-tum": ([("kon-tum", [level("schemes", "1111", "đề án", period="2009")])], "2013"),
    },
    {
        # a year that nobody spoke of, to which the change of another place is worked back
        REPORTS[4]: ([("hai-phong", [level("workers", "12.345", "người", period="1995")])], "2013"),
        # dates a report that speaks of another place as well
        REPORTS[1]: ([("kon-tum", BETWEEN[8])], "2013"),
        # what an area lies within
        "base-nation": None,
        # contradicts the sum of its region, whose other members nothing else speaks against
        "base-sum-kon-tum": ([("kon-tum", [level("schemes", "139", "đề án", period="2009")])], "2013"),
    },
]
"""Rounds that matter to places which they do not speak of, and which nothing else in them reaches."""


@settings(
    max_examples=EXAMPLES,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[*HealthCheck],
)
@given(changes=st.lists(rounds, min_size=1, max_size=min(EXAMPLES, 2)))
@example(changes=REACHED)
def test_rounds_of_changed_reports_give_what_a_full_build_gives(
    base: SmallWorld, changes: list[Round]
) -> None:
    # always in the same place, or dbt would read the models anew
    world = SmallWorld(base.folder.with_name("world"))
    shutil.rmtree(world.folder, ignore_errors=True)
    shutil.copytree(base.folder, world.folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups, "MOST_PERCENT", 100)
        for changed in changes:
            for report_id, report in changed.items():
                write(world.folder / "raw", report_id, report)
            assert build(world.settings) is not None
    by_groups = content(world.settings)
    for path in (world.settings.landing, world.settings.work):
        path.unlink()
    assert build(world.settings) is None
    in_full = content(world.settings)
    assert {t: (by_groups.get(t), in_full[t]) for t in in_full if by_groups.get(t) != in_full[t]} == {}


# --- one build by several processes ------------------------------------------------------------------------


def test_places_that_several_processes_have_built_are_together_what_a_full_build_gives(
    base: SmallWorld, tmp_path: Path
) -> None:
    world = SmallWorld(base.folder.with_name("world"))
    shutil.rmtree(world.folder, ignore_errors=True)
    shutil.copytree(base.folder, world.folder)
    where = world.settings
    in_full = content(where)
    manifest = transform.load_manifest(where)
    planned = shares.plan(manifest)
    assert {"int_part_of", "int_sums", "int_same"} <= {*planned.narrowed}
    with duckdb.connect(str(where.landing), read_only=True) as landing:
        claims = dict(landing.execute("select place_id, count(*) from raw.claims group by all").fetchall())
    with duckdb.connect(str(tmp_path / "together.duckdb")) as together:
        together.execute("create schema intermediate")
        for number in range(3):
            places = shares.places_of(claims, number, 3)
            assert len(places) >= 2
            shares.build_places(where, manifest, planned, places)
            together.execute(f"attach '{where.work}' as work (read_only)")
            for model, question in shares.questions_of(planned).items():
                made = (
                    f"insert into intermediate.{model} by name"
                    if number
                    else f"create table intermediate.{model} as"
                )
                together.execute(f"{made} {question}")
            if number == 0:  # the others are not built, and not only left out
                [(narrowed,)] = together.execute(
                    "select count(*) from work.intermediate.int_part_of"
                ).fetchall()
                assert 0 < narrowed < in_full["work.intermediate.int_part_of"][0]
            together.execute("detach work")
        asked = "select count(*), coalesce(sum(hash(*columns(*))), 0)::varchar from intermediate.{}"
        found = {model: together.execute(asked.format(model)).fetchone() for model in planned.shared}
    expected = {model: in_full[f"work.intermediate.{model}"] for model in planned.shared}
    assert {
        model: (found[model], expected[model]) for model in found if found[model] != expected[model]
    } == {}
    assert [model for model, (rows, _) in expected.items() if not rows] == [], "every law has said something"


def test_every_place_is_in_exactly_one_share_and_shares_have_about_as_many_claims() -> None:
    claims = {f"place-{n}": 1 + n % 7 for n in range(65)}
    parts = [shares.places_of(claims, number, 4) for number in range(4)]
    assert sorted(place for part in parts for place in part) == sorted(claims)
    sizes = [sum(claims[place] for place in part) for part in parts]
    assert max(sizes) - min(sizes) <= 7
    assert shares.places_of({"only": 3}, 1, 2) == []


# --- what is known of the last build ----------------------------------------------------------------------


def ledger(where: Settings) -> list[str]:
    """How each invocation of dbt that wrote the build began."""
    with duckdb.connect(str(where.build), read_only=True) as connection:
        asked = "select status from internal.build_log where event = 'start' order by rowid"
        return [status for (status,) in connection.execute(asked).fetchall()]


def test_what_was_rebuilt_is_published(published: Settings, tmp_path: Path) -> None:
    """That it is what a full build gives is tested above, and of a release in `test_lake.py`."""
    where = dataclasses.replace(published, raw=tmp_path / "raw")
    shutil.copytree(published.raw, where.raw)
    write(where.raw, "second", ([("ha-noi", BETWEEN[15])], "2014"))
    ingest.run(where)
    built = transform.build(where)
    assert built.ok, built.problems()
    assert publish.publish(where).changes == {"added": 1, "removed": 0, "changed": 0}
    assert ledger(where) == ["start", "groups"]


def test_a_full_build_that_is_asked_for_begins_with_nothing(
    built: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begins(*_: object, by_groups: bool, **others: object) -> None:
        assert not by_groups
        assert not built.build.exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(transform.run, "invoke", begins)
    with pytest.raises(KeyboardInterrupt):
        transform.build(built, full=True)


def test_nothing_is_rebuilt_for_itself_where_nothing_changed(built: Settings) -> None:
    with duckdb.connect(str(built.landing), read_only=True) as landing:
        asked = "select distinct place_id from raw.claims where place_id in ('viet-nam') or place_id like ?"
        wider = landing.execute(asked, ["dong-bang-song-hong%"]).fetchall()
    assert groups.plan(built, groups.basis_of(built)) == len(wider)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda where: transform.build(where, ["model.khuyencong.dim_unit"]),
        lambda where: where.build.unlink(),
        lambda where: where.work.write_bytes(b"no database"),
        lambda where: wal_of(where.work).write_bytes(b""),
        lambda where: rebuilt(where, "update groups.basis set basis = 'of other models'"),
        lambda where: rebuilt(where, "update groups.landed set hash = 0"),
    ],
    ids=["partial", "no build", "damaged", "not closed", "other models", "too much changed"],
)
def test_everything_is_built_where_the_last_build_is_not_known(
    built: Settings, spoil: Callable[[Settings], object]
) -> None:
    spoil(built)
    assert groups.plan(built, groups.basis_of(built)) is None


def rebuilt(where: Settings, statement: str) -> None:
    """Let the last build have been another one."""
    with duckdb.connect(str(where.work)) as work:
        work.execute(statement)


def test_every_table_says_how_its_rows_fall_into_groups(shipped: Settings) -> None:
    nodes = transform.load_manifest(shipped)["nodes"]
    models = {node["name"]: node for node in nodes.values() if node["resource_type"] == "model"}
    said = {name: node["config"]["meta"].get("groups", {}) for name, node in models.items()}
    for name, node in models.items():
        named = said[name].keys() & groups.KINDS.keys()
        if node["config"]["materialized"] == "table":
            assert ("needs_all" in said[name]) or len(named) == 1, name
        assert len(named) <= 1, name
        assert said[name].keys() <= {
            *groups.KINDS,
            *("needs_all", "all_of", "names", "reach", "read_by", "shared"),
        }, name
        if said[name].get("shared"):  # rows of places, in the file that a share leaves
            assert node["config"]["materialized"] == "table", name
            assert len(named) == 1, name
            assert (node["database"], node["schema"]) == ("work", "intermediate"), name
            assert "read_by" not in said[name], (
                f"{name} has rows of one place that are read as those of another"
            )
        read = {parent.rpartition(".")[2] for parent in node["depends_on"]["nodes"]}
        for other in said[name].get("all_of", ()):
            assert other in read, (name, other)
            assert said[other].keys() & groups.KINDS.keys(), (name, other)
