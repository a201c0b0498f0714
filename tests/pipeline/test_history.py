"""What was known when: no release is needed but the newest to say what every earlier one said.

The tempting clean-up that would break this: taking every difference for a revision, or starting the history
anew with every release.
"""

from __future__ import annotations

import random
from pathlib import Path

import duckdb
import pytest

from dagster_project.publish.acceptance import Unexplained
from tests.tiny_release import Cell, Tiny, decided

REVISIONS = (
    "select cell_id, value::integer, known_from::date::varchar, known_to::date::varchar, kind, ended_by "
    "from quality.revisions order by cell_id, known_from"
)
FIRST, SECOND, THIRD, FOURTH = (f"2026-01-0{day}" for day in (1, 2, 3, 4))


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path)


def test_what_never_changed_is_known_since_its_report_is(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1)])
    tiny.publish([Cell("a", 1), Cell("b", 2, ("s#1",))])
    tiny.publish([Cell("a", 1), Cell("b", 2, ("s#1",))])
    assert tiny.ask(REVISIONS) == [
        ("a", 1, FIRST, None, "new_source", None),
        ("b", 2, SECOND, None, "new_source", None),
    ]


def test_a_mended_sheet_and_a_corrected_article_are_days_published_apart(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1)], {"r": "as typed"})
    tiny.publish([Cell("a", 2)], {"r": "typed again"})
    tiny.publish([Cell("a", 3)], {"r": "article of later"}, published="2015")
    assert tiny.ask(REVISIONS) == [
        ("a", 1, FIRST, SECOND, "new_source", "transcription_mended"),
        ("a", 2, SECOND, THIRD, "transcription_mended", "source_corrected"),
        ("a", 3, THIRD, None, "source_corrected", None),
    ]


def test_a_correction_corrects_the_source(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1)])
    tiny.publish([Cell("a", 2)], corrections=["r#1"])
    assert tiny.ask(REVISIONS)[-1] == ("a", 2, SECOND, None, "source_corrected", None)


def test_a_withdrawn_number_ends_and_stays_in_the_record(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1), Cell("b", 5, ("s#1", "t#1")), Cell("c", 7, ("t#2",))])
    tiny.publish([Cell("b", 6, ("t#1",)), Cell("c", 7, ("t#2",))])
    assert tiny.ask(REVISIONS) == [
        ("a", 1, FIRST, SECOND, "new_source", "withdrawn"),
        ("b", 5, FIRST, SECOND, "new_source", "withdrawn"),
        ("b", 6, SECOND, None, "withdrawn", None),
        ("c", 7, FIRST, None, "new_source", None),
    ]
    assert tiny.ask(f"select cell_id from as_known_on('{FIRST}')") == [("a",), ("b",), ("c",)]
    assert tiny.ask(f"select cell_id from as_known_on('{SECOND}')") == [("b",), ("c",)]


def test_what_comes_back_is_known_from_then(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1), Cell("z", 0, ("s#1",))])
    tiny.publish([Cell("z", 0, ("s#1",))])
    tiny.publish([Cell("a", 1), Cell("z", 0, ("s#1",))])
    assert tiny.ask(REVISIONS)[:2] == [
        ("a", 1, FIRST, SECOND, "new_source", "withdrawn"),
        ("a", 1, THIRD, None, "new_source", None),
    ]


def test_a_withdrawn_report_stays_on_record(tiny: Tiny) -> None:
    asked = (
        "select change, since::date::varchar, until::date::varchar from meta.inputs "
        "where name = 'r' and kind = 'report'"
    )
    tiny.publish([Cell("a", 1, ("s#1", "r#1"))])
    tiny.publish([Cell("a", 1, ("s#1",))])
    assert tiny.ask(asked) == [("removed", FIRST, SECOND)], "no cell changed, and still it is said"
    tiny.publish([Cell("a", 1, ("s#1",))])
    assert tiny.ask(asked) == [("", FIRST, SECOND)]
    tiny.publish([Cell("a", 1, ("s#1", "r#1"))])
    assert tiny.ask(asked) == [("new", FOURTH, None)]


def test_a_recoded_place_and_a_changed_rule_have_their_own_kinds(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1), Cell("b", 2, place="yen-bai")])
    recoded = [Cell("a2", 1, place="lao-cai-2025"), Cell("b", 3, place="yen-bai")]
    with pytest.raises(Unexplained) as refusal:
        tiny.publish(recoded, events=["son-la>lao-cai-2025"])
    tiny.accept(decided(str(refusal.value)))
    tiny.publish(recoded, events=["son-la>lao-cai-2025"])
    assert tiny.ask(REVISIONS) == [
        ("a", 1, FIRST, SECOND, "new_source", "place_recoded"),
        ("a2", 1, SECOND, None, "place_recoded", None),
        ("b", 2, FIRST, SECOND, "new_source", "rule_changed"),
        ("b", 3, SECOND, None, "rule_changed", None),
    ]


