"""Every changed number has a cause that is named, and what has none is not published.

The tempting clean-up that would break this: taking any edit of code or vocabulary for an explanation, or
letting an accepted change admit another one.
"""

from __future__ import annotations

import dataclasses
import logging
import shutil
from pathlib import Path

import duckdb
import pytest

from dagster_project import publish
from dagster_project.defs import refresh
from dagster_project.publish.acceptance import Unexplained
from dagster_project.publish.content import describe
from dagster_project.publish.inputs import parts, sha256_of
from dagster_project.serve import releases, status
from dagster_project.settings import Settings
from tests.small_world import SmallWorld, build_models, figure, lend
from tests.tiny_release import HEADER, Cell, Tiny, decided


@dataclasses.dataclass(frozen=True)
class Story:
    """Two releases of one world, what the second says about the first, and why it was refused before.

    `as_printed`, `another_set` and `more_of_it` are the refusals with entries that do not admit the change.
    """

    world: SmallWorld
    first: publish.Release
    refused: str
    status: list[str]
    file: list[str]
    as_printed: str
    another_set: str
    second: publish.Release
    more_of_it: str

    def ask(self, question: str, release: publish.Release | None = None) -> list[tuple[object, ...]]:
        """Ask a release, the second unless another is named."""
        with duckdb.connect(str((release or self.second).path), read_only=True) as connection:
            return connection.execute(question).fetchall()


def money(place: str, value: str, period: str = "2013") -> dict[str, str]:
    return figure("funding", place, period, value, "triệu đồng", funding_source="local")


def refusal(world: SmallWorld) -> str:
    before = world.settings.current.stat().st_ino
    with pytest.raises(publish.Refused) as refused:
        world.publish()
    assert world.settings.current.stat().st_ino == before
    return str(refused.value)


