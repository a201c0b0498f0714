"""`make mutation`: every fault at many places of the real reports; the page of what caught it.

Belongs here: the order of the run. Does not belong here: faults, pipeline, counts, the page.
With the texts named by `KHUYENCONG_ARTICLES` both ways are measured, without them one.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import write
from dagster_project import settings
from dagster_project.vocabulary import Vocabulary

from . import measuring, noticing, pipeline, reports
from .faults import FAULTS, Mutant, all_mutants, every_digit
from .measuring import Outcome
from .page import page
from .reports import Report

SEED = 20260131
DBT_SAMPLE = 3
"""Damaged worlds that are built by dbt itself as well, to see that its SQL alone gives the same."""


def same_as_dbt(outcomes: Sequence[Outcome], all_reports: Sequence[Report], folder: Path) -> int:
    """Compare the models run here with whole builds of dbt, on some damaged worlds that models speak of.

    Raises:
        RuntimeError: they differ.
    """
    caught = [o.mutant for o in outcomes if o.models]
    chosen = caught[:: max(1, len(caught) // DBT_SAMPLE)][:DBT_SAMPLE]
    for n, mutant in enumerate(chosen):
        world = [mutant.after if r.report_id == mutant.after.report_id else r for r in all_reports]
        built = measuring.built_warehouse(world, folder / str(n))
        models = pipeline.Models(built)
        if models.world(built.landing).wrong != pipeline.as_dbt_built(built):
            raise RuntimeError(f"dbt itself says something else of {mutant.fault.name}")
    return len(chosen)


def every_digit_of(all_reports: Sequence[Report], folder: Path, texts: Path | None) -> str:
    """Change every digit of every figure into each other digit, and say how many were seen."""
    if texts is None:
        return "The article texts were not at hand."
    damaged = every_digit(all_reports, SEED)
    unseen = measuring.passed_unseen(damaged, all_reports, folder, texts)
    return (
        f"With the text at hand every digit of every figure was changed into each of the nine others: "
        f"{len(damaged) - unseen} of {len(damaged)} changes were caught."
    )


def main() -> int:
    """Run the whole catalogue; exit status 1 when a fault survives for no reason that is written down."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.mutation", description=__doc__)
    options.add_argument("--count", type=int, default=20, help="applications of each fault (20)")
    options.add_argument("--only", nargs="*", help="names of faults; no page is written then")
    chosen = options.parse_args()
    shipped = settings.load()
    words = Vocabulary(shipped.seeds)
    all_reports = reports.read(shipped.raw)
    faults = [FAULTS[name] for name in chosen.only] if chosen.only else list(FAULTS.values())
    with_text = [report for report in all_reports if report.source()]  # of others no text can prove anything
    found: list[Mutant] = all_mutants(faults, with_text, words, chosen.count, SEED)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="khuyencong-mutation-") as name:
        folder = Path(name)
        outcomes = measuring.judged(found, folder / "judged", shipped.articles)
        print(f"{len(found)} damaged reports ingested in {time.monotonic() - began:.0f} s", flush=True)
        digits = every_digit_of([] if chosen.only else with_text, folder / "digits", shipped.articles)
        print(digits, flush=True)
        built = measuring.built_warehouse(all_reports, folder / "built")
        if pipeline.Models(built).world(built.landing).wrong != pipeline.as_dbt_built(built):
            raise RuntimeError("dbt itself says something else of the undamaged reports")
        noticed = {} if chosen.only else noticing.noticed(built, all_reports, folder / "noticing")
        print("\n".join(noticing.table(noticed)), flush=True)
        waiting = sum(outcome.open for outcome in outcomes)
        print(f"{waiting} that ingest says nothing of go through the models", flush=True)
        processes = os.cpu_count() or 1
        outcomes = measuring.related(outcomes, all_reports, built, folder / "worlds", processes)
        checked = 0 if chosen.only else same_as_dbt(outcomes, all_reports, folder / "dbt")
    text = page(outcomes, digits, noticed, checked, SEED, time.monotonic() - began)
    print(text)
    unexplained = measuring.unexplained(outcomes)
    print("\n".join(unexplained), file=sys.stderr)
    if shipped.articles is None:
        print("The article texts are not at hand: measured without them, no page written.", file=sys.stderr)
    elif not chosen.only:
        print(write("mutation", text))
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