def test_a_contradiction_is_known_from_the_day_it_arose(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1)])
    tiny.publish([Cell("a", 2, ("r#1", "s#1"), open=True)])
    tiny.publish([Cell("a", 2, ("r#1", "s#1"), open=True)])
    assert tiny.ask(REVISIONS) == [
        ("a", 1, FIRST, SECOND, "new_source", "new_source"),
        ("a", None, SECOND, None, "new_source", None),
    ]


def test_a_flag_alone_is_no_revision(tiny: Tiny) -> None:
    tiny.publish([Cell("a", 1)])
    tiny.publish([Cell("a", 1)], {"r": "other"}, tables="update marts.observations set flags = ['title']")
    assert tiny.ask("select change, changed from meta.release_diff") == [("changed", ["flags"])]
    assert tiny.ask(REVISIONS) == [("a", 1, FIRST, None, "new_source", None)]


def test_a_release_after_a_rollback_keeps_what_those_rolled_back_said(tiny: Tiny) -> None:
    """Back to the first of three; the next one takes in the news of the second and that of its own."""
    old, new = {"r": "old", "s": "same"}, {"r": "new", "s": "same"}
    tiny.publish([Cell("a", 1), Cell("b", 5, ("s#1",)), Cell("c", 7, ("s#2",))], old)
    tiny.publish([Cell("a", 2), Cell("b", 5, ("s#1",)), Cell("c", 7, ("s#2",))], new)
    tiny.publish([Cell("a", 3), Cell("d", 8, ("t#1",))], {"r": "newer", "t": "same"})
    tiny.publish(
        [Cell("a", 3), Cell("b", 5, ("s#1",)), Cell("e", 9, ("u#1",))],
        {"r": "newer", "s": "less", "u": "same"},
        after=0,
    )
    assert tiny.ask(REVISIONS) == [
        ("a", 1, FIRST, SECOND, "new_source", "transcription_mended"),
        ("a", 2, SECOND, THIRD, "transcription_mended", "transcription_mended"),
        ("a", 3, THIRD, None, "transcription_mended", None),
        ("b", 5, FIRST, THIRD, "new_source", "withdrawn"),
        ("b", 5, FOURTH, None, "rolled_back", None),
        ("c", 7, FIRST, THIRD, "new_source", "withdrawn"),
        ("d", 8, THIRD, FOURTH, "new_source", "rolled_back"),
        ("e", 9, FOURTH, None, "new_source", None),
    ]
    said = "select cell_id, value from {} order by cell_id"
    for day in range(4):
        published = tiny.ask(said.format("marts.observations"), day)
        assert tiny.ask(said.format(f"as_known_on('2026-01-0{day + 1}')")) == published


def test_history_begins_with_the_first_release_that_keeps_it(tiny: Tiny) -> None:
    path = tiny.publish([Cell("a", 1), Cell("b", 2, ("s#1",))])
    drop(path, "drop table quality.revisions")
    tiny.publish([Cell("a", 3), Cell("b", 2, ("s#1",))], {"r": "other", "s": "same"})
    assert tiny.ask(REVISIONS) == [
        ("a", 3, SECOND, None, "transcription_mended", None),
        ("b", 2, FIRST, None, "new_source", None),
    ]


def drop(path: Path, statements: str) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(statements)


def test_a_cell_has_one_revision_that_holds_and_times_without_gaps_between_changes(tiny: Tiny) -> None:
    for value in (1, 2, 2, 3):
        tiny.publish([Cell("a", value), Cell("b", 5, ("s#1",))], {"r": f"with {value}", "s": "same"})
    assert tiny.ask("select cell_id, count(*) from quality.revisions where known_to is null group by all"
        " order by all") == [("a", 1), ("b", 1)]  # fmt: skip
    assert tiny.ask(REVISIONS)[:3] == [
        ("a", 1, FIRST, SECOND, "new_source", "transcription_mended"),
        ("a", 2, SECOND, FOURTH, "transcription_mended", "transcription_mended"),
        ("a", 3, FOURTH, None, "transcription_mended", None),
    ]


@pytest.mark.parametrize("seed", range(2))
def test_the_newest_release_says_what_every_earlier_one_said(tiny: Tiny, seed: int) -> None:
    """Random arrivals, changes and withdrawals; every day must come out as it was published."""
    chance = random.Random(seed)
    days_published = []
    for day in range(5):
        cells = [
            Cell(name, chance.randrange(3), (f"{chance.choice('rst')}#{n}",), open=chance.random() < 0.2)
            for n, name in enumerate("abcdefgh")
            if chance.random() < 0.7
        ]
        here = {cell.name for cell in cells}
        cells += [
            cell
            for cell in (days_published[-1] if days_published and day % 2 else [])
            if cell.name not in here
        ]
        reports = {claim.split("#")[0]: f"day {day}" for cell in cells for claim in cell.claims}
        tiny.publish(cells, reports)
        days_published.append(cells)
    said = "select cell_id, value, value_low, report_id, figure from {} order by cell_id"
    for day in range(5):
        published = tiny.ask(said.format("marts.observations"), day)
        assert tiny.ask(said.format(f"as_known_on('2026-01-0{day + 1}')")) == published
        assert tiny.ask(said.format("quality.revisions where known_to is null"), day) == published