@pytest.fixture(scope="module")
def story(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """A release, then one of every cause at once, each about a province of its own, and a second release.

    One of them explains nothing: the factor of a unit is changed, for better or worse. Entries are tried
    until one fits.
    """
    world = SmallWorld.create(tmp_path_factory.mktemp("story") / "world", shipped)
    world.report("mended", [money("son-la", "10"), money("son-la", "77", "2012")])
    world.report("article", [money("yen-bai", "20")], published="2014")
    world.report("gone", [money("ha-giang", "30"), money("tuyen-quang", "31")])
    world.report("stays", [money("tuyen-quang", "31"), money("lang-son", "5")])
    world.report("misprint", [money("cao-bang", "40"), money("cao-bang", "41", "2012")])
    world.report("renamed", [money("Hà Tây", "50", "1990"), money("Hà Tây", "51", "1995")])
    world.report("weighed", [figure("waste_treated", "bac-kan", "2013", "50", "tạ")])
    world.build()
    first = world.publish()

    world.report("newcomer", [money("bac-giang", "60"), money("lang-son", "8")])
    world.report("mended", [money("son-la", "12"), money("son-la", "77", "2012")])
    world.report("article", [money("yen-bai", "22")], published="2015")
    world.withdraw("gone")
    world.append("judgement/corrections", "one,misprint,1,value,40,replace,400,Misprint,Seen,us,2026-11-21,")
    world.append("vocabulary/places", "ha-tay-before-1991,Hà Tây,Ha Tay,province,no,,,,1991-09-30,no,")
    old = "Hà Tây,Ha Tay,province,no,28,VN-15,"
    world.edit("vocabulary/places", f"{old},", f"{old}1991-10-01,")
    world.append(
        "vocabulary/place_events",
        "merge-1991-ha-tay,1991-10-01,merge,ha-tay-before-1991,ha-tay,yes,,no,made up",
    )
    world.edit("vocabulary/units", "tạ,tonne,0.1,", "tạ,tonne,0.2,")
    world.build()
    file, text = world.seed("judgement/accepted_changes"), refusal(world)
    lines = status(world.settings, {})
    changes = (world.settings.state / "refused_changes.csv").read_text(encoding="utf-8").splitlines()
    tried = []
    for wrong in (text.splitlines()[-1], decided(text).replace("set-", "set-0")):
        file.write_text(f"{HEADER}\n{wrong}\n", encoding="utf-8")
        tried.append(refusal(world))
    file.write_text(f"{HEADER}\n{decided(text)}\n", encoding="utf-8")
    second = world.publish()
    # The same cell once more: the entry still stands in the file.
    with duckdb.connect(str(world.settings.build)) as build:
        build.execute("update marts.observations set value = 2 * value where place_id = 'bac-kan'")
    more = refusal(world)
    with duckdb.connect(str(world.settings.build)) as build:
        build.execute("update marts.observations set value = value / 2 where place_id = 'bac-kan'")
    return Story(world, first, text, lines, changes, *tried, second, more)


def test_the_first_release_is_its_own_cause(story: Story) -> None:
    assert story.first.causes == {"first_release": 11}
    assert story.ask("select distinct change, cause, explained_by from meta.release_diff", story.first) == [
        ("added", "first_release", "")
    ]


def test_every_changed_cell_names_its_cause(story: Story) -> None:
    rows = story.ask(
        "select place_id, period_id, change, (value_before / 1000000)::integer, "
        "(value_after / 1000000)::integer, cause, explained_by from meta.release_diff "
        "where cause <> 'accepted' order by all"
    )
    assert rows == [
        ("bac-giang", "2013", "added", None, 60, "new_report", "newcomer"),
        ("cao-bang", "2013", "changed", 40, 400, "correction", "one"),
        ("ha-giang", "2013", "removed", 30, None, "report_withdrawn", "gone"),
        ("ha-tay", "1990", "removed", 50, None, "place_event", "merge-1991-ha-tay"),
        ("ha-tay-before-1991", "1990", "added", None, 50, "place_event", "merge-1991-ha-tay"),
        ("lang-son", "2013", "changed", 5, None, "new_report", "newcomer"),
        ("son-la", "2013", "changed", 10, 12, "report_corrected", "mended"),
        ("tuyen-quang", "2013", "changed", 31, 31, "report_withdrawn", "gone"),
        ("yen-bai", "2013", "changed", 20, 22, "report_corrected", "article"),
    ]


def test_what_is_shown_beside_the_release_says_the_same(story: Story) -> None:
    shown = publish.summary(story.second)
    columns, rows = shown["what_changed"]
    assert columns == ["change", "cause", "explained_by", "cells"]
    assert sum(row[-1] for row in rows) == 10
    assert ("removed", "report", "gone") in shown["what_it_was_made_of"][1]
    assert len(shown["which_cells"][1]) == 10


def test_the_history_tells_the_kinds_apart(story: Story) -> None:
    rows = story.ask(
        "select place_id, period_id, (value / 1000000)::integer, kind, ended_by from quality.revisions "
        "where (known_to is not null or kind <> 'new_source') and place_id <> 'bac-kan' "
        "order by place_id, period_id, known_from"
    )
    assert rows == [
        ("cao-bang", "2013", 40, "new_source", "source_corrected"),
        ("cao-bang", "2013", 400, "source_corrected", None),
        ("ha-giang", "2013", 30, "new_source", "withdrawn"),
        ("ha-tay", "1990", 50, "new_source", "place_recoded"),
        ("ha-tay-before-1991", "1990", 50, "place_recoded", None),
        ("lang-son", "2013", 5, "new_source", "new_source"),
        ("son-la", "2013", 10, "new_source", "transcription_mended"),
        ("son-la", "2013", 12, "transcription_mended", None),
        ("tuyen-quang", "2013", 31, "new_source", "withdrawn"),
        ("tuyen-quang", "2013", 31, "withdrawn", None),
        ("yen-bai", "2013", 20, "new_source", "source_corrected"),
        ("yen-bai", "2013", 22, "source_corrected", None),
    ]
    assert story.ask("select count(*) from quality.revisions where known_to is null") == story.ask(
        "select count(*) from marts.observations"
    )


# --- what nothing explains -----------------------------------------------------------------------------


def test_a_change_that_nothing_explains_is_refused_and_says_what_it_may_be(story: Story) -> None:
    assert "1 cell says something else" in story.refused
    assert "vocabulary units.csv" in story.refused
    assert "changed: waste_treated bac-kan 2013 actual: 5 tonne → 10 tonne" in story.refused
    assert "accepted_changes.csv" in story.refused
    assert len(story.file) == 2
    assert story.status[3].startswith("failed   publishing refused")


def test_an_entry_needs_a_person_and_admits_no_other_changes(story: Story) -> None:
    assert "reason is blank" in story.as_printed
    assert story.another_set == story.refused


def test_the_entry_that_the_refusal_prints_admits_the_change(story: Story) -> None:
    [(cell, entry)] = story.ask(
        "select place_id, explained_by from meta.release_diff where cause = 'accepted'"
    )
    assert cell == "bac-kan"
    assert str(entry) == story.refused.splitlines()[-1].split(",")[0]
    assert story.ask("select value::integer, kind from quality.revisions where place_id = 'bac-kan'"
        " order by known_from") == [(5, "new_source"), (10, "rule_changed")]  # fmt: skip
    assert "accepted change 1" in releases(story.world.settings)[1]


def test_an_accepted_change_admits_no_more_of_the_same(story: Story) -> None:
    assert "1 cell says something else" in story.more_of_it
    assert story.second.release_id in story.more_of_it
    assert story.more_of_it.splitlines()[-1] != story.refused.splitlines()[-1]


# --- the same gives the same, and nothing to do costs nothing ------------------------------------------


def test_the_same_inputs_give_the_same_content_hash_anywhere(
    story: Story, shipped: Settings, tmp_path: Path
) -> None:
    elsewhere = story.world.copy(tmp_path / "another place")
    lend(shipped, elsewhere.settings)
    elsewhere.ingest()
    build_models(elsewhere.settings)
    with duckdb.connect(str(elsewhere.settings.build), read_only=True) as build:
        there = describe(build)
    with duckdb.connect(str(story.world.settings.build), read_only=True) as build:
        assert there == describe(build)
    assert there.content_sha256 == story.second.content_sha256
    assert sha256_of(parts(elsewhere.settings)) == story.second.rules_sha256


def test_nothing_runs_where_nothing_has_changed(
    story: Story, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, runs = story.world.settings, []

    def run(*_: object) -> tuple[list[object], list[object]]:
        runs.append(publish.publish(settings))
        landed = publish.landed_reports(settings)  # what follows is what the step `release` does
        publish.note_sources(settings, publish.sources_sha256(settings, landed))
        return [], []

    monkeypatch.setattr(refresh, "_run", run)

    def runs_after_refresh(full: bool = False) -> int:
        assert refresh.refresh(settings, full) == 0
        return len(runs)

    try:
        sheet = settings.raw / "weighed" / "figures.csv"
        printed = sheet.read_bytes()
        assert runs_after_refresh() == 1
        assert runs_after_refresh() == 1
        assert "unchanged" in capsys.readouterr().out
        sheet.touch()
        assert runs_after_refresh() == 1, "content counts, not the time of a file"
        sheet.write_bytes(printed.replace(b"50", b"60"))
        assert runs_after_refresh() == 2
        assert runs_after_refresh() == 3, "what was not read is still waiting"
        sheet.write_bytes(printed)
        assert runs_after_refresh() == 3, "a change that was undone"
        assert runs_after_refresh(full=True) == 4
        story.world.append("vocabulary/qualifiers", "about so,approx,yes,10,before,about,yes")
        assert runs_after_refresh() == 5
        shutil.rmtree(settings.state / "dbt_logs")
        (settings.state / "outcomes.json").unlink()
        assert runs_after_refresh() == 6, "where nothing is known everything is done"
        Path(f"{settings.current}.wal").write_bytes(b"left by somebody")
        assert runs_after_refresh() == 7
    finally:
        logging.getLogger("khuyencong").handlers.clear()


# --- the logic, on a handful of cells ------------------------------------------------------------------


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path)


def unexplained(tiny: Tiny, *cells: Cell, **others: object) -> str:
    with pytest.raises(Unexplained) as error:
        tiny.publish(cells, **others)  # type: ignore[arg-type]
    return str(error.value)


DIFF = "select cell_id, change, cause, explained_by from meta.release_diff order by cell_id"


def test_a_claim_that_only_competes_explains_its_cell_too(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1, ("r#1", "s#1"))])
    tiny.publish([Cell("a", 2, ("r#1", "s#1"))], {"r": "same", "s": "other"})
    assert tiny.ask(DIFF) == [("a", "changed", "report_corrected", "s")]


