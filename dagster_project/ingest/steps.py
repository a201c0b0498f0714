"""The one ingest: scan, read, correct, judge, land, with the seconds of each step.

Belongs here: the order of the steps and what is reported of them. Does not belong here: rules of its own.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import gc
import hashlib
import logging
import operator
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..contracts import (
    EVALUATED,
    Finding,
    Judgement,
    ReportVerdict,
    RuleResult,
    Sheet,
    judge,
    rule_results,
)
from ..contracts.cells import Words, whole
from ..contracts.coded import Coded, Codes, encode
from ..contracts.model import SHEET_COLUMNS, LineRanges
from ..messages import text
from ..settings import Settings
from ..vocabulary import Vocabulary
from . import correct, reuse
from .articles import Articles, compare
from .folders import Found, find, open_folder
from .sheets import forget_cells, read_head, read_report

if TYPE_CHECKING:
    import pandas as pd

log = logging.getLogger("khuyencong")

PACKAGE = Path(__file__).resolve().parents[1]
CODE_ROOMS = ("reading", "contracts", "ingest")
"""The code whose change may change a judgement."""

BATCH = 16 * 1024 * 1024
"""Bytes of report files that are judged together; a million figures are a hundred million bytes."""


@dataclass
class IngestResult:
    """What an ingest did. `tables` holds the rows per table of schema `raw`; seconds are wall time.

    `reused` counts the reports whose verdict was taken over from the landing file before.
    """

    load_id: str
    inputs_sha256: str
    tables: dict[str, int]
    reports: list[ReportVerdict]
    findings: pd.DataFrame
    rule_results: pd.DataFrame
    conserved: bool
    seconds: dict[str, float] = field(default_factory=dict)
    reused: int = 0


@contextmanager
def _collector_resting() -> Iterator[None]:
    """No garbage collection inside: millions of live tuples would be walked through again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    seconds[step] = round(seconds.get(step, 0.0) + time.perf_counter() - begun, 3)


def basis_sha256(settings: Settings) -> str:
    """Hash of what a judgement rests on besides the reports: vocabularies, judgements and our own code."""
    # The name of the folder stands in every message.
    digest = hashlib.sha256(f"{settings.raw.name}\0".encode())
    files = sorted((settings.seeds / "vocabulary").glob("*.csv"))
    files.append(settings.seeds / "judgement" / "corrections.csv")
    files.append(PACKAGE / "vocabulary.py")
    for room in CODE_ROOMS:
        files += sorted((PACKAGE / room).glob("*.py"))
    for path in files:
        digest.update(f"{path.parent.name}/{path.name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def inputs_sha256(found: list[Found], basis: str, states: Mapping[str, str]) -> str:
    """Hash of everything that goes into the landing tables, the presence of article texts included.

    Args:
        found: the reports.
        basis: see `basis_sha256`.
        states: states of their articles, by report.
    """
    digest = hashlib.sha256(basis.encode())
    for report in found:
        state = states[report.report_id]
        digest.update(f"{report.report_id}\0{report.content_sha256}\0{state}\0".encode())
    return digest.hexdigest()


def _ranges(ranges: LineRanges | None) -> str:
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges or ())


