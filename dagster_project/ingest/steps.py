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

from ..contracts import Finding, Judgement, Problem, ReportVerdict, RuleResult, Sheet, judge, rule_results
from ..contracts.cells import whole
from ..contracts.coded import Coded, encode
from ..contracts.findings import finding
from ..contracts.model import SHEET_COLUMNS, LineRanges
from ..settings import Settings
from ..vocabulary import Vocabulary
from . import correct, reuse
from .articles import Articles, compare
from .find import Found, find
from .sheets import read_report

if TYPE_CHECKING:
    import pandas as pd

log = logging.getLogger("khuyencong")

PACKAGE = Path(__file__).resolve().parents[1]
CODE_ROOMS = ("reading", "contracts", "ingest")
"""The code whose change may change a judgement."""


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
    seconds[step] = round(time.perf_counter() - begun, 3)


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


def inputs_sha256(
    found: list[Found], basis: str, sheets: list[Sheet], same: Mapping[str, reuse.Known]
) -> str:
    """Hash of everything that goes into the landing tables, the presence of article texts included."""
    states = {sheet.report_id: sheet.article_state for sheet in sheets}
    states |= {report_id: before.article_state for report_id, before in same.items()}
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
    """Corrections that do not apply: no such figure, or its cell holds something else by now.

    A stale one also holds its figure back; here both stop the publication, so that none expires unseen.
    """
    rule, findings = vocabulary.rules["correction-applies"], []
    for outcome in outcomes:
        c = outcome.correction
        if outcome.state == "applied":
            continue
        problem = Problem(
            rule.rule_id,
            c.column_name,
            outcome.found or f"no figure {c.figure} in {c.report_id}",
            f"{c.expected!r} in figure {c.figure} of {c.report_id}",
            f"{c.expected!r} ở số liệu {c.figure} của {c.report_id}",
        )
        path = f"corrections.csv, {c.correction_id}"
        findings.append(finding(problem, rule, report_id=c.report_id, path=path))
    return findings, RuleResult(rule.rule_id, "all", len(outcomes), len(findings))


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
    started = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    with _timed(seconds, "import"):
        from ..contracts import schemas
        from . import land
    with _timed(seconds, "scan"):
        vocabulary = Vocabulary(settings.seeds)
        corrections = correct.read_corrections(settings.seeds)
        articles = Articles(settings.articles)
        found = find(settings.raw)
        basis = basis_sha256(settings)
        known = {} if anew else reuse.known_reports(settings.landing, basis, settings.raw.name)
        same = reuse.kept(found, known, articles, {c.report_id for c in corrections})
    with _timed(seconds, "read"):
        sheets = [read_report(report) for report in found if report.report_id not in same]
        for report_id in reuse.disturbed(sheets, same):
            del same[report_id]
            sheets += [read_report(report) for report in found if report.report_id == report_id]
        sheets.sort(key=lambda sheet: sheet.report_id)
        outcomes = correct.apply(sheets, corrections)
    with _timed(seconds, "prove"):
        compare(sheets, articles, vocabulary.qualifiers)
    with _timed(seconds, "judge"):
        neighbours = [before.as_neighbour() for before in same.values()]
        judgement = judge(sheets, vocabulary, engine=schemas.failures, neighbours=neighbours)
        lost, lost_result = _lost_corrections(outcomes, vocabulary)
        judgement.findings += lost
        results = [*_all_results(judgement, same), lost_result]
    with _timed(seconds, "frames"):
        verdicts = [*judgement.reports, *(before.verdict for before in same.values())]
        verdicts.sort(key=lambda verdict: verdict.report_id)
        frames = _frames(sheets, judgement, outcomes)
        frames["rule_results"] = land.frame("rule_results", [dataclasses.astuple(r) for r in results])
        frames["basis"] = land.frame("basis", [(basis,)])
        frames["claims"] = schemas.checked_claims(judgement.claims, vocabulary)
        counted = ("figures", "accepted", "rejected")
        totals = [sum(getattr(v, name) for v in verdicts) for name in counted]
        inputs = inputs_sha256(found, basis, sheets, same)
        load_id = f"{started:%Y%m%dT%H%M%S%f}-{inputs[:8]}"
        finished = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        frames["load_log"] = land.frame(
            "load_log", [(load_id, started, finished, inputs, len(verdicts), *totals)]
        )
    with _timed(seconds, "land"):
        tables = land.write(settings.landing, frames, list(same))
        findings = land.read(settings.landing, "findings") if same else frames["findings"]
    return IngestResult(
        load_id=load_id,
        inputs_sha256=inputs,
        tables=tables,
        reports=verdicts,
        findings=findings,
        rule_results=frames["rule_results"].astype({"evaluated": "int64", "failed": "int64"}),
        conserved=all(v.figures == v.accepted + v.rejected for v in verdicts),
        seconds=seconds,
        reused=len(same),
    )


def _all_results(judgement: Judgement, same: Mapping[str, reuse.Known]) -> list[RuleResult]:
    """Rule results over what was judged now and what is kept."""
    import numpy as np

    width = judgement.evaluated.shape[1]
    before = np.array([k.evaluated for k in same.values()], dtype=np.int64).reshape(len(same), width)
    failed = dict(judgement.failed)
    for report_id, known in same.items():
        failed.update({(rule_id, report_id): n for rule_id, n in known.failed.items()})
    reports = [*(v.report_id for v in judgement.reports), *same]
    return rule_results(reports, np.concatenate([judgement.evaluated, before]), failed)


def _frames(
    sheets: list[Sheet], judgement: Judgement, outcomes: list[correct.Outcome]
) -> dict[str, pd.DataFrame]:
    """What belongs to single reports, but for claims, and the corrections, as frames of text."""
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
        "corrections": land.frame("corrections", [_correction_row(o) for o in outcomes]),
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
    for row, proof in zip(rows, sheet.proofs or (), strict=False):
        yield sheet.report_id, row.number, whole(row.cells[0]), proof.state, proof.detail_en, proof.detail_vi


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