def test_a_report_explains_nothing_elsewhere(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1), Cell("b", 1, ("s#1",))])
    text = unexplained(tiny, Cell("a", 2), Cell("b", 2, ("s#1",)), reports={"r": "other", "s": "same"})
    assert "1 cell says something else" in text
    assert "1 VND → 2 VND" in text


CONTRADICTED = "insert into quality.relations values ('{status}', ['r#1', 's#1'])"
DOUBTED = "; update marts.observations set has_conflict = true where cell_id = 'a'"
FLAGGED = (
    "; update marts.observations set flags = ['identity_violated'], has_conflict = true where cell_id = 'a'"
)


@pytest.mark.parametrize(
    ("status", "marked"), [("violated", FLAGGED), ("possible_conflict", DOUBTED), ("jump", DOUBTED)]
)
def test_a_report_explains_that_a_cell_is_contradicted_and_no_longer_is(
    tiny: Tiny, status: str, marked: str
) -> None:
    cells = [Cell("a", 1), Cell("c", 7, ("s#1",))]
    tiny.publish(cells[:1])
    tiny.publish(cells, tables=CONTRADICTED.format(status=status) + marked)
    assert tiny.ask(DIFF) == [("a", "changed", "new_report", "s"), ("c", "added", "new_report", "s")]
    tiny.publish(cells, corrections=["s#1"])
    assert tiny.ask(DIFF) == [("a", "changed", "correction", "of s#1")]
    tiny.publish(cells, tables=CONTRADICTED.format(status=status) + marked)
    tiny.publish(cells[:1])
    assert [row[2:] for row in tiny.ask(DIFF)] == [("report_withdrawn", "s")] * 2


