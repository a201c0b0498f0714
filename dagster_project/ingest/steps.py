"""The one ingest: scan, judge what changed, land, with the seconds of each step.

Belongs here: the order of the steps and what is reported of them. Does not belong here: rules of its own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..contracts import EVALUATED, ReportVerdict, seeds
from ..contracts.landing import DECLARATION, TABLES
from ..messages import UserError, message
from ..progress import Progress
from ..settings import Settings
from ..vocabulary import Vocabulary
from . import correct, lots, parts, reuse
from .articles import Articles
from .folders import find, without_sheets
from .lots import timed, uncollected

if TYPE_CHECKING:
    import pandas as pd

    from . import land
    from .land import Landing

log = logging.getLogger("khuyencong")

PACKAGE = Path(__file__).resolve().parents[1]
PARTS = """
    SELECT report_id, arg_min(figure, row), min(row), place_id, place_part
    FROM raw.claims WHERE place_part <> '' GROUP BY ALL ORDER BY report_id, min(row)
"""
"""The first figure of each part in each report."""

CODE_ROOMS = ("reading", "contracts", "drafting", "ingest")
"""The code whose change may change a judgement."""


class NoReports(UserError):
    """The folder of reports holds none."""


@dataclass
class IngestResult:
    """What an ingest did. `tables` holds the rows per table of schema `raw`.

    `seconds` are wall time by step; those of reading, proving, judging and framing add up over processes.
    `reused` counts the reports whose verdict was taken over from the landing file before.
    """

    load_id: str
    inputs_sha256: str
    tables: dict[str, int]
    reports: list[ReportVerdict]
    findings: pd.DataFrame
    rule_results: pd.DataFrame
    conserved: bool
    seconds: dict[str, float]
    reused: int


def basis_sha256(settings: Settings) -> str:
    """Hash of what a judgement rests on besides the reports: vocabularies, judgements and our own code."""
    # The name of the folder stands in every message.
    digest = hashlib.sha256(f"{settings.raw.name}\0".encode())
    files = sorted((settings.seeds / "vocabulary").glob("*.csv"))
    files.append(settings.seeds / "judgement" / "corrections.csv")
    files += [DECLARATION, *(PACKAGE / f"{name}.py" for name in ("vocabulary", "messages", "disk", "sql"))]
    for room in CODE_ROOMS:
        files += sorted((PACKAGE / room).glob("*.py"))
    for path in files:
        digest.update(f"{path.parent.name}/{path.name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def run(settings: Settings) -> IngestResult:
    """Ingest all reports of `settings.raw` into a new `settings.landing`.

    A faulty report is rejected alone. The caller holds the writer's lock. Where the present landing file
    turns out to be damaged, nothing of it is kept and every report is judged again.

    Raises:
        NoReports: there is not one report folder.
        VocabularyError: a seed file is not what it should be.
        contracts.schemas.ContractBroken: claims do not keep their contract; nothing is landed.
    """
    import duckdb

    seeds.validate(settings.seeds)
    with uncollected():
        try:
            return _run(settings)
        except duckdb.Error as error:
            if not settings.landing.exists():
                raise
            log.info(message("progress.landing-unusable", file=settings.landing.name))
            try:
                return _run(settings, anew=True)
            except duckdb.Error:
                raise error from None  # it was not the file


def _run(settings: Settings, anew: bool = False) -> IngestResult:
    seconds: dict[str, float] = defaultdict(float)
    started = _now()
    with timed(seconds, "import"):
        from ..contracts import schemas  # noqa: F401
        from . import land

        place: land.Place = land.File(settings.landing)
        if settings.lake:
            from .shared import InLake

            place = InLake(settings)
    with place.whole():
        return _land(settings, place, anew, seconds, started)


def _land(
    settings: Settings, place: land.Place, anew: bool, seconds: dict[str, float], started: dt.datetime
) -> IngestResult:
    from ..contracts import schemas
    from . import land

    with timed(seconds, "scan"):
        corrections = correct.read_corrections(settings.seeds)
        found = list(map(without_sheets, find(settings.raw)))
        if not found:
            raise NoReports("ingest.no-reports", folder=settings.raw)
        basis = basis_sha256(settings)
        here = {report.report_id: report.content_sha256 for report in found if not report.problems}
        known = {} if anew else place.known(basis, here)
        corrected = {c.report_id for c in corrections}
        same, overlaps = reuse.unchanged(found, known, Articles(settings.articles), corrected)
        changed = [report for report in found if report.report_id not in same]
    outcomes: list[correct.Outcome] = []
    progress = Progress("ingest", len(changed), message("progress.reports"))
    with place.writing(list(same)) as landing:
        for lot in lots.judged(settings, changed, overlaps):
            with timed(seconds, "land"):
                landing.add(lot.frames)
            outcomes += lot.outcomes
            progress.done(len(lot.frames["reports"]))
            for step, spent in lot.seconds.items():
                seconds[step] += spent
        outcomes = correct.settled(outcomes, corrections)
        vocabulary = Vocabulary(settings.seeds)
        waiting = correct.waiting(outcomes, vocabulary)
        looked_at = [outcome for outcome in outcomes if outcome.state != correct.WAITING]
        unapplied = sum(outcome.state != "applied" for outcome in looked_at)
        landing.execute(f"DELETE FROM raw.findings WHERE rule_id = '{parts.RULE}'")  # of unchanged reports
        uses = [parts.Use(*use) for use in landing.execute(PARTS)]
        twice = parts.spelled_twice(uses, {}, vocabulary, f"{settings.raw.name}/{{}}".format)
        rest = {
            "findings": TABLES["findings"].rows([*waiting, *twice]),
            "corrections": TABLES["corrections"].rows(outcomes),
            "rule_results": [
                (correct.APPLIES, "all", len(looked_at), unapplied),
                (correct.WAITS, "all", len(outcomes), len(waiting)),
                (parts.RULE, "all", len(uses), len(twice)),
            ],
            "basis": [(basis,)],
        }
        landing.add(schemas.frames(rest))
        _sum_up_rules(landing)
        verdicts = _verdicts(landing, settings.raw.name)
        inputs = _inputs_sha256(basis, landing)
        load_id = f"{started:%Y%m%dT%H%M%S%f}-{inputs[:8]}"
        counted = ("figures", "accepted", "rejected")
        totals = [sum(getattr(verdict, name) for verdict in verdicts) for name in counted]
        load = (load_id, started, _now(), inputs, len(verdicts), *totals)
        landing.add(schemas.frames({"load_log": [load]}))
        counts = {name: landing.execute(f"SELECT count(*) FROM raw.{name}")[0][0] for name in TABLES}
    with place.opened() as landed:
        rule_results, findings = (land.read(landed, table) for table in ("rule_results", "findings"))
    return IngestResult(
        load_id=load_id,
        inputs_sha256=inputs,
        tables=counts,
        reports=verdicts,
        findings=findings,
        rule_results=rule_results.astype({"evaluated": "int64", "failed": "int64"}),
        conserved=all(v.figures == v.accepted + v.rejected for v in verdicts),
        seconds=seconds,
        reused=len(same),
    )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def _inputs_sha256(basis: str, landing: Landing) -> str:
    """Hash of everything that goes into the landing tables, the presence of article texts included."""
    digest = hashlib.sha256(basis.encode())
    states = "SELECT report_id, content_sha256, article_state FROM raw.reports ORDER BY report_id"
    for report in landing.execute(states):
        digest.update("".join(f"{part}\0" for part in report).encode())
    return digest.hexdigest()


def _verdicts(landing: Landing, raw: str) -> list[ReportVerdict]:
    """How each report came out, those that were judged before included."""
    rows = landing.execute(
        "SELECT report_id, status, figures, accepted, rejected, "
        "(SELECT count(*) FROM raw.findings f WHERE f.report_id = r.report_id AND f.severity = 'warning') "
        "FROM raw.reports r ORDER BY report_id"
    )
    return [ReportVerdict(row[0], f"{raw}/{row[0]}", *row[1:]) for row in rows]


def _sum_up_rules(landing: Landing) -> None:
    """One result per rule over all reports, and one per rule and report where it failed."""
    landing.execute(
        "INSERT INTO raw.rule_results "
        "SELECT rule_id, 'all', coalesce(sum(evaluated), 0), coalesce(sum(failed), 0) "
        "FROM unnest(?) AS rules(rule_id) LEFT JOIN raw.evaluations USING (rule_id) GROUP BY rule_id "
        "UNION ALL "
        "SELECT rule_id, report_id, evaluated, failed FROM raw.evaluations WHERE failed > 0 "
        "ORDER BY ALL",
        list(EVALUATED),
    )
