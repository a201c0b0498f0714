"""`make mutation`: every fault at many places of the real reports; the page of what caught it.

Belongs here: the order of the run and the page. Does not belong here: faults, pipeline, counts.
With the texts named by `KHUYENCONG_ARTICLES` both ways are measured, without them one.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.measure import where_and_when, write
from dagster_project import settings
from dagster_project.vocabulary import Vocabulary

from . import measuring, pipeline, reports
from .faults import FAULTS, Fault, Mutant, all_mutants
from .measuring import Outcome, Tally, by_fault, by_group, judged, tally
from .reports import Report

SEED = 20260131
SHOWN = 6
"""Most catching rules that one line of the table names."""
DBT_SAMPLE = 3
"""Damaged worlds that are built by dbt itself as well, to see that its SQL alone gives the same."""


def same_as_dbt(outcomes: Sequence[Outcome], all_reports: Sequence[Report], folder: Path) -> int:
    """Compare the models run here with whole builds of dbt, on some damaged worlds that models speak of.

    Raises:
        RuntimeError: they differ.
    """
    chosen = [o.mutant for o in outcomes if o.models][:: max(1, len(outcomes) // DBT_SAMPLE)][:DBT_SAMPLE]
    for n, mutant in enumerate(chosen):
        world = [mutant.after if r.report_id == mutant.after.report_id else r for r in all_reports]
        built = measuring.built_warehouse(world, folder / str(n))
        models = pipeline.Models(built)
        if models.world(built.landing).wrong != pipeline.as_dbt_built(built):
            raise RuntimeError(f"dbt itself says something else of {mutant.fault.name}")
    return len(chosen)


def _percent(counts: Tally, way: str) -> str:
    rate = counts.rate(way)
    return "–" if rate is None else f"{int(rate)}"


def _line(name: str, counts: Tally, more: Sequence[str]) -> str:
    shares = [_percent(counts, way) for way in measuring.WAYS]
    harmless = counts.harmless["alone and models"]
    return "| " + " | ".join([name, str(counts.applied), str(harmless), *shares, *more]) + " |"


def page(outcomes: Sequence[Outcome], checked: int, seconds: float) -> str:
    """The results page."""
    whole = tally(outcomes)
    heads = ["applied", "harmless alone", *(f"{way} %" for way in measuring.WAYS)]
    lines = [
        "# Faults put into the real reports, and what caught them",
        "",
        f"{where_and_when()}. {len(FAULTS)} faults, {whole.applied} applications at places drawn with seed "
        f"{SEED}, {seconds:.0f} s. `make mutation` writes this page; the catalogue is in `tests/mutation/`.",
        "",
        "*Caught* is a finding of severity warning or above, an identity that no longer holds, a conflict or "
        "a failing test of a build that the undamaged report does not have. *With text*: the article is at "
        "hand. *Alone*: it is not. *Models*: identities and conflicts are looked at as well, not only rules "
        "of ingest. *Harmless*: the claims still state the same; the share is taken of the others. A fault "
        "with fewer applications has no more places in the reports. Tests that know the right values of "
        f"these reports are left out. Models are dbt's compiled SQL; {checked} damaged worlds and the "
        "undamaged one were built by dbt itself with the same result.",
        "",
        "## By group",
        "",
        "| group | " + " | ".join(heads) + " |",
        "|---" * (len(heads) + 1) + "|",
        *(_line(group, counts, []) for group, counts in by_group(outcomes).items()),
        _line("**all**", whole, []),
        "",
        "## By fault",
        "",
        "| fault | " + " | ".join(heads) + " | caught by (times) |",
        "|---" * (len(heads) + 2) + "|",
    ]
    faults = by_fault(outcomes)
    for fault, counts in faults.items():
        by = ", ".join(f"{rule} ({n})" for rule, n in counts.by.most_common(SHOWN))
        lines.append(_line(f"`{fault.name}` {fault.says}", counts, [by or "nothing"]))
    lines += ["", "## What survives, and why", "", "### Even with the text at hand", ""]
    lines += _limits(faults, "with text and models")
    lines += ["", "### Without the text", ""]
    lines += _limits(faults, "alone and models")
    lines += ["", "## By rule", "", "| caught by | of faults |", "|---|---|", *_rules(faults), ""]
    return "\n".join(lines)


def _limits(faults: Mapping[Fault, Tally], way: str) -> list[str]:
    lines = []
    for fault, counts in faults.items():
        reason = fault.with_text if way.startswith("with") else fault.alone
        if counts.caught[way] + counts.harmless[way] == 0 and way.startswith("with") and not counts.by:
            reason = reason or "Nothing looks at it."
        if counts.survivors(way):
            lines.append(f"- `{fault.name}`: {counts.survivors(way)} of {counts.applied}. {reason}")
    return lines or ["Nothing."]


def _rules(faults: Mapping[Fault, Tally]) -> list[str]:
    rules: dict[str, list[tuple[int, str]]] = {}
    for fault, counts in faults.items():
        for rule, times in counts.by.items():
            rules.setdefault(rule, []).append((times, fault.name))
    return [
        f"| {rule} | {', '.join(f'{name} ({n})' for n, name in sorted(found, reverse=True))} |"
        for rule, found in sorted(rules.items())
    ]


def main() -> int:
    """Run the whole catalogue; exit status 1 when a fault survives for no reason that is written down."""
    options = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    options.add_argument("--count", type=int, default=20, help="applications of each fault (20)")
    options.add_argument("--only", nargs="*", help="names of faults; no page is written then")
    chosen = options.parse_args()
    shipped = settings.load()
    words = Vocabulary(shipped.seeds)
    all_reports = reports.read(shipped.raw)
    faults = [FAULTS[name] for name in chosen.only] if chosen.only else list(FAULTS.values())
    found: list[Mutant] = all_mutants(faults, all_reports, words, chosen.count, SEED)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="khuyencong-mutation-") as name:
        folder = Path(name)
        outcomes = judged(found, folder / "judged", shipped.articles)
        print(f"{len(found)} damaged reports ingested in {time.monotonic() - began:.0f} s", flush=True)
        built = measuring.built_warehouse(all_reports, folder / "built")
        if pipeline.Models(built).world(built.landing).wrong != pipeline.as_dbt_built(built):
            raise RuntimeError("dbt itself says something else of the undamaged reports")
        waiting = sum(outcome.open for outcome in outcomes)
        print(f"{waiting} that ingest says nothing of go through the models", flush=True)
        processes = os.cpu_count() or 1
        outcomes = measuring.related(outcomes, all_reports, built, folder / "worlds", processes)
        checked = 0 if chosen.only else same_as_dbt(outcomes, all_reports, folder / "dbt")
    text = page(outcomes, checked, time.monotonic() - began)
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