@pytest.mark.parametrize(
    ("value", "tables"),
    [
        (2, CONTRADICTED.format(status="violated") + FLAGGED),
        (1, CONTRADICTED.format(status="holds") + FLAGGED),
        (1, CONTRADICTED.format(status="possible_conflict") + FLAGGED),
        (1, CONTRADICTED.format(status="violated").replace("r#1", "r#2") + FLAGGED),
    ],
    ids=["another value", "no contradiction", "a doubt for a flag", "a contradiction of others"],
)
def test_a_contradiction_explains_what_is_said_of_its_cells_only(tiny: Tiny, value: int, tables: str) -> None:
    tiny.publish([Cell("a", 1)])
    with pytest.raises(Unexplained, match="1 cell says"):
        tiny.publish([Cell("a", value), Cell("c", 7, ("s#1",))], tables=tables)


def test_a_correction_explains_its_figure_only(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1), Cell("b", 1, ("r#2",))])
    text = unexplained(tiny, Cell("a", 2), Cell("b", 2, ("r#2",)), corrections=["r#1"])
    assert "1 cell " in text
    tiny.publish([Cell("a", 2), Cell("b", 1, ("r#2",))], corrections=["r#1"])
    tiny.publish([Cell("a", 1), Cell("b", 1, ("r#2",))])
    assert tiny.ask(DIFF) == [("a", "changed", "correction", "of r#1")], "taking one back explains as well"


