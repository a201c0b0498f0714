"""pandera schemas over frames of text: the rows of all sheets before reading, the claims after judging.

Belongs here: everything that is validated with pandera, lazily, once per lot of reports over one frame.
Does not belong here: rules about words (`rules.py`). Nothing is coerced and nothing is dropped: a failure
is a finding of its row, or, in the claims, a fault of the program that stops the run. Columns are pandas
categories of text, so that a check looks at each distinct text once.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from ..reading.numbers import whole_number
from ..vocabulary import Vocabulary
from . import structure
from .landing import CLAIMS, DAY, DECIMAL, NUMBER, TABLES, YES_NO, Table
from .model import SHEET_COLUMNS, Sheet

Failures = dict[tuple[int, int], list[tuple[str, str]]]
"""By position of the sheet and of the row in it: rule id and column of each failure."""


if "hypothesis" not in sys.modules:
    # pandera would load it, to draw test data, wherever it is installed: a twentieth of a check.
    sys.modules["hypothesis"] = None  # type: ignore[assignment]
    import pandera.strategies.base_strategies  # noqa: F401

    del sys.modules["hypothesis"]


class ContractBroken(RuntimeError):
    """A frame is not what the next step was promised. A fault of the program, never of a sheet."""


def frames(tables: Mapping[str, Sequence[tuple[Any, ...]]]) -> dict[str, pd.DataFrame]:
    """Rows of landing tables, by name, as text, so that no type is guessed on the way into DuckDB.

    Lists are joined by a blank; None is missing.
    """
    return {name: _frame(TABLES[name], rows) for name, rows in tables.items()}


def _frame(table: Table, rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    columns = zip(*rows, strict=True) if rows else [()] * len(table.names)
    named = zip(table.names, columns, strict=True)
    return pd.DataFrame({name: _category(values) for name, values in named})


def _category(values: Sequence[Any]) -> pd.Categorical:
    """A column of categories in order of appearance; to sort them, as pandas does, takes longer."""
    if values and isinstance(values[0], tuple):
        values = [" ".join(words) for words in values]
    codes, known = pd.factorize(np.array(values, dtype=object))
    return pd.Categorical.from_codes(codes, pd.Index([*map(str, known)], dtype="str"))


def _check(name: str, passes: Callable[[str], object]) -> Any:
    """A check of single texts; each category of a column is tested once, and what is missing passes."""

    def test(column: pd.Series[Any]) -> pd.Series[bool]:
        answers = np.array([*(bool(passes(text)) for text in column.cat.categories), True])
        return pd.Series(answers[column.cat.codes], index=column.index)

    return pa.Check(test, name=name, error=name, ignore_na=False)


def sheet_schema() -> pa.DataFrameSchema:
    """All rows of all sheets as text: the declarations of `structure.py` as one schema."""
    checks: dict[str, list[Any]] = {name: [] for name in SHEET_COLUMNS}
    for test in structure.CELL_TESTS:
        for name in test.columns:
            checks[name].append(_check(test.rule_id, test.passes))
    columns = {name: pa.Column(None, column_checks) for name, column_checks in checks.items()}
    key = {"sheet": pa.Column("int64"), "number": pa.Column("int64")}
    return pa.DataFrameSchema(
        columns | key, strict=True, unique=list(key), report_duplicates="all", name="sheet"
    )


def structure_failures(sheets: Sequence[Sheet]) -> Failures:
    """What is wrong with the form of cells, and which figures of a sheet have the same number.

    Raises:
        ContractBroken: the frame itself has the wrong columns or types.
    """
    where = [(s, n) for s, sheet in enumerate(sheets) for n, row in enumerate(sheet.rows) if row.is_regular]
    if not where:
        return {}
    cells = [sheets[s].rows[n].cells for s, n in where]
    columns = zip(SHEET_COLUMNS, zip(*cells, strict=True), strict=True)
    rows = pd.DataFrame({name: _category(texts) for name, texts in columns})
    rows["sheet"] = [s for s, _ in where]
    # A cell that is no number is nobody's number: told apart by its row.
    rows["number"] = [whole_number(row[0]) or -n for n, row in enumerate(cells, start=1)]
    try:
        sheet_schema().validate(rows, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return {}
    found: dict[tuple[int, int], set[tuple[str, str]]] = {}
    for column, check, index in zip(cases["column"], cases["check"], cases["index"], strict=True):
        if pd.isna(index):
            raise ContractBroken(f"the frame of sheets has a fault of its own: column {column}, {check}")
        if check == "multiple_fields_uniqueness":
            check, column = structure.UNIQUE_RULE, "figure"
        elif check not in structure.RULE_IDS:
            raise ContractBroken(f"pandera reports {check!r} in column {column}, which is no rule")
        found.setdefault(where[int(index)], set()).add((check, column))
    return {row: sorted(failed) for row, failed in found.items()}


_FORMS: dict[str, tuple[str, Callable[[str], object]]] = {
    DECIMAL: ("decimal-28-6", re.compile(r"-?\d{1,22}\.\d{6}").fullmatch),
    DAY: ("iso-day", re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch),
    NUMBER: ("whole-number", re.compile(r"[1-9]\d{0,8}", re.ASCII).fullmatch),
    YES_NO: ("true-or-false", lambda text: text in ("True", "False")),
}


def claims_schema(vocabulary: Vocabulary) -> pa.DataFrameSchema:
    """What every claim keeps to, whatever the sheet said."""
    codes: dict[str, Any] = {
        "indicator_code": vocabulary.indicators,
        "measure": vocabulary.measures,
        "place_id": vocabulary.places,
        "nature": vocabulary.natures,
        "funding_source": vocabulary.funding_sources,
    }
    columns = {}
    for column in CLAIMS.columns:
        checks = [_check(*_FORMS[column.type])] if column.type in _FORMS else []
        if column.name in codes:
            checks.append(_check("known-code", codes[column.name].__contains__))
        columns[column.name] = pa.Column(None, checks, nullable=column.type in (DAY, DECIMAL))
    return pa.DataFrameSchema(
        columns, strict=True, ordered=True, unique=["report_id", "figure"], name="claims"
    )


def checked_claims(claims: Sequence[tuple[Any, ...]], vocabulary: Vocabulary) -> pd.DataFrame:
    """The frame of claims, proven to keep its promise.

    Raises:
        ContractBroken: a claim does not; nothing must be landed then.
    """
    claims_frame = _frame(CLAIMS, claims)
    if not claims:
        return claims_frame
    for low, high in (("value_low", "value_high"), ("loose_low", "loose_high")):
        a, b = CLAIMS.names.index(low), CLAIMS.names.index(high)
        for n, claim in enumerate(claims):
            if claim[a] and claim[b] and Decimal(claim[a]) > Decimal(claim[b]):
                raise ContractBroken(f"{low} lies above {high} in claim {n}")
    try:
        claims_schema(vocabulary).validate(claims_frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases.drop_duplicates(["column", "check", "index"]).head(5)
        shown = "; ".join(
            f"{c.column} {c.check}: {c.failure_case!r} at {c.index}" for c in cases.itertuples(index=False)
        )
        raise ContractBroken(f"judged claims do not keep their contract: {shown}") from errors
    return claims_frame
