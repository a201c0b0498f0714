"""Every changed number has a cause that is named, and what has none is not published.

The tempting clean-up that would break this: taking any edit of code or vocabulary for an explanation, or
letting an accepted change stay accepted for ever.
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
from dagster_project.publish.account import Unexplained
from dagster_project.serve import releases, status
from tests.small_world import SmallWorld, figure
from tests.tiny_release import HEADER, Cell, Tiny


@dataclasses.dataclass(frozen=True)
class Story:
    """Two releases of one world, and what the second says about the first."""

    world: SmallWorld
    first: publish.Release
    second: publish.Release

    def ask(self, question: str, release: publish.Release | None = None) -> list[tuple[object, ...]]:
        """Ask a release, the second unless another is named."""
        with duckdb.connect(str((release or self.second).path), read_only=True) as connection:
            return connection.execute(question).fetchall()


def money(place: str, value: str, period: str = "2013") -> dict[str, str]:
    return figure("funding", place, period, value, "triệu đồng", funding_source="local")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """A release, then one of every cause at once, each about a province of its own, and a second release."""
    world = SmallWorld.create(tmp_path_factory.mktemp("story") / "world")
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
    world.append("vocabulary/places", "ha-tay-before-1991,Hà Tây,Ha Tay,province,,,,1991-09-30,no,")
    old = "Hà Tây,Ha Tay,province,28,VN-15,"
    world.edit("vocabulary/places", f"{old},", f"{old}1991-10-01,")
    world.append(
        "vocabulary/place_events",
        "merge-1991-ha-tay,1991-10-01,merge,ha-tay-before-1991,ha-tay,yes,,no,made up",
    )
    world.build()
    return Story(world, first, world.publish())


def test_the_first_release_is_its_own_cause(story: Story) -> None:
    assert story.first.causes == {"first_release": 11}
    assert story.ask("select distinct change, cause, explained_by from meta.release_diff", story.first) == [
        ("added", "first_release", "")
    ]


def test_every_changed_cell_names_its_cause(story: Story) -> None:
    rows = story.ask(
        "select place_id, period_id, change, (value_before / 1000000)::integer, "
        "(value_after / 1000000)::integer, cause, explained_by from meta.release_diff order by all"
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
    assert sum(row[-1] for row in rows) == 9
    assert ("removed", "report", "gone") in shown["what_it_was_made_of"][1]
    assert len(shown["which_cells"][1]) == 9


def test_the_history_tells_the_kinds_apart(story: Story) -> None:
    rows = story.ask(
        "select place_id, period_id, (value / 1000000)::integer, kind, ended_by from quality.revisions "
        "where known_to is not null or kind <> 'new_source' order by place_id, period_id, known_from"
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


@dataclasses.dataclass(frozen=True)
class Rules:
    """A changed vocabulary: what is said before it is accepted, and the release after."""

    world: SmallWorld
    refused: str
    status: list[str]
    file: list[str]
    wrong_number: str
    wrong_place: str
    accepted: publish.Release
    expired: str


def refusal(world: SmallWorld) -> str:
    before = world.settings.current.stat().st_ino
    with pytest.raises(publish.Refused) as refused:
        world.publish()
    assert world.settings.current.stat().st_ino == before
    return str(refused.value)


@pytest.fixture(scope="module")
def rules(story: Story) -> Rules:
    """The factor of a unit is changed, for better or worse; then entries are tried until one fits."""
    world, file = story.world, story.world.seed("judgement/accepted_changes")
    world.edit("vocabulary/units", "tạ,tonne,0.1,", "tạ,tonne,0.2,")
    world.build()
    text = refusal(world)
    lines = status(world.settings, {})
    changes = (world.settings.state / "refused_changes.csv").read_text(encoding="utf-8").splitlines()
    entry = text.splitlines()[-1]
    tried = []
    for wrong in (entry.replace(",1,", ",2,"), entry.replace("bac-kan", "ha-noi")):
        file.write_text(f"{HEADER}\n{wrong}\n", encoding="utf-8")
        tried.append(refusal(world))
    file.write_text(f"{HEADER}\n{entry}\n", encoding="utf-8")
    accepted = world.publish()
    # The same again: the entry still stands in the file, and would fit.
    with duckdb.connect(str(world.settings.build)) as build:
        build.execute("update marts.observations set value = 2 * value where place_id = 'bac-kan'")
    expired = refusal(world)
    with duckdb.connect(str(world.settings.build)) as build:
        build.execute("update marts.observations set value = value / 2 where place_id = 'bac-kan'")
    return Rules(world, text, lines, changes, *tried, accepted, expired)


def test_a_change_that_nothing_explains_is_refused_and_says_what_it_may_be(rules: Rules) -> None:
    assert "1 cells say something else" in rules.refused
    assert "vocabulary units.csv" in rules.refused
    assert "changed: waste_treated bac-kan 2013 actual: 5 tonne → 10 tonne" in rules.refused
    assert "accepted_changes.csv" in rules.refused
    assert len(rules.file) == 2
    assert rules.status[3].startswith("failed    publishing refused")


def test_an_entry_that_does_not_fit_admits_nothing(rules: Rules) -> None:
    assert "2 changes are expected that nothing else explains, 1 are there" in rules.wrong_number
    assert "1 changes are expected that nothing else explains, 0 are there" in rules.wrong_place
    assert "1 cells say something else" in rules.wrong_place


def test_the_entry_that_the_refusal_prints_admits_the_change(rules: Rules, story: Story) -> None:
    assert rules.accepted.causes == {"accepted": 1}
    [(cause, entry)] = story.ask("select cause, explained_by from meta.release_diff", rules.accepted)
    assert cause == "accepted"
    assert str(entry).startswith("changed-waste_treated-")
    assert story.ask("select value::integer, kind from quality.revisions where place_id = 'bac-kan'"
        " order by known_from", rules.accepted) == [(5, "new_source"), (10, "rule_changed")]  # fmt: skip
    assert "accepted 1" in releases(rules.world.settings)[0].why()


def test_an_accepted_change_expires_with_its_release(rules: Rules) -> None:
    assert "1 cells say something else" in rules.expired
    assert rules.accepted.release_id in rules.expired


# --- the same gives the same, and nothing to do costs nothing ------------------------------------------


def test_the_same_inputs_give_the_same_content_hash_anywhere(rules: Rules, tmp_path: Path) -> None:
    elsewhere = rules.world.copy(tmp_path / "another place")
    elsewhere.build()
    release = elsewhere.publish()
    assert release.content_sha256 == rules.accepted.content_sha256
    assert release.rules_sha256 == rules.accepted.rules_sha256
    assert release.shape_sha256 == rules.accepted.shape_sha256


def test_nothing_runs_where_nothing_has_changed(
    rules: Rules, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, runs = rules.world.settings, []

    def run(*_: object) -> tuple[list[str], dict[str, object]]:
        runs.append(publish.publish(settings))
        return [], {"release": runs[-1].release_id}

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
        rules.world.append("vocabulary/qualifiers", "about so,approx,yes")
        assert runs_after_refresh() == 5
        shutil.rmtree(settings.state / "dbt_logs")
        (settings.state / "outcome.json").unlink()
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


def entry(expected: int = 1, name: str = "x", day: int = 0, **selectors: str) -> str:
    columns = ("change", "indicator_code", "place_id", "period_id", "report_id")
    chosen = ",".join(selectors.get(column, "") for column in columns)
    return f"{name},day-{day},{chosen},{expected},It is right,us,2026-01-02"


DIFF = "select cell_id, change, cause, explained_by from meta.release_diff order by cell_id"


def test_a_claim_that_only_competes_explains_its_cell_too(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1, ("r#1", "s#1"))])
    tiny.publish([Cell("a", 2, ("r#1", "s#1"))], {"r": "same", "s": "other"})
    assert tiny.ask(DIFF) == [("a", "changed", "report_corrected", "s")]


def test_a_report_explains_nothing_elsewhere(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1), Cell("b", 1, ("s#1",))])
    text = unexplained(tiny, Cell("a", 2), Cell("b", 2, ("s#1",)), reports={"r": "other", "s": "same"})
    assert "1 cells say something else" in text
    assert "1 VND → 2 VND" in text


def test_a_correction_explains_its_figure_only(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1), Cell("b", 1, ("r#2",))])
    text = unexplained(tiny, Cell("a", 2), Cell("b", 2, ("r#2",)), corrections=["r#1"])
    assert "1 cells" in text
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


def test_entries_select_by_patterns(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1), Cell("b", 1, ("s-2#1",), indicator="exports"), Cell("c", 1, place="yen-bai")])
    now = (Cell("a", 2), Cell("b", 2, ("s-2#1",), indicator="exports"), Cell("d", 1, place="yen-bai"))
    tiny.accept(
        entry(1, "money", change="changed", indicator_code="fund*"),
        entry(1, "sold", report_id="s-?"),
        entry(2, "moved", place_id="yen-bai"),
    )
    tiny.publish(now)
    assert tiny.ask(DIFF) == [
        ("a", "changed", "accepted", "money"),
        ("b", "changed", "accepted", "sold"),
        ("c", "removed", "accepted", "moved"),
        ("d", "added", "accepted", "moved"),
    ]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([entry(2)], "2 changes are expected that nothing else explains, 1 are there"),
        ([entry(day=7)], "1 cells say something else"),
        ([entry(place_id="ha-noi")], "1 cells say something else"),
        ([entry(), entry()], "stands 2 times"),
        ([entry().replace("It is right", " ")], "reason is blank"),
        ([entry(change="altered")], "accepted: added, removed, changed"),
        ([entry(0)], "a number from 1"),
        ([entry().replace(",1,", ",one,")], "column expected"),
        (["x"], "row 1"),
    ],
)
def test_an_entry_that_is_none_admits_nothing(tiny: Tiny, lines: list[str], words: str) -> None:
    tiny.publish([Cell("a", 1)])
    tiny.accept(*lines)
    assert words in unexplained(tiny, Cell("a", 2))
    tiny.accept(entry())
    tiny.publish([Cell("a", 2)])


def test_many_changes_need_few_entries_and_these_admit_all_of_them(tiny: Tiny) -> None:
    def cells(value: int) -> list[Cell]:
        return [
            Cell(f"{n}", value, place=f"place-{n % 7}", indicator=f"indicator-{n % 6}") for n in range(42)
        ]

    tiny.publish(cells(1))
    text = unexplained(tiny, *cells(2))
    printed = text[text.index("next release:\n") :].splitlines()[1:]
    assert len(printed) == 1
    tiny.accept(*printed)
    tiny.publish(cells(2))
    assert tiny.ask("select cause, count(*) from meta.release_diff group by all") == [("accepted", 42)]


def test_few_changes_are_selected_narrowly(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1), Cell("b", 1, ("s#1",), indicator="exports")])
    text = unexplained(tiny, Cell("a", 2), Cell("b", 2, ("s#1",), indicator="exports"))
    printed = text[text.index("next release:\n") :].splitlines()[1:]
    assert [line.split(",")[1:8] for line in printed] == [
        ["day-0", "changed", "exports", "son-la", "", "s", "1"],
        ["day-0", "changed", "funding", "son-la", "", "r", "1"],
    ]


def alter(path: Path, statements: str) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(statements)


@pytest.mark.parametrize(
    "statements",
    [
        "drop view quality.revisions; drop table meta.inputs",
        "drop view quality.revisions; drop table marts.observations",
        "drop table marts.claims; drop view quality.revisions; drop table meta.inputs",
    ],
)
def test_a_release_of_another_shape_needs_an_entry_and_then_goes_on(tiny: Tiny, statements: str) -> None:
    alter(tiny.publish([Cell("a", 1)]), statements)
    text = unexplained(tiny, Cell("a", 2))
    tiny.accept(text.splitlines()[-1])
    tiny.publish([Cell("a", 2)])
    tiny.publish([Cell("a", 3)], {"r": "mended"})
    assert tiny.ask(DIFF) == [("a", "changed", "report_corrected", "r")]


def test_a_column_that_is_new_is_no_change_of_a_cell(tiny: Tiny) -> None:
    path = tiny.publish([Cell("a", 1)])
    alter(path, "drop view quality.revisions; alter table marts.observations drop column flags")
    tiny.publish([Cell("a", 1)])
    assert tiny.ask(DIFF) == []


def test_a_column_that_is_new_or_of_another_type_hides_no_change(tiny: Tiny) -> None:
    path = tiny.publish([Cell("a", 1), Cell("b", 1, ("s#1",))])
    alter(
        path,
        "drop view quality.revisions; alter table marts.observations drop column flags; "
        "alter table marts.observations alter figure type bigint",
    )
    tiny.publish([Cell("a", 2), Cell("b", 1, ("s#1",))], {"r": "mended", "s": "same"})
    assert tiny.ask("select cell_id, changed, value_before::integer from meta.release_diff") == [
        ("a", ["value", "value_low", "value_high"], 1)
    ]
