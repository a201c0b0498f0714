"""What a fault is, how it enters the catalogue, and where it is applied.

Belongs here: the register and the seeded choice of places. Does not belong here: the faults themselves
(`faults_of_*.py`), what becomes of a damaged report (`pipeline.py`).
A fault is handed a report, the position of a row, a seeded random source and the vocabulary, and gives
the damaged report, or None where it has nothing to damage. Its docstring is its sentence in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from dagster_project.vocabulary import Vocabulary

from .reports import Report, Row

Apply = Callable[[Report, int, Random, Vocabulary], Report | None]
RowFault = Callable[[Row, Random, Vocabulary], Row | None]
TRIES = 40
"""Places looked at for each application asked for; some faults have few places."""


@dataclass(frozen=True)
class Fault:
    """One way in which a sheet goes wrong.

    `alone` says why it is not always caught where the article's text is not at hand, `with_text` why not
    even where it is. Blank means that every application has to be caught. `room` is the module.
    """

    name: str
    group: str
    says: str
    apply: Apply
    alone: str
    with_text: str
    room: str = ""


@dataclass(frozen=True)
class Mutant:
    """One application of a fault: the report as it was and as it is now."""

    fault: Fault
    before: Report
    after: Report


FAULTS: dict[str, Fault] = {}
"""What has been registered so far; `faults.FAULTS` holds all."""


def _register(function: Callable[..., Any], apply: Apply, group: str, alone: str, with_text: str) -> None:
    name = function.__name__.replace("_", "-")
    says = (function.__doc__ or "").strip()
    FAULTS[name] = Fault(name, group, says, apply, alone or with_text, with_text, function.__module__)


def row_fault(group: str, *, alone: str = "", with_text: str = "") -> Callable[[RowFault], RowFault]:
    """Register a fault of one row."""

    def keep(function: RowFault) -> RowFault:
        def apply(report: Report, at: int, rng: Random, words: Vocabulary) -> Report | None:
            row = function(dict(report.figures[at]), rng, words)
            return None if row is None else report.with_row(at, row)

        _register(function, apply, group, alone, with_text)
        return function

    return keep


def report_fault(group: str, *, alone: str = "", with_text: str = "") -> Callable[[Apply], Apply]:
    """Register a fault of a report, at one of its rows or anywhere."""

    def keep(function: Apply) -> Apply:
        _register(function, function, group, alone, with_text)
        return function

    return keep


def pick(rng: Random, choices: Sequence[str]) -> str | None:
    """One of several texts, None where there is none."""
    return rng.choice(choices) if choices else None


def put(row: Row, column: str, text: str | None) -> Row | None:
    """A row with another text in a column; None stays None."""
    return None if text is None else {**row, column: text}


def digits(text: str) -> list[int]:
    """Positions of the digits of a text."""
    return [n for n, c in enumerate(text) if c.isascii() and c.isdigit()]


def mutants(
    fault: Fault, reports: Sequence[Report], words: Vocabulary, count: int, seed: int
) -> Iterator[Mutant]:
    """Up to `count` different applications of a fault, at places drawn by the seed.

    Fewer where the reports have no more places for it.
    """
    rng = Random(f"{seed} {fault.name}")
    places = [(report, at) for report in reports for at in range(len(report.figures))]
    found: set[tuple[bytes, ...]] = set()
    for _ in range(count * TRIES):
        report, at = rng.choice(places)
        damaged = fault.apply(report, at, rng, words)
        if damaged is None or damaged.content() == report.content() or damaged.content() in found:
            continue
        found.add(damaged.content())
        yield Mutant(fault, report, damaged)
        if len(found) == count:
            return


def all_mutants(
    faults: Iterable[Fault], reports: Sequence[Report], words: Vocabulary, count: int, seed: int
) -> list[Mutant]:
    """Applications of many faults."""
    return [mutant for fault in faults for mutant in mutants(fault, reports, words, count, seed)]


def every_digit(reports: Sequence[Report], seed: int, others: int = 9) -> list[Report]:
    """Copies in each of which one digit of one figure is another digit.

    Every digit of every figure is changed, into `others` of the nine other digits.
    """
    rng = Random(seed)
    damaged = []
    for report in reports:
        for at, row in enumerate(report.figures):
            for n in digits(row["value"]):
                wrong = [d for d in "0123456789" if d != row["value"][n]]
                for digit in rng.sample(wrong, others):
                    text = row["value"][:n] + digit + row["value"][n + 1 :]
                    damaged.append(report.with_row(at, {**row, "value": text}))
    return damaged
