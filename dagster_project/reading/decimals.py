"""Decimal arithmetic that refuses to round.

Belongs here: the one context in which values are multiplied and divided. Does not belong here: how a
number is printed (`numbers.py`).
"""

from __future__ import annotations

from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow

EXACT = Context(prec=120, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])
"""Wide enough for every product of a printed number and a factor; a result it cannot hold raises."""


def in_full(number: Decimal) -> Decimal:
    """The same number written without a positive exponent: 1000000 for 1E+6."""
    return Decimal(f"{number:f}")


def power_of_ten(exponent: int) -> Decimal:
    """Ten to a power, written without an exponent so that it prints in full."""
    return in_full(Decimal(1).scaleb(exponent))


def times(a: Decimal, b: Decimal) -> Decimal:
    """The exact product.

    Raises:
        decimal.Inexact: the product needs more digits than any value here has.
    """
    return EXACT.multiply(a, b)


def place_of(number: Decimal) -> Decimal:
    """Place value of the last digit that is not zero: 100 for 1.200, 0.1 for 2,50; 1 for zero."""
    if not number:
        return Decimal(1)
    exponent = number.normalize(EXACT).as_tuple().exponent
    assert isinstance(exponent, int)
    return power_of_ten(exponent)