def test_a_place_event_explains_its_places_only(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1, place="son-la"), Cell("b", 1, place="yen-bai")])
    moved = (Cell("a2", 1, place="new"), Cell("b2", 1, place="newer"))
    assert "2 cells" in unexplained(tiny, *moved, events=["son-la>new"])
    tiny.publish(moved, events=["son-la>new", "yen-bai>newer"])
    assert {row[2] for row in tiny.ask(DIFF)} == {"place_event"}


def test_code_explains_nothing_but_is_named(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1)], code="old")
    assert "Changed otherwise: code reading." in unexplained(tiny, Cell("a", 2), code="new")


def test_a_text_that_comes_to_hand_explains_nothing_but_is_named(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1), Cell("b", 1, ("s#1",))], at_hand=["s"])
    text = unexplained(tiny, Cell("b", 1, ("s#1",)), reports={"r": "same", "s": "same"}, at_hand=["r", "s"])
    assert "Changed otherwise: article r." in text
    tiny.publish([Cell("a", 1), Cell("b", 1, ("s#1",)), Cell("c", 1, ("t#1",))], at_hand=["s", "t"])
    assert [row[2] for row in tiny.ask(DIFF)] == ["new_report"], "with its report it is part of the report"


def test_an_entry_admits_exactly_the_changes_that_were_refused(tiny: Tiny) -> None:
    before = [Cell("a", 1), Cell("b", 1, ("s#1",)), Cell("c", 1, ("s#2",))]
    both = [Cell("a", 2), Cell("b", 2, ("s#1",)), before[2]]
    tiny.publish(before)
    line = decided(unexplained(tiny, *both))
    tiny.accept(line)
    for others in (
        [both[0], *before[1:]],  # fewer
        [*both[:2], Cell("c", 2, ("s#2",))],  # more
        [both[0], Cell("b", 3, ("s#1",)), before[2]],  # as many, another value
        [both[0], before[1]],  # as many, another kind
        [both[0], dataclasses.replace(both[1], open=True), before[2]],
    ):
        assert "something else than in" in unexplained(tiny, *others)
    tiny.publish(both)
    assert tiny.ask(DIFF) == [(name, "changed", "accepted", line.split(",")[0]) for name in "ab"]


def test_an_entry_admits_the_changes_beside_explained_ones(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1), Cell("b", 1, ("s#1",))])
    cells, reports = [Cell("a", 2), Cell("b", 2, ("s#1",))], {"r": "same", "s": "mended"}
    tiny.accept(decided(unexplained(tiny, *cells, reports=reports)))
    tiny.publish(cells, reports)
    assert [row[2] for row in tiny.ask(DIFF)] == ["accepted", "report_corrected"]


def test_used_and_stale_entries_do_no_harm(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1)])
    used, stale = (decided(unexplained(tiny, Cell("a", value))) for value in (2, 7))
    tiny.accept(stale, used)
    tiny.publish([Cell("a", 2)])
    tiny.publish([Cell("a", 2)])
    assert tiny.ask(DIFF) == []
    tiny.publish([Cell("a", 3)], {"r": "mended"})
    assert tiny.ask(DIFF) == [("a", "changed", "report_corrected", "r")]
    unexplained(tiny, Cell("a", 2), reports={"r": "mended"})


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Better rounding", " ", "reason is blank"),
        (",us,", ",,", "author is blank"),
        (",1,", ",one,", "column cells"),
        (",Better rounding,us,", ",us,", "column decided_on"),
    ],
)
def test_an_entry_that_is_none_admits_nothing(tiny: Tiny, old: str, new: str, words: str) -> None:
    tiny.publish([Cell("a", 1)])
    line = decided(unexplained(tiny, Cell("a", 2)))
    assert line.replace(old, new) != line
    tiny.accept(line.replace(old, new))
    assert words in unexplained(tiny, Cell("a", 2))
    tiny.accept(line)
    tiny.publish([Cell("a", 2)])


