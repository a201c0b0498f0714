"""Judge reports lot by lot, in this process or in as many as there are cores.

Belongs here: reading, correcting, proving and judging the reports of one lot, and spreading lots over
processes. Does not belong here: what need not be judged (`reuse.py`), the landing file (`land.py`).
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..contracts import Judgement, Problem, Sheet, judge
from ..contracts.cells import Readers
from ..contracts.defaults import fill_blanks
from ..contracts.faults import alone
from ..contracts.landing import TABLES, JudgedReport, VerifiedRow, as_written
from ..drafting.second_reader import SecondReader
from ..settings import Settings
from ..vocabulary import Vocabulary
from . import correct
from .articles import Articles, compare
from .folders import Found, open_folder
from .sheets import read_report

if TYPE_CHECKING:
    import pandas as pd

LOT = 2 * 1024 * 1024
"""Bytes of report files that are judged together; a million figures are a hundred million bytes."""

MANY = 300
"""Reports from which on several processes judge: starting one takes as long as judging some hundred."""


@dataclass
class Lot:
    """What came of some reports: rows of the landing tables as text, corrections, seconds by step."""

    frames: dict[str, pd.DataFrame]
    outcomes: list[correct.Outcome]
    seconds: dict[str, float]


@contextmanager
def timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    """Add the seconds that a block takes to those of its step."""
    begun = time.perf_counter()
    yield
    seconds[step] += time.perf_counter() - begun


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: it would walk through millions of live tuples again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class LotJudge:
    """Judges lots of reports, each by its folder.

    Args:
        settings: where seeds and articles lie.
        overlaps: reports that claim lines which another claims as well, in this lot or another.
    """

    def __init__(self, settings: Settings, overlaps: Mapping[str, Problem]) -> None:
        """Read vocabulary and corrections."""
        self._vocabulary = Vocabulary(settings.seeds)
        self._readers = Readers(self._vocabulary)
        self._corrections = correct.read_corrections(settings.seeds)
        self._texts = settings.articles
        self._second = SecondReader(self._vocabulary)
        self._overlaps = overlaps

    def judge(self, folders: Sequence[Path]) -> Lot:
        """Read the reports as they are now and judge them."""
        seconds: dict[str, float] = defaultdict(float)
        with timed(seconds, "read"):
            sheets = [read_report(open_folder(folder)) for folder in folders]
            outcomes = correct.apply(sheets, self._corrections)
            fill_blanks(sheets, self._readers)
        with timed(seconds, "prove"):
            # Texts are kept for one lot only: all together they may be more than fits into memory.
            compare(sheets, Articles(self._texts), self._vocabulary.qualifiers, self._second)
        return Lot(self._framed(sheets, seconds), outcomes, seconds)

    def _framed(self, sheets: Sequence[Sheet], seconds: dict[str, float]) -> dict[str, pd.DataFrame]:
        """Sheets judged, as frames of text; one that cannot be put into them is refused alone.

        Raises:
            contracts.schemas.ContractBroken: not even the refusal of a report keeps the contract.
        """
        from ..contracts.schemas import checked_claims

        with timed(seconds, "judge"):
            judgement = judge(sheets, self._vocabulary, readers=self._readers, overlaps=self._overlaps)
        try:
            with timed(seconds, "frames"):
                frames = _frames(sheets, judgement)
                frames["claims"] = checked_claims(judgement.claims, self._vocabulary)
        except Exception:
            faulty = sum(sheet.fault is not None for sheet in sheets)
            for sheet in sheets if len(sheets) > 1 else ():
                self._framed([sheet], seconds)
            if len(sheets) == 1 and not faulty:
                with alone(sheets[0]):
                    raise
            if sum(sheet.fault is not None for sheet in sheets) == faulty:
                raise
            return self._framed(sheets, seconds)
        return frames


def _frames(sheets: Sequence[Sheet], judgement: Judgement) -> dict[str, pd.DataFrame]:
    """What belongs to single reports, but for claims, as frames of text."""
    from ..contracts.schemas import frames

    judged = map(JudgedReport, sheets, judgement.reports)
    proven = [
        VerifiedRow(sheet.report_id, row, verification)
        for sheet in sheets
        for row, verification in zip(
            (r for r in sheet.rows if r.is_regular), sheet.verifications or (), strict=False
        )
    ]
    return frames(
        {
            "reports": TABLES["reports"].rows(judged),
            "figures": [as_written(sheet.report_id, row) for sheet in sheets for row in sheet.rows],
            "findings": TABLES["findings"].rows(judgement.findings),
            "not_figures": [(sheet.report_id, *row) for sheet in sheets for row in sheet.not_figures or ()],
            "verification": TABLES["verification"].rows(proven),
            "evaluations": judgement.evaluations,
        }
    )


def judged(settings: Settings, found: Sequence[Found], overlaps: Mapping[str, Problem]) -> Iterator[Lot]:
    """The judged lots of some reports, in their order.

    Raises:
        VocabularyError: a seed file is not what it should be.
        contracts.schemas.ContractBroken: claims do not keep their contract.
    """
    lots = list(in_lots(found))
    here = LotJudge(settings, overlaps)  # also where others judge: a faulty seed is found before they start
    workers = min(os.cpu_count() or 1, len(lots))
    if len(found) < MANY or workers == 1:
        yield from map(here.judge, lots)
        return
    with ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=_start, initargs=(settings, overlaps)
    ) as pool:
        yield from pool.map(_judge, lots)


def in_lots(found: Sequence[Found]) -> Iterator[list[Path]]:
    """The folders of reports in lots of about `LOT` bytes: what is in memory does not grow with them."""
    lot: list[Path] = []
    size = 0
    for report in found:
        if lot and size + report.size > LOT:
            yield lot
            lot, size = [], 0
        lot.append(report.folder)
        size += report.size
    if lot:
        yield lot


# --- in a process of its own ------------------------------------------------------------------------

_JUDGES: list[LotJudge] = []


def _start(settings: Settings, overlaps: Mapping[str, Problem]) -> None:
    gc.disable()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _JUDGES.append(LotJudge(settings, overlaps))


def _end_with_parent() -> None:
    """A process that was killed cannot end those that work for it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _judge(folders: Sequence[Path]) -> Lot:
    return _JUDGES[0].judge(folders)
