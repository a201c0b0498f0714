"""What the rows of one sheet say together: repeats, numbers left out, order, plans that are over, odd blanks.

Belongs here: rules that compare rows of a sheet. Does not belong here: rules of one row (`rules.py`), of
several reports (`judging.py`, dbt), of the article (`verification.py`). Problems of a row are added to its
`problems`, problems of a report are returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from ..messages import message
from ..reading.numbers import whole_number
from ..reading.text import is_composed
from .cells import UNREAD, ReadRow
from .model import Problem, Row, Sheet
from .rules import is_known_by

RESULTS = ("actual", "estimate")
SHOWN = 10
"""Most numbers that one message lists."""

_is_composed = lru_cache(maxsize=1 << 16)(is_composed)


def find_repeats(rows: Sequence[ReadRow]) -> None:
    """Rows of one sheet that are equal in all but their number."""
    first: dict[tuple[str, ...], Row] = {}
    for read in rows:
        earlier = first.setdefault(read.row.cells[1:], read.row)
        if earlier is not read.row:
            accepted = message("rows.not-a-repeat", row=earlier.number)
            read.problems.append(Problem("row-repeated", "figure", read.text("figure").strip(), accepted))


def find_line_order(rows: Sequence[ReadRow]) -> None:
    """Rows whose line lies before the line of the row above."""
    for above, read in pairwise(read for read in rows if read.line is not UNREAD):
        if read.line < above.line:
            accepted = message("rows.line-from", line=above.line, row=above.row.number)
            read.problems.append(Problem("lines-in-order", "line", str(read.line), accepted))


def find_past_plans(rows: Sequence[ReadRow]) -> int:
    """Plans and targets that end no later than the latest result, and have no result beside them.

    An annual report prints plan and result of one year side by side: a plan is only odd where no result
    of its indicator ends with it and nothing is measured against the plan. What was found by June "in
    2022" is no result of that year.

    Returns:
        How many plans and targets were compared.
    """
    natured = [read for read in rows if read.nature is not UNREAD]
    dated = [r for r in natured if r.period is not UNREAD and r.period.end is not None]
    ends = [
        r.period.end for r in dated if r.nature.spelling == "actual" and is_known_by(r.appeared, r.period)
    ]
    plans = [read for read in dated if read.nature.spelling in ("plan", "target")]
    if not ends or not plans:
        return 0
    latest = max(ends)
    results = [read for read in natured if read.nature.spelling in RESULTS]
    against_plan = {r.indicator for r in results if r.base is not UNREAD and r.base.spelling == "plan"}
    beside = {(r.indicator, r.period.end) for r in results if r.period is not UNREAD}
    for read in plans:
        is_measured = read.indicator in against_plan or (read.indicator, read.period.end) in beside
        if read.period.end <= latest and not is_measured:
            nature, period = read.nature.spelling, read.period.spelling
            accepted = message("rows.plan-ends-later", nature=nature, day=latest.isoformat(), period=period)
            read.problems.append(Problem("target-ahead", "nature", nature, accepted))
    return len(plans)


def missing_figures(sheet: Sheet) -> Problem | None:
    """Numbers between 1 and the largest that no row has, when not as many cells cannot be read."""
    numbers = [whole_number(row.cells[0]) if row.cells else None for row in sheet.rows]
    known = {number for number in numbers if number is not None}
    gaps = max(known, default=0) - len(known)
    if gaps <= numbers.count(None):
        return None
    missing = [n for n in range(1, min(max(known), len(known) + SHOWN) + 1) if n not in known][:SHOWN]
    shown = ", ".join(map(str, missing))
    found = message("rows.figures-missing", figures=shown)
    if gaps > len(missing):
        found = message("rows.figures-missing-more", figures=shown, more=gaps - len(missing))
    return Problem("figure-sequence", "figures.csv", found, message("rows.figures-in-sequence"))


def uncomposed_cells(rows: Sequence[ReadRow]) -> Problem | None:
    """Cells in combining accents or odd blanks, which readers take for what they mean."""
    odd = {text for text in set().union(*(read.row.cells for read in rows)) if not _is_composed(text)}
    if not odd:
        return None
    count = sum(text in odd for read in rows for text in read.row.cells)
    found = message("rows.cells-uncomposed", n=count)
    return Problem("words-composed", "figures.csv", found, message("rows.composed-text"))