def test_what_is_shown_of_many_changes_is_few_and_of_every_kind(tiny: Tiny) -> None:
    tiny.publish([Cell(f"{n}", 1234 + n) for n in range(20)] + [Cell("gone", 5)])
    now = [Cell(f"{n}", 2234 + n) for n in range(20)] + [Cell("new", None, open=True)]
    now[-1] = dataclasses.replace(now[-1], value=7)
    lines = unexplained(tiny, *now).splitlines()
    shown = [line.strip() for line in lines if line.startswith("  ")]
    assert len(shown) == 5
    assert "added: funding son-la actual: – → 7 … 7 VND" in shown
    assert "removed: funding son-la actual: 5 VND → –" in shown
    assert shown[1].startswith("changed: funding son-la actual: 1,234 VND → 2,234 VND [")


def alter(path: Path, statements: str) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(statements)


@pytest.mark.parametrize(
    "statements",
    [
        "drop table meta.inputs",
        "drop table marts.observations",
        "drop table marts.claims; drop table quality.revisions; drop table meta.inputs",
    ],
)
def test_a_release_of_another_shape_needs_an_entry_and_then_goes_on(tiny: Tiny, statements: str) -> None:
    alter(tiny.publish([Cell("a", 1)]), statements)
    text = unexplained(tiny, Cell("a", 2))
    tiny.accept(decided(text))
    tiny.publish([Cell("a", 2)])
    tiny.publish([Cell("a", 3)], {"r": "mended"})
    assert tiny.ask(DIFF) == [("a", "changed", "report_corrected", "r")]


def test_a_column_that_is_new_is_no_change_of_a_cell(tiny: Tiny) -> None:
    path = tiny.publish([Cell("a", 1)])
    alter(path, "alter table marts.observations drop column flags")
    tiny.publish([Cell("a", 1)])
    assert tiny.ask(DIFF) == []


def test_a_column_that_is_new_or_of_another_type_hides_no_change(tiny: Tiny) -> None:
    path = tiny.publish([Cell("a", 1), Cell("b", 1, ("s#1",))])
    alter(
        path,
        "alter table marts.observations drop column flags; "
        "alter table marts.observations alter figure type bigint",
    )
    tiny.publish([Cell("a", 2), Cell("b", 1, ("s#1",))], {"r": "mended", "s": "same"})
    assert tiny.ask("select cell_id, changed, value_before::integer from meta.release_diff") == [
        ("a", ["value", "value_low", "value_high"], 1)
    ]


# --- values lost with rejected rows ---------------------------------------------------------------------


def many(n: int, *, without: int = 0) -> list[Cell]:
    """Cells of one report, the first ones left out."""
    return [Cell(f"c{number:03}", 1, (f"r#{number}",)) for number in range(1 + without, n + 1)]


def test_a_value_lost_with_its_row_has_its_own_cause_and_is_told(tiny: Tiny) -> None:
    tiny.publish(many(50))
    tiny.publish(many(50, without=2), {"r": "mended"}, rejects=["r#1", "r#2"])
    assert tiny.ask(DIFF) == [("c001", "removed", "rejected", "r"), ("c002", "removed", "rejected", "r")]
    lost, rejected = tiny.worse
    assert lost["en"].startswith("2 values")
    assert "r#1: funding son-la actual" in lost["en"]
    assert "check --lang vi" in lost["vi"]
    assert "r#1: no number" in rejected["en"]
    assert "r#1: không phải số" in rejected["vi"]
    assert tiny.ask("select ended_by from quality.revisions where cell_id = 'c001'") == [("rejected",)]


