"""What goes wrong with one report stays with it: an error that nobody foresaw, or work without end.

Belongs here: turning both into a problem of the report, which is refused alone. Does not belong here: what
a report may do wrong by itself (`rules.py`, `structure.py`), and what is no fault of a report and stops the
run: vocabularies, disks, memory.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from ..messages import UserError, message
from .model import Problem, Sheet

T = TypeVar("T")

BUDGET = 30.0
"""Seconds of computing that a step may spend on one report; the longest sheets take three."""

PACKAGE = Path(__file__).resolve().parents[1]
NEAREST = 4
"""Calls that are named of where an error arose; the innermost says most."""


class OverBudget(Exception):
    """A report took more computing than any report that people make."""


def within_budget(items: Iterable[T]) -> Iterator[T]:
    """The rows, or other parts, of one report; the time between them is counted.

    Computing time of this thread: a machine that is busy otherwise refuses nothing.

    Raises:
        OverBudget: working through them took too long.
    """
    until = time.thread_time() + BUDGET
    for item in items:
        if time.thread_time() > until:
            raise OverBudget
        yield item


@contextmanager
def alone(sheet: Sheet) -> Iterator[None]:
    """A step of work on one report: whatever it raises becomes the `fault` of the report."""
    try:
        yield
    except (UserError, OSError, MemoryError):
        raise
    except OverBudget:
        accepted = message("fault.seconds", seconds=round(BUDGET))
        sheet.fault = Problem("report-in-time", "", message("fault.too-much"), accepted)
    except Exception as error:
        sheet.fault = Problem("report-judged", "", _what(error))


def _what(error: Exception) -> str:
    """An error and the calls of this program in which it arose, on one line."""
    calls = [
        f"{Path(call.filename).relative_to(PACKAGE)}:{call.lineno}"
        for call in traceback.extract_tb(error.__traceback__)
        if Path(call.filename).is_relative_to(PACKAGE)
    ]
    where = "".join(getattr(error, "__notes__", ()))
    return f"{where}{type(error).__name__}: {error} ({' < '.join(reversed(calls[-NEAREST:]))})".replace(
        "\n", " "
    )