def _fifteen(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Cells of a row of any length in fifteen columns; what is too much ends up in the last."""
    width = len(SHEET_COLUMNS)
    if len(cells) > width:
        return (*cells[: width - 1], ",".join(cells[width - 1 :]))
    return (*cells, *[""] * (width - len(cells)))


def _as_written(sheets: list[Sheet], texts: dict[str, Coded]) -> pd.DataFrame:
    """All rows as they stand in the sheets: corrections undone, rows of a wrong width at the end."""
    import pandas as pd

    from ..contracts.schemas import categories

    rows = [(sheet.report_id, row) for sheet in sheets for row in sheet.rows]
    regular = [row for _, row in rows if len(row.cells) == len(SHEET_COLUMNS)]
    odd = [(report_id, row) for report_id, row in rows if len(row.cells) != len(SHEET_COLUMNS)]
    corrected = [(n, dict(row.corrected)) for n, row in enumerate(regular) if row.corrected]
    fitted = [_fifteen(row.cells) for _, row in odd]
    columns = {
        "report_id": texts["report_id"].extended([report_id for report_id, _ in odd]),
        "row": encode([row.number for row in regular] + [row.number for _, row in odd]),
    }
    for position, name in enumerate(SHEET_COLUMNS):
        printed = {n: was[name] for n, was in corrected if name in was}
        columns[name] = texts[name].patched(printed).extended([cells[position] for cells in fitted])
    return pd.DataFrame({name: categories(column) for name, column in columns.items()})


def _report_row(sheet: Sheet, verdict: ReportVerdict) -> tuple[object, ...]:
    o = sheet.origin
    return (
        sheet.report_id,
        o.title or None,
        o.kind or None,
        o.publisher or None,
        o.author or None,
        o.published or None,
        o.published_end,
        o.url or None,
        o.language or None,
        " ".join(o.places),
        o.source_file or None,
        o.source_sha256 or None,
        _ranges(o.lines) or None,
        _ranges(o.title_lines),
        _ranges(o.caption_lines),
        o.complete,
        o.transcribed_by or None,
        o.transcribed_on or None,
        o.checked_by or None,
        o.notes or None,
        sheet.content_sha256,
        verdict.status,
        verdict.figures,
        verdict.accepted,
        verdict.rejected,
        sheet.article_state,
        "absent" if sheet.not_figures is None else "present",
    )


def _lost_corrections(
    outcomes: list[correct.Outcome], vocabulary: Vocabulary
) -> tuple[list[Finding], RuleResult]:
    lost = correct.lost(outcomes, vocabulary)
    return lost, RuleResult(correct.APPLIES, "all", len(outcomes), len(lost))


def run(settings: Settings) -> IngestResult:
    """Ingest all reports of `settings.raw` into a new `settings.landing`.

    A faulty report is rejected alone. The caller holds the writer's lock. Where the present landing file
    turns out to be damaged, nothing of it is kept and every report is judged again.

    Raises:
        VocabularyError: a seed file is not what it should be.
        contracts.schemas.ContractBroken: claims do not keep their contract; nothing is landed.
    """
    with _collector_resting():
        import duckdb

        try:
            return _run(settings)
        except duckdb.Error as error:
            if not settings.landing.exists():
                raise
            log.info("ingest: %s cannot be used, so every report is judged again", settings.landing.name)
            try:
                return _run(settings, anew=True)
            except duckdb.Error:
                raise error from None  # it was not the file


def _run(settings: Settings, anew: bool = False) -> IngestResult:
    seconds: dict[str, float] = {}
    started = _now()
    with _timed(seconds, "import"):
        from ..contracts import schemas
        from . import land
    with _timed(seconds, "scan"):
        vocabulary = Vocabulary(settings.seeds)
        corrections = correct.read_corrections(settings.seeds)
        articles = Articles(settings.articles)
        found = find(settings.raw, with_sheets=False)
        basis = basis_sha256(settings)
        known = {} if anew else reuse.known_reports(settings.landing, basis, settings.raw.name)
        same = reuse.kept(found, known, articles, {c.report_id for c in corrections})
        heads = {f.report_id: read_head(f) for f in found if f.report_id not in same}
        for report_id in reuse.disturbed(list(heads.values()), same):
            del same[report_id]
            heads |= {f.report_id: read_head(f) for f in found if f.report_id == report_id}
    told = _Told(states={report_id: before.article_state for report_id, before in same.items()})
    words = Words(vocabulary)
    with land.writing(settings.landing, list(same)) as landing:
        for batch in _batches([report for report in found if report.report_id in heads]):
            with _timed(seconds, "read"):
                sheets = [_whole(report, heads[report.report_id]) for report in batch]
                named = {report.report_id for report in batch}
                outcomes = correct.apply(sheets, [c for c in corrections if c.report_id in named])
            with _timed(seconds, "prove"):
                compare(sheets, articles, vocabulary.qualifiers)
            with _timed(seconds, "judge"):
                neighbours = [head for report_id, head in heads.items() if report_id not in named]
                neighbours += [before.as_neighbour() for before in same.values()]
                judgement = judge(
                    sheets, vocabulary, engine=schemas.failures, words=words, neighbours=neighbours
                )
            with _timed(seconds, "frames"):
                frames = _frames(sheets, judgement)
                frames["claims"] = schemas.checked_claims(judgement.claims, vocabulary)
            with _timed(seconds, "land"):
                landing.add(frames)
            told.add(sheets, judgement, outcomes)
            heads |= {
                sheet.report_id: Sheet(sheet.report_id, sheet.path, origin=sheet.origin) for sheet in sheets
            }
            del sheets, judgement, frames, neighbours
            articles.forget()
            forget_cells()
            gc.collect()
        with _timed(seconds, "land"):
            told.outcomes += correct.apply([], [c for c in corrections if c.report_id not in heads])
            lost, lost_result = _lost_corrections(told.outcomes, vocabulary)
            results = [*_all_results(told, same), lost_result]
            verdicts = [*told.verdicts, *(before.verdict for before in same.values())]
            verdicts.sort(key=lambda verdict: verdict.report_id)
            counted = ("figures", "accepted", "rejected")
            totals = [sum(getattr(v, name) for v in verdicts) for name in counted]
            inputs = inputs_sha256(found, basis, told.states)
            load_id = f"{started:%Y%m%dT%H%M%S%f}-{inputs[:8]}"
            load = (load_id, started, _now(), inputs, len(verdicts), *totals)
            rule_frame = land.frame("rule_results", [dataclasses.astuple(r) for r in results])
            landing.add(
                {
                    "findings": land.frame("findings", [_finding_row(f) for f in lost]),
                    "corrections": land.frame("corrections", [_correction_row(o) for o in told.outcomes]),
                    "rule_results": rule_frame,
                    "basis": land.frame("basis", [(basis,)]),
                    "load_log": land.frame("load_log", [load]),
                }
            )
            tables = landing.counts()
        begun = time.perf_counter()
    seconds["land"] += round(time.perf_counter() - begun, 3)  # what stands in memory goes to disk
    return IngestResult(
        load_id=load_id,
        inputs_sha256=inputs,
        tables=tables,
        reports=verdicts,
        findings=land.read(settings.landing, "findings"),
        rule_results=rule_frame.astype({"evaluated": "int64", "failed": "int64"}),
        conserved=all(v.figures == v.accepted + v.rejected for v in verdicts),
        seconds=seconds,
        reused=len(same),
    )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def _batches(found: list[Found]) -> Iterator[list[Found]]:
    """The reports in lots of about `BATCH` bytes, so that what is in memory does not grow with them."""
    lot: list[Found] = []
    size = 0
    for report in found:
        if lot and size + report.size > BATCH:
            yield lot
            lot, size = [], 0
        lot.append(report)
        size += report.size
    if lot:
        yield lot


def _whole(report: Found, head: Sheet) -> Sheet:
    """A report with its rows. One that has changed since it was found is read as it is now."""
    now = open_folder(report.folder, report.shown)
    if now.content_sha256 == report.content_sha256:
        return read_report(now, head)
    report.content_sha256 = now.content_sha256
    return read_report(now)


@dataclass
class _Told:
    """What remains of the lots that have been judged and landed. `states`: of articles, by report."""

    states: dict[str, str]
    verdicts: list[ReportVerdict] = field(default_factory=list)
    outcomes: list[correct.Outcome] = field(default_factory=list)
    evaluated: list[Codes] = field(default_factory=list)
    failed: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, sheets: list[Sheet], judgement: Judgement, outcomes: list[correct.Outcome]) -> None:
        """Remember a lot."""
        self.states |= {sheet.report_id: sheet.article_state for sheet in sheets}
        self.verdicts += judgement.reports
        self.outcomes += outcomes
        self.evaluated.append(judgement.evaluated)
        self.failed.update(judgement.failed)


def _all_results(told: _Told, same: Mapping[str, reuse.Known]) -> list[RuleResult]:
    """Rule results over what was judged now and what is kept."""
    import numpy as np

    before = np.array([k.evaluated for k in same.values()], dtype=np.int64).reshape(len(same), len(EVALUATED))
    failed = dict(told.failed)
    for report_id, known in same.items():
        failed.update({(rule_id, report_id): n for rule_id, n in known.failed.items()})
    reports = [*(v.report_id for v in told.verdicts), *same]
    return rule_results(reports, np.concatenate([*told.evaluated, before]), failed)


def _frames(sheets: list[Sheet], judgement: Judgement) -> dict[str, pd.DataFrame]:
    """What belongs to single reports, but for claims, as frames of text."""
    from . import land

    return {
        "reports": land.frame(
            "reports",
            [_report_row(s, v) for s, v in zip(sheets, judgement.reports, strict=True)],
        ),
        "figures": _as_written(sheets, judgement.texts),
        "findings": land.frame("findings", [_finding_row(f) for f in judgement.findings]),
        "not_figures": land.frame(
            "not_figures", [(sheet.report_id, *row) for sheet in sheets for row in sheet.not_figures or ()]
        ),
        "verification": land.frame("verification", [row for sheet in sheets for row in _verified(sheet)]),
        "evaluations": land.frame(
            "evaluations",
            [
                (verdict.report_id, " ".join(map(str, counts)))
                for verdict, counts in zip(judgement.reports, judgement.evaluated.tolist(), strict=True)
            ],
        ),
    }


def _verified(sheet: Sheet) -> Iterator[tuple[object, ...]]:
    rows = [row for row in sheet.rows if len(row.cells) == len(SHEET_COLUMNS)]
    for row, proof in zip(rows, sheet.verifications or (), strict=False):
        yield (
            sheet.report_id,
            row.number,
            whole(row.cells[0]),
            proof.state,
            text(proof.detail, "en"),
            text(proof.detail, "vi"),
        )


_finding_row = operator.attrgetter(*(f.name for f in dataclasses.fields(Finding)))


def _correction_row(outcome: correct.Outcome) -> tuple[object, ...]:
    c = outcome.correction
    return (
        c.correction_id,
        c.report_id,
        c.figure,
        c.column_name,
        c.expected,
        outcome.found,
        c.action,
        c.replacement,
        c.reason,
        c.evidence,
        c.author,
        c.decided_on,
        c.review_by,
        outcome.state,
    )
