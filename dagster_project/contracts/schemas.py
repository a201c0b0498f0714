"""pandera schemas over whole frames: the rows of all reports as text, and the claims that came of them.

Belongs here: what a refresh validates with pandera, lazily, once per refresh over one frame: structure
before reading, and the promise of `raw.claims` after judging. Does not belong here: rules about words
(`rules.py`). Nothing is coerced and nothing is dropped: a failure is a finding of its row, or, in the
claims, a fault of the program that stops the run. Columns are dictionary-encoded text (pandas
categories), so that a check looks at each distinct text once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from ..vocabulary import Vocabulary
from . import structure
from .coded import Coded, combine
from .model import CLAIM_COLUMNS, CLAIM_DECIMALS, SHEET_COLUMNS

WHOLE_NUMBERS = ("figure", "row", "source_line")
DAYS = ("period_start", "period_end")
YES_NO = ("period_private", "is_title", "is_caption")
_DECIMAL = re.compile(r"-?\d{1,22}\.\d{6}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class ContractBroken(RuntimeError):
    """A frame is not what the next step was promised. A fault of the program, never of a sheet."""


def as_text(value: Any) -> str | None:
    """A value as DuckDB casts it back, exactly: decimals in plain notation, lists joined by a blank."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        return " ".join(value)
    return str(value)


def categories(column: Coded) -> pd.Series[Any]:
    """A column as pandas text categories; None becomes missing."""
    texts = column.map(as_text)
    known = [text for text in texts.values if text is not None]
    if len(known) != len(texts.values):
        gap = texts.values.index(None)
        move = np.arange(len(texts.values))
        move[gap:] -= 1
        move[gap] = -1
        texts = Coded(move[texts.codes], known)
    dtype = pd.CategoricalDtype(pd.Index(known, dtype="str"))
    return pd.Series(pd.Categorical.from_codes(texts.codes, dtype=dtype))


def _each_distinct(passes: Callable[[str], bool]) -> Callable[[pd.Series[Any]], pd.Series[bool]]:
    """A check that tests each distinct text of a column once; missing passes."""

    def check(series: pd.Series[Any]) -> pd.Series[bool]:
        answers = np.array([*(passes(text) for text in series.cat.categories), True], dtype=bool)
        return pd.Series(answers[series.cat.codes.to_numpy()], index=series.index)

    return check


def _check(name: str, passes: Callable[[str], bool]) -> Any:
    return pa.Check(_each_distinct(passes), name=name, error=name, ignore_na=False)


def sheet_schema() -> pa.DataFrameSchema:
    """All rows of all sheets as text: the declarations of `structure.py` as one schema."""
    checks: dict[str, list[Any]] = {name: [] for name in (*SHEET_COLUMNS, *structure.UNIQUE_KEY)}
    for test in structure.CELL_TESTS:
        for name in test.columns:
            checks[name].append(_check(test.rule_id, test.passes))
    return pa.DataFrameSchema(
        {name: pa.Column("category", column_checks) for name, column_checks in checks.items()},
        strict=True,
        unique=list(structure.UNIQUE_KEY),
        report_duplicates="all",
        name="sheet",
    )


def failures(columns: Mapping[str, Coded]) -> structure.Failures:
    """The same answer as `structure.failures`, given by pandera over one frame.

    Raises:
        ContractBroken: the frame itself has the wrong columns or types.
    """
    names = [*SHEET_COLUMNS, *structure.UNIQUE_KEY]
    frame = pd.DataFrame({name: categories(columns[name]) for name in names})
    if frame.empty:
        return []
    try:
        sheet_schema().validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return []
    found: set[tuple[int, str, str]] = set()
    known = {test.rule_id for test in structure.CELL_TESTS}
    for column, check, index in zip(cases["column"], cases["check"], cases["index"], strict=True):
        if pd.isna(index):
            raise ContractBroken(f"the frame of sheets has a fault of its own: column {column}, {check}")
        if check in known:
            found.add((int(index), str(check), str(column)))
        elif check != "multiple_fields_uniqueness":
            raise ContractBroken(f"pandera reports {check!r} in column {column}, which is no rule")
        elif structure.is_figure(columns["figure_key"][int(index)]):
            found.add((int(index), structure.UNIQUE_RULE, "figure"))
    return sorted(found, key=lambda f: (f[1], f[2], f[0]))


def claims_schema(vocabulary: Vocabulary) -> pa.DataFrameSchema:
    """What every claim keeps to, whatever the sheet said."""
    codes: dict[str, Any] = {
        "indicator_code": vocabulary.indicators,
        "measure": vocabulary.measures,
        "place_id": vocabulary.places,
        "nature": vocabulary.natures,
        "funding_source": vocabulary.funding_sources,
    }
    columns: dict[str, Any] = {}
    for name in CLAIM_COLUMNS:
        checks = []
        if name in CLAIM_DECIMALS:
            checks.append(_check("decimal-28-6", lambda text: _DECIMAL.fullmatch(text) is not None))
        elif name in DAYS:
            checks.append(_check("iso-day", lambda text: _DAY.fullmatch(text) is not None))
        elif name in WHOLE_NUMBERS:
            checks.append(_check("whole-number", lambda text: text.isdigit() and int(text) > 0))
        elif name in YES_NO:
            checks.append(_check("true-or-false", lambda text: text in ("True", "False")))
        elif name in codes:
            checks.append(_check("known-code", codes[name].__contains__))
        may_be_missing = name in DAYS or name in CLAIM_DECIMALS
        columns[name] = pa.Column("category", checks, nullable=may_be_missing)
    return pa.DataFrameSchema(
        columns, strict=True, ordered=True, unique=["report_id", "figure"], name="claims"
    )


def _disordered(claims: Mapping[str, Coded], low: str, high: str) -> list[int]:
    """Rows in which the lower bound lies above the upper, compared exactly."""
    lows, highs = claims[low], claims[high]
    pairs = combine([lows, highs])

    def wrong(codes: tuple[int, int]) -> bool:
        a, b = lows.values[codes[0]], highs.values[codes[1]]
        return a is not None and b is not None and a > b

    return pairs.rows_with(n for n, codes in enumerate(pairs.values) if wrong(codes))


def checked_claims(claims: Mapping[str, Coded], vocabulary: Vocabulary) -> pd.DataFrame:
    """The frame of claims, proven to keep its promise.

    Decimals, dates and lists stay exact text until DuckDB casts them, so that no binary floating point
    can come in between.

    Raises:
        ContractBroken: a claim does not; nothing must be landed then.
    """
    frame = pd.DataFrame({name: categories(claims[name]) for name in CLAIM_COLUMNS})
    if frame.empty:
        return frame
    for low, high in (("value_low", "value_high"), ("loose_low", "loose_high")):
        rows = _disordered(claims, low, high)
        if rows:
            raise ContractBroken(f"{low} lies above {high} in {len(rows)} claims, first at {rows[0]}")
    try:
        claims_schema(vocabulary).validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases.drop_duplicates(["column", "check", "index"]).head(5)
        shown = "; ".join(
            f"{c.column} {c.check}: {c.failure_case!r} at {c.index}" for c in cases.itertuples(index=False)
        )
        raise ContractBroken(f"judged claims do not keep their contract: {shown}") from errors
    return frame
