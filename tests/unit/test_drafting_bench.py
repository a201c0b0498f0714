"""Which kinds of disagreement are told: chosen by what was counted, and tried on texts left out."""

from __future__ import annotations

from benchmarks.drafting import TRUE_ROWS_PER_FALSE, Readings, _left_out

SURE, HASTY, IDLE = ("nature", "said"), ("scope", "said beside"), ("base", "unsaid")
SWAPPED, DROPPED = "meaning indicator-swapped", "meaning scope-word-dropped"


def readings(rows: int, *, wrong: int = 0, noticed: int = 10) -> Readings:
    """True rows on which the hasty kind is wrong, and faults that each kind notices."""
    told = Readings([{HASTY} if n < wrong else set() for n in range(rows)])
    told.faulty[SWAPPED] = [{SURE} if n < noticed else set() for n in range(10)]
    told.faulty[DROPPED] = [{HASTY}] * 10
    return told


def test_a_kind_is_told_while_it_is_seldom_wrong() -> None:
    assert readings(10 * TRUE_ROWS_PER_FALSE, wrong=2).named() == {SURE, HASTY}
    assert readings(10 * TRUE_ROWS_PER_FALSE, wrong=10).named() == {SURE}
    assert IDLE not in readings(10 * TRUE_ROWS_PER_FALSE).named()  # it notices nothing


def test_texts_left_out_are_told_what_was_chosen_on_the_others() -> None:
    calm, odd = readings(10 * TRUE_ROWS_PER_FALSE), readings(TRUE_ROWS_PER_FALSE, wrong=TRUE_ROWS_PER_FALSE)
    lines = _left_out({"a": calm, "b": odd}, {"a": "builder", "b": "other"})
    rows = TRUE_ROWS_PER_FALSE
    assert f"| 1, builder | {10 * rows} | 0 | – | 50 |" in lines  # the odd texts rule the hasty kind out
    assert f"| 2, other | {rows} | {rows} | 1 | 100 |" in lines  # the calm ones do not
    assert f"| **all, other** | {rows} | {rows} | 1 | 100 |" in lines
    assert _left_out({"a": calm}, {"a": "builder"}) == []
