"""Exact arithmetic that DuckDB's SQL has not: division and roots of decimals, for dbt's table models.

DuckDB divides and raises DECIMAL as binary floating point. These functions take and give
DECIMAL(28,6) and stay in `decimal.Decimal`. Not for views: a published file cannot call them.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from typing import Any

STEP = Decimal("0.000001")
LARGEST = Decimal(10) ** 22
CONTEXT = Context(prec=60, rounding=ROUND_HALF_EVEN)


def _published(number: Decimal) -> Decimal | None:
    """Rounded to the six places of the warehouse; None where it does not fit DECIMAL(28,6)."""
    rounded = number.quantize(STEP)
    return rounded if abs(rounded) < LARGEST else None


def exact_quotient(
    dividend: Decimal | None, divisor: Decimal | None, factor: Decimal | None
) -> Decimal | None:
    """`dividend / divisor * factor`, half to even at six places; None where unknown or divided by 0."""
    if dividend is None or divisor is None or factor is None or divisor == 0:
        return None
    with localcontext(CONTEXT):
        return _published(dividend * factor / divisor)


def exact_growth(first: Decimal | None, last: Decimal | None, years: int | None) -> Decimal | None:
    """Average growth per year in percent that leads from `first` to `last` in `years` years.

    None where there is no such rate: unknown, no year between them, or a level that is not above 0.
    """
    if first is None or last is None or years is None or years < 1 or first <= 0 or last <= 0:
        return None
    with localcontext(CONTEXT):
        return _published(((last / first) ** (Decimal(1) / years) - 1) * 100)


def exact_compound(first: Decimal | None, percent: Decimal | None, years: int | None) -> Decimal | None:
    """What `first` grows to in `years` years at `percent` per year; None where unknown or not published."""
    if first is None or percent is None or years is None or years < 0:
        return None
    with localcontext(CONTEXT):
        return _published(first * (1 + percent / 100) ** years)


def register(connection: Any) -> None:
    """Create the functions of this module on a connection of DuckDB."""
    decimal = "DECIMAL(28,6)"
    for function, last in (
        (exact_quotient, decimal),
        (exact_growth, "INTEGER"),
        (exact_compound, "INTEGER"),
    ):
        taken = [decimal, decimal, last]
        connection.create_function(function.__name__, function, taken, decimal, null_handling="special")