def test_what_the_first_release_rejects_is_not_told_as_news_beside_one_before(tiny: Tiny) -> None:
    tiny.publish(many(2), rejects=["r#3"])
    [rejected] = tiny.worse
    assert rejected["en"].startswith("1 finding rejects rows or reports of the first release:")
    assert "before" not in rejected["en"]
    assert "r#3: không phải số" in rejected["vi"]


def test_a_row_that_is_taken_out_or_withdrawn_is_no_loss(tiny: Tiny) -> None:
    tiny.publish(many(50))
    tiny.publish(many(50, without=1), {"r": "mended"}, rejects=["r#9"])
    assert tiny.ask(DIFF) == [("c001", "removed", "report_corrected", "r")]
    tiny.publish(many(50, without=2), {"r": "mended"}, corrections=["r#2"], rejects=["r#2 by withdrawn"])
    assert tiny.ask(DIFF) == [("c002", "removed", "correction", "of r#2")]
    assert tiny.worse == ()


def test_a_row_rejected_by_nothing_but_a_new_rule_is_decided_on(tiny: Tiny) -> None:
    tiny.publish(many(50))
    assert "1 cell says" in unexplained(tiny, *many(50, without=1), rejects=["r#1"], code="new")


def test_a_cell_that_keeps_another_claim_says_why_it_changed(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1, ("r#1", "s#1")), *many(50, without=1)])
    reports = {"r": "mended", "s": "same"}
    tiny.publish([Cell("a", 2, ("s#1",)), *many(50, without=1)], reports, rejects=["r#1"])
    assert tiny.ask(DIFF) == [("a", "changed", "rejected", "r")]
    [rejected] = tiny.worse
    assert rejected["en"].startswith("1 finding")


def test_a_report_that_is_rejected_whole_loses_its_values(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1, ("s#1",)), *many(50)])
    tiny.publish(many(50), {"r": "same", "s": "no sheet"}, rejects=["s#"])
    assert tiny.ask(DIFF) == [("a", "removed", "rejected", "s")]


def test_too_many_lost_values_hold_the_release_until_somebody_decides(tiny: Tiny) -> None:
    tiny.publish(many(100))
    rejects = [f"r#{number}" for number in range(1, 7)]
    text = unexplained(tiny, *many(100, without=6), reports={"r": "mended"}, rejects=rejects)
    assert "6 values of the current release day-0 would be lost" in text
    assert "r (6)" in text
    assert "say something else" not in text, "these changes are explained"
    tiny.accept(decided(text, "the article was taken down"))
    tiny.publish(many(100, without=6), {"r": "mended"}, rejects=rejects)
    assert {row[2] for row in tiny.ask(DIFF)} == {"rejected"}


def test_a_share_or_a_number_of_lost_values_is_let_go_and_told(tiny: Tiny) -> None:
    tiny.publish(many(100))
    tiny.publish(many(100, without=5), {"r": "mended"}, rejects=[f"r#{n}" for n in range(1, 6)])
    tiny.settings = dataclasses.replace(tiny.settings, most_lost_cells=1)
    text = unexplained(
        tiny, *many(100, without=7), reports={"r": "worse"}, rejects=[f"r#{n}" for n in range(1, 8)]
    )
    assert "2 values" in text


def test_what_was_rejected_before_is_not_told_again(tiny: Tiny) -> None:
    tiny.publish(many(50), rejects=["r#99"])
    assert len(tiny.worse) == 1, "a first release says what it left out"
    tiny.publish(many(50), rejects=["r#99"])
    assert tiny.worse == ()
    tiny.publish(many(50), rejects=["r#98", "r#99"])
    [new] = tiny.worse
    assert "r#98" in new["en"]
    assert "r#99" not in new["en"]
