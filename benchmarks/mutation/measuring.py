"""Apply, run, count: which fault was caught by which rule, with the text at hand and without.

Belongs here: from mutants to rates. Does not belong here: the page that shows them (`__main__.py`).
"""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from dagster_project import ingest, transform
from dagster_project.settings import Settings

from . import pipeline, reports
from .catalogue import Fault, Mutant
from .pipeline import Models, World
from .reports import Report


@dataclass(frozen=True)
class Outcome:
    """What became of one mutant. Each list names what caught it; None where that was not run."""

    mutant: Mutant
    with_text: list[str] | None
    alone: list[str]
    models: list[str] | None
    harmless: bool

    @property
    def open(self) -> bool:
        """Whether ingest alone says nothing, although something wrong would be published."""
        return not self.alone and not self.harmless


def judged(mutants: Sequence[Mutant], folder: Path, texts: Path | None) -> list[Outcome]:
    """Ingest all mutants, with the texts where they are at hand, and without."""
    before = {f"b-{m.before.report_id}": m.before for m in mutants}
    after = {f"m-{n}": m.after for n, m in enumerate(mutants)}
    alone = pipeline.judge({**before, **after}, folder / "alone", None)
    proven = pipeline.judge({**before, **after}, folder / "with-text", texts) if texts else None
    outcomes = []
    for n, mutant in enumerate(mutants):
        one, other = f"m-{n}", f"b-{mutant.before.report_id}"
        by_text = proven[one].new_since(proven[other]) if proven else None
        same = alone[one].claims == alone[other].claims
        outcomes.append(Outcome(mutant, by_text, alone[one].new_since(alone[other]), None, same))
    return outcomes


def passed_unseen(damaged: Sequence[Report], before: Sequence[Report], folder: Path, texts: Path) -> int:
    """How many damaged reports ingest says nothing of, although the texts are at hand."""
    copies = {f"m-{n}": report for n, report in enumerate(damaged)}
    copies |= {f"b-{report.report_id}": report for report in before}
    verdicts = pipeline.judge(copies, folder, texts)
    clean = {report.report_id: verdicts[f"b-{report.report_id}"] for report in before}
    return sum(not verdicts[f"m-{n}"].new_since(clean[r.report_id]) for n, r in enumerate(damaged))


def built_warehouse(all_reports: Sequence[Report], folder: Path) -> Settings:
    """A warehouse of reports, built by dbt in full; what its tests say is looked at later.

    Raises:
        RuntimeError: a table was not built.
    """
    where = pipeline.settings_in(folder, None)
    for report in all_reports:
        reports.write(report, where.raw, report.report_id, None, None)
    ingest.run(where)
    built = transform.build(where)
    if not all(node.passed for node in built.nodes if node.resource_type in ("seed", "model")):
        raise RuntimeError("\n".join(map(str, built.problems())))
    return where


_worker: dict[str, tuple[Sequence[Report], Models, World, Path]] = {}


def _start(all_reports: Sequence[Report], built: Settings, folder: Path) -> None:
    models = Models(built)
    own = folder / multiprocessing.current_process().name
    before = pipeline.world_of(all_reports[0], all_reports, models, own)
    _worker["is"] = (all_reports, models, before, own)


def _related(damaged: Report) -> list[str]:
    all_reports, models, before, own = _worker["is"]
    return pipeline.world_of(damaged, all_reports, models, own).new_since(before)


def related(
    outcomes: Sequence[Outcome], all_reports: Sequence[Report], built: Settings, folder: Path, processes: int
) -> list[Outcome]:
    """Run the models on each mutant that is still open."""
    waiting = [outcome.mutant.after for outcome in outcomes if outcome.open]
    with ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(all_reports, built, folder),
    ) as pool:
        done = []
        for named in pool.map(_related, waiting, chunksize=4):
            done.append(named)
            if len(done) % 100 == 0:
                print(f"{len(done)} of {len(waiting)}", flush=True)
    found = iter(done)
    return [
        Outcome(o.mutant, o.with_text, o.alone, next(found) if o.open else None, o.harmless) for o in outcomes
    ]


@dataclass
class Tally:
    """The counts of one fault or group. `caught` counts by way, `by` what caught in which number."""

    applied: int = 0
    caught: Counter[str] = field(default_factory=Counter)
    harmless: Counter[str] = field(default_factory=Counter)
    by: Counter[str] = field(default_factory=Counter)

    def rate(self, way: str) -> float | None:
        """Share caught of what does harm, in percent; None where nothing does."""
        harmful = self.applied - self.harmless[way]
        return None if harmful == 0 else 100 * self.caught[way] / harmful

    def survivors(self, way: str) -> int:
        """How many do harm and are not caught."""
        return self.applied - self.harmless[way] - self.caught[way]


WAYS = ("second reader", "with text", "with text and models", "alone", "alone and models")
SECOND = ("read-otherwise-", "figure-filed-away")
"""How the rules of the second reading of an article begin."""


def tally(outcomes: Sequence[Outcome]) -> Tally:
    """Count outcomes."""
    counts = Tally()
    for outcome in outcomes:
        models = outcome.models or []
        counts.applied += 1
        counts.by.update({*(outcome.with_text or ()), *outcome.alone, *models})
        ways = {"alone": outcome.alone, "alone and models": outcome.alone + models}
        if outcome.with_text is not None:
            ways |= {"with text": outcome.with_text, "with text and models": outcome.with_text + models}
            ways["second reader"] = [rule for rule in outcome.with_text if rule.startswith(SECOND)]
        for way, by in ways.items():
            counts.caught[way] += bool(by)
            counts.harmless[way] += not by and outcome.harmless
    return counts


def by_fault(outcomes: Sequence[Outcome]) -> Mapping[Fault, Tally]:
    """Tallies by fault, in the order of the catalogue."""
    groups: dict[Fault, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(outcome.mutant.fault, []).append(outcome)
    return {fault: tally(of_fault) for fault, of_fault in groups.items()}


def by_group(outcomes: Sequence[Outcome]) -> Mapping[str, Tally]:
    """Tallies by group of faults."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(outcome.mutant.fault.group, []).append(outcome)
    return {group: tally(of_group) for group, of_group in groups.items()}


def unexplained(outcomes: Sequence[Outcome]) -> list[str]:
    """Faults that survive although the catalogue gives no reason why they may."""
    found = []
    proven = any(outcome.with_text is not None for outcome in outcomes)
    for fault, counts in by_fault(outcomes).items():
        reasons = {"alone and models": fault.alone} | (
            {"with text and models": fault.with_text} if proven else {}
        )
        for way, reason in reasons.items():
            if counts.survivors(way) and not reason:
                found.append(f"{fault.name}, {way}: {counts.survivors(way)} of {counts.applied} survive")
    return found
