"""A release of any age opens: whoever wrote it, however many columns were added or taken away since.

`tests/fixtures/release_of_2026-11-26.duckdb.xz` is a release as the code of that day wrote it: three small
reports, one of which was mended in it, one withdrawn before it and one new. It is never written anew. The
tempting clean-up that would break this: selecting today's columns from every release file.
"""

from __future__ import annotations

import lzma
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dagster_project import publish
from dagster_project.ingest.folders import contents
from dagster_project.serve import NoAnswer, explain, releases, status
from dagster_project.settings import Settings
from tests.small_world import PROJECT, SmallWorld, figure

FIXTURE = PROJECT / "tests" / "fixtures" / "release_of_2026-11-26.duckdb.xz"
RELEASE_ID = "20261126T073314Z-8a7fe826"

AGES = {
    "as it was written": "",
    "with more columns": "alter table meta.release add column signed_by varchar default 'us';"
    "alter table meta.release_diff add column weight integer;"
    "alter table meta.inputs add column size bigint default 1;"
    "alter table meta.revisions_ended add column trust varchar;"
    "alter table marts.observations add column trust varchar default 'much';"
    "alter table marts.claims add column trust varchar",
    "with fewer columns": "alter table meta.release drop column rules_sha256;"
    "alter table meta.release drop column versions;"
    "alter table meta.release_diff drop column cause;"
    "alter table meta.inputs drop column about;"
    "alter table meta.revisions_ended drop column ended_by;"
    "drop view quality.revisions;"
    "create view quality.revisions as select o.cell_id, o.place_id, o.value, o.report_id, o.figure, "
    "i.since as known_from, null::timestamp as known_to, 'new_source' as kind from marts.observations as o "
    "inner join meta.inputs as i on i.kind = 'report' and i.name = o.report_id "
    "union all by name select * from meta.revisions_ended",
    "with fewer columns in a mart": "alter table marts.observations drop column subject;"
    "alter table marts.claims drop column flags",
    "before it said what it was made of": "drop view quality.revisions; drop table meta.inputs;"
    "drop table meta.release_diff; drop table meta.cells_since",
}


def money(place: str, value: str, period: str = "2013") -> dict[str, str]:
    return figure("funding", place, period, value, "triệu đồng", funding_source="local")


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(question).fetchall()


@pytest.fixture(scope="module")
def built(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    """The reports of the fixture, one of them mended once more, built by the code of today."""
    world = SmallWorld.create(tmp_path_factory.mktemp("older") / "world", shipped)
    world.report(
        "bac-giang-2013",
        [money("bac-giang", "63"), money("bac-giang", "61", "2012"), money("lang-son", "5")],
    )
    world.report("son-la-2013", [money("son-la", "10"), money("lang-son", "5")])
    world.report("cao-bang-2013", [money("cao-bang", "40"), money("son-la", "11")])
    world.build()
    return world


@pytest.fixture
def world(built: SmallWorld, request: pytest.FixtureRequest) -> SmallWorld:
    """The world, in which a release of another time is current."""
    settings = built.settings
    for path in (settings.current, *settings.releases.glob("*")):
        path.unlink(missing_ok=True)
    settings.releases.mkdir(exist_ok=True)
    release = settings.releases / f"{RELEASE_ID}.duckdb"
    release.write_bytes(lzma.decompress(FIXTURE.read_bytes()))
    with duckdb.connect(str(release)) as connection:
        connection.execute(AGES[request.param])
    os.link(release, settings.current)
    return built


def ids_of(lines: list[str]) -> list[str]:
    """The ids in what `khuyencong releases` says: the first word of every second line, behind the mark."""
    return [line.removeprefix("*").split()[0] for line in lines[::2]]


@pytest.mark.parametrize("world", AGES, indirect=True)
def test_it_is_listed_and_its_state_is_told(world: SmallWorld) -> None:
    assert ids_of(releases(world.settings)) == [RELEASE_ID]
    lines = status(world.settings, contents(world.settings.raw))
    assert RELEASE_ID in lines[0]
    assert "3 reports" in lines[1]
    assert "bac-giang-2013" in lines[2]


# Dropping what the macro of the file rests on takes the macro with it.
EXPLAINS = ("as it was written", "with more columns")


@pytest.mark.parametrize("world", EXPLAINS, indirect=True)
def test_its_numbers_are_explained(world: SmallWorld) -> None:
    settings = world.settings
    asked = "select cell_id from marts.observations where place_id = 'cao-bang'"
    [(cell,)] = ask(settings.current, asked)
    done = subprocess.run(
        [sys.executable, "-m", "dagster_project.cli", "explain", str(cell)],
        env=os.environ | {"KHUYENCONG_WAREHOUSE": str(settings.warehouse)},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "cao-bang-2013#1" in done.stdout


@pytest.mark.parametrize("world", [age for age in AGES if age not in EXPLAINS], indirect=True)
def test_one_that_cannot_be_explained_says_what_mends_it(world: SmallWorld) -> None:
    with pytest.raises(NoAnswer, match="khuyencong refresh"):
        explain(world.settings, "cao-bang-2013#1")


@pytest.mark.parametrize("world", AGES, indirect=True)
def test_the_next_release_compares_itself_with_it_and_carries_its_history_on(world: SmallWorld) -> None:
    settings = world.settings
    of_the_past = "select cell_id, value, known_from, kind from quality.revisions where known_to is not null"
    ended = ask(settings.current, of_the_past) if "quality.revisions" in tables(settings.current) else []
    made_of = "meta.inputs" in tables(settings.current)
    before = ask(settings.current, "select cell_id, value from marts.observations order by all")
    if not made_of:
        with pytest.raises(publish.Refused) as refusal:
            world.publish()
        assert "1 cell says something else" in str(refusal.value)
        line = str(refusal.value).splitlines()[-1].replace(",,,", ",It did not say of what,us,")
        with world.seed("judgement/accepted_changes").open("a", encoding="utf-8") as handle:
            handle.write(f"{line}\n")
    release = world.publish()
    assert release.previous_release == RELEASE_ID
    assert release.changes == {"added": 0, "removed": 0, "changed": 1}
    cause = "report_corrected" if made_of else "accepted"
    assert ask(
        release.path,
        "select place_id, value_before / 1000000, value_after / 1000000, cause from meta.release_diff",
    ) == [("bac-giang", 62, 63, cause)]
    assert ask(
        release.path, "select change from meta.inputs where kind = 'report' and name = 'bac-giang-2013'"
    ) == [("changed" if made_of else "unknown",)]
    now = ask(release.path, of_the_past)
    assert set(ended) <= set(now)
    assert len(now) == len(ended) + (1 if ended else 0)
    open_revisions = ask(
        release.path, "select cell_id, value from quality.revisions where known_to is null order by all"
    )
    assert {cell for cell, _ in open_revisions} == {cell for cell, _ in before}
    first = "select min(known_from)::date::varchar from quality.revisions"
    assert ask(release.path, first) != [(None,)]
    if ended:
        assert ask(release.path, first) == [("2026-11-26",)]
    assert ids_of(releases(settings)) == [release.release_id, RELEASE_ID]


def tables(path: Path) -> set[object]:
    rows = ask(path, "select table_schema || '.' || table_name from information_schema.tables")
    return {name for (name,) in rows}
