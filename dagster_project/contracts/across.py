"""What the rows of one sheet say together: repeats, numbers left out, order, plans that are over, odd blanks.

Belongs here: rules that compare rows of a sheet. Does not belong here: rules of one row (`rules.py`), of
several reports (`judging.py`, dbt), of the article (`proof.py`). All rows of all sheets are looked at as
columns; a row gets its own Python object only where there is something to say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt

from ..reading.text import is_composed
from .bench import UNREAD, Bench
from .cells import whole
from .coded import combine
from .model import SHEET_COLUMNS, Problem, Row, Sheet

REPEAT_KEY = ("report_id", "line", "indicator", "place", "period", "value", "unit")
"""Columns that must be equal before two rows are worth comparing as a whole."""
AHEAD = ("plan", "target")
RESULTS = ("actual", "estimate")
MEASURED = -1
"""Stands for the end of a result that is measured against its plan."""
SHOWN = 10
"""Most numbers that one message lists."""


def find_repeats(bench: Bench) -> None:
    """Rows of one sheet that are equal in all but their number."""
    bench.evaluated["row-repeated"] = bench.counts
    keys = combine([bench.texts[name] for name in REPEAT_KEY])
    twice = [code for code, count in enumerate(keys.counts().tolist()) if count > 1]
    first: dict[Any, Row] = {}
    for position in keys.rows_with(twice):
        row = bench.rows[position]
        earlier = first.setdefault((int(bench.sheet_of[position]), row.cells[1:]), row)
        if earlier is not row:
            accepted = f"another figure than row {earlier.number}"
            accepted_vi = f"số liệu khác với dòng {earlier.number}"
            number = row.cells[0].strip()
            bench.add(position, Problem("row-repeated", "figure", number, accepted, accepted_vi))


_COUNTED: list[str] = []


def _counted(to: int) -> list[str]:
    """1, 2, 3 … as text."""
    _COUNTED.extend(str(n) for n in range(len(_COUNTED) + 1, to + 1))
    return _COUNTED[:to]


def missing_figures(sheet: Sheet) -> Problem | None:
    """Numbers between 1 and the largest that no row has, when not as many cells cannot be read."""
    if [row.cells[0] if row.cells else "" for row in sheet.rows] == _counted(len(sheet.rows)):
        return None  # as almost every sheet is
    numbers = [whole(row.cells[0]) if row.cells else None for row in sheet.rows]
    known = {number for number in numbers if number is not None}
    gaps = max(known, default=0) - len(known)
    if gaps <= numbers.count(None):
        return None
    missing = [n for n in range(1, min(max(known), len(known) + SHOWN) + 1) if n not in known][:SHOWN]
    more = f" and {gaps - len(missing)} more" if gaps > len(missing) else ""
    return Problem(
        "figure-sequence",
        "figures.csv",
        f"no figure {', '.join(map(str, missing))}{more}",
        "figures numbered 1, 2, 3 … without a gap",
        "số liệu đánh số 1, 2, 3 … không bỏ số nào",
    )


def uncomposed_cells(bench: Bench) -> dict[str, Problem]:
    """Reports with cells in combining accents or odd blanks, which readers take for what they mean."""
    cells = np.zeros(len(bench.sheets), dtype=np.int64)
    for name in SHEET_COLUMNS:
        column = bench.texts[name]
        odd = [code for code, text in enumerate(column.values) if not is_composed(text)]
        if odd:
            rows = column.rows_with(odd)
            cells += np.bincount(bench.sheet_of[rows], minlength=len(bench.sheets))
    return {
        bench.sheets[n].report_id: Problem(
            "words-composed",
            "figures.csv",
            f"{cells[n]} cells with combining accents (NFD), no-break or doubled blanks, or invisible signs",
            "Unicode in composed form (NFC), single blanks",
            "Unicode dựng sẵn (NFC), dấu cách đơn",
        )
        for n in np.flatnonzero(cells).tolist()
    }


def find_line_order(bench: Bench) -> None:
    """Rows whose line lies before the line of the row above."""
    bench.evaluated["lines-in-order"] = bench.counts
    column = bench.columns["line"]
    numbers = np.array([0 if n is UNREAD else n or 0 for n in column.values], dtype=np.int64)
    lines = numbers[column.codes]
    read = np.flatnonzero(lines)
    back = (lines[read[1:]] < lines[read[:-1]]) & (bench.sheet_of[read[1:]] == bench.sheet_of[read[:-1]])
    for n in np.flatnonzero(back).tolist():
        row, above = int(read[n + 1]), bench.rows[int(read[n])]
        line = int(lines[read[n]])
        bench.add(
            row,
            Problem(
                "lines-in-order",
                "line",
                str(int(lines[row])),
                f"a line from {line} on, where row {above.number} stands",
                f"dòng từ {line} trở đi, nơi có dòng {above.number} của bảng",
            ),
        )


def _is(column: Any, words: Collection[str]) -> npt.NDArray[np.bool_]:
    """Which rows have one of some words in a column of codes."""
    chosen = [reading is not UNREAD and reading.spelling in words for reading in column.values]
    rows: npt.NDArray[np.bool_] = np.array(chosen, dtype=bool)[column.codes]
    return rows


def find_past_plans(bench: Bench) -> None:
    """Plans and targets that end no later than the latest result, and have no result beside them.

    An annual report prints plan and result of one year side by side: a plan is only odd where no result
    of its indicator ends with it and nothing is measured against the plan.
    """
    periods = bench.columns["period"]
    ends = np.array(
        [0 if p is UNREAD or p.end is None else p.end.toordinal() for p in periods.values], dtype=np.int64
    )[periods.codes]
    ahead = _is(bench.columns["nature"], AHEAD) & (ends > 0)
    latest = np.zeros(len(bench.sheets), dtype=np.int64)
    happened = _is(bench.columns["nature"], ("actual",)) & (ends > 0)
    np.maximum.at(latest, bench.sheet_of[happened], ends[happened])
    asked = ahead & (latest[bench.sheet_of] > 0)
    bench.evaluated["target-ahead"] = bench.per_sheet(asked)
    over = asked & (ends <= latest[bench.sheet_of])
    if not over.any():
        return
    indicators = bench.columns["indicator"].codes
    against_plan = _is(bench.columns["base"], ("plan",))
    results = _is(bench.columns["nature"], RESULTS) & np.isin(bench.sheet_of, bench.sheet_of[over])
    paired = {
        (sheet, indicator, MEASURED if to_plan else end)
        for sheet, indicator, end, to_plan in zip(
            *(a[results].tolist() for a in (bench.sheet_of, indicators, ends, against_plan)), strict=True
        )
    }
    for row in np.flatnonzero(over).tolist():
        sheet, indicator = int(bench.sheet_of[row]), int(indicators[row])
        if not paired.isdisjoint({(sheet, indicator, int(ends[row])), (sheet, indicator, MEASURED)}):
            continue
        period, nature = periods[row], bench.columns["nature"][row]
        bench.add(row, _past_plan(period.spelling, nature.spelling, int(latest[sheet])))


def _past_plan(period: str, nature: str, latest: int) -> Problem:
    day = dt.date.fromordinal(latest).isoformat()
    return Problem(
        "target-ahead",
        "nature",
        nature,
        f"a {nature} that ends after the latest result ({day}); the period is {period}",
        f"{nature} kết thúc sau kết quả mới nhất ({day}); thời kỳ là {period}",
    )
