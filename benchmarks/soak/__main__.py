"""`make soak`: kills, readers, machine faults and bad reports on real refreshes, and their results page.

    python -m benchmarks.soak                             all parts, then the page
    python -m benchmarks.soak kills|machine|inputs ...     single parts, then the page

The result of a part is kept in `results/soak.json` as soon as it has ended.

Belongs here: the parts, their order, keeping their results. Does not belong here: what is done (`kills.py`,
`readers.py`, `machine_faults.py`, `intake.py`), the page (`page.py`).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measure import RESULTS, where_and_when, write

from .bad_inputs import MIB
from .intake import Intake, ingest_largest, ingest_many
from .kills import KillCounts, Killer
from .machine_faults import MachineFault, MachineFaults
from .page import InputsResult, KillsResult, MachineResult, Part, Result, page
from .readers import ReaderCounts, Readers
from .worlds import Inspector, World, undisturbed

SEED = 20260731
SIZES = (9 * MIB, 32 * MIB, 64 * MIB, 100 * MIB)
KEPT = RESULTS / "soak.json"
Say = Callable[[str], None]


def _bad_reports(seed: int, count: int, folder: Path, say: Say) -> Intake:
    total = Intake()
    for n, got in enumerate(ingest_many(seed, count, folder / "drawn"), start=1):
        total.add(got)
        if n % 4 == 0:
            say(f"{total.reports} bad reports ingested, {len(total.wrong)} promises broken")
    total.add(ingest_largest(SIZES, folder / "largest"))
    return total


def _as_processes(seed: int, folder: Path) -> tuple[int, list[str]]:
    """`check`, `refresh` and `status` as processes on one folder of bad reports beside the good ones."""
    world, wrong = World.create(folder / "world"), []
    for got in ingest_many(seed, 150, folder / "some", 150):
        wrong += got.wrong
    for bad in sorted((folder / "some" / "raw").iterdir()):
        bad.rename(world.folder / "raw" / bad.name)
    for command in ("check", "refresh", "status"):
        done = world.command(command)
        if "Traceback" in done.stdout + done.stderr:
            wrong.append(f"{command} showed a traceback")
        # A refresh publishes what is good, however much is bad.
        if done.returncode not in ((1,) if command == "check" else (0,)):
            wrong.append(f"{command} ended with {done.returncode}: {done.stderr[-500:]}")
    return 150, wrong


def _world(folder: Path, say: Say) -> tuple[World, Inspector]:
    """A world with a first release, and its inspector.

    Raises:
        RuntimeError: The first refresh went wrong.
    """
    contents, figures = undisturbed(folder / "undisturbed")
    say("both states of raw/ refreshed undisturbed")
    world = World.create(folder / "world")
    first = world.refresh()
    inspector = Inspector(world.settings, contents, figures)
    wrong = inspector.wrong()
    if first.returncode or wrong:
        raise RuntimeError(f"the first refresh: {first.stderr} {wrong}")
    return world, inspector


def _kills(chosen: argparse.Namespace, folder: Path, say: Say) -> KillsResult:
    world, inspector = _world(folder, say)
    readers = Readers(world.settings.current, 8)
    killer = Killer(world, inspector, SEED, say)
    try:
        killer.inside_publishing(chosen.inside)
        killer.anywhere(chosen.anywhere)
    finally:
        seen = readers.end()
    say(f"8 readers got {seen.answers} answers from {len(seen.releases)} releases")
    return KillsResult(killer.counts, seen)


def _machine_faults(_: argparse.Namespace, folder: Path, say: Say) -> MachineResult:
    tried = MachineFaults(*_world(folder, say), say)
    tried.all()
    return MachineResult(tried.faults, tried.skipped)


def _inputs(chosen: argparse.Namespace, folder: Path, say: Say) -> InputsResult:
    intake = _bad_reports(SEED, chosen.bad, folder / "bad", say)
    as_processes, more = _as_processes(SEED + 1, folder / "processes")
    intake.wrong += more
    return InputsResult(intake, as_processes)


PARTS: dict[str, Callable[[argparse.Namespace, Path, Say], Result]] = {
    "kills": _kills,
    "machine": _machine_faults,
    "inputs": _inputs,
}


def _as_json(value: object) -> object:
    return sorted(value) if isinstance(value, set) else vars(value)


def _kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    return found


def _part(name: str, kept: dict[str, Any]) -> Part:
    """A part with its kept result, or one that has not run."""
    if name not in kept:
        return Part(name, "", None)
    found = kept[name]["result"]
    if name == "kills":
        kills = KillCounts(**{**found["kills"], "stages": Counter(found["kills"]["stages"])})
        readers = ReaderCounts(**{**found["readers"], "releases": set(found["readers"]["releases"])})
        result: Result = KillsResult(kills, readers)
    elif name == "machine":
        result = MachineResult([MachineFault(**fault) for fault in found["faults"]], found["skipped"])
    else:
        counted = {key: Counter(found["intake"][key]) for key in ("groups", "rules")}
        result = InputsResult(Intake(**{**found["intake"], **counted}), found["as_processes"])
    return Part(name, kept[name]["ran"], result)


def main() -> int:
    """Run the parts asked for, each kept as soon as it is done; exit status 1 when a promise was broken."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    options.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all when none is named")
    options.add_argument("--anywhere", type=int, default=60, help="kills at any moment of a refresh (60)")
    options.add_argument("--inside", type=int, default=140, help="kills inside publishing (140)")
    options.add_argument("--bad", type=int, default=10_000, help="bad reports (10000)")
    chosen = options.parse_args()
    if unknown := set(chosen.parts) - set(PARTS):
        options.error(f"{', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    for name in chosen.parts or PARTS:
        began, cpu = time.monotonic(), _processor()

        def say(text: str, began: float = began) -> None:
            print(f"{time.monotonic() - began:7.0f} s  {text}", flush=True)

        with tempfile.TemporaryDirectory(prefix="khuyencong-soak-") as folder:
            result = PARTS[name](chosen, Path(folder), say)
        ran = (
            f"{where_and_when()}, seed {SEED}, {(time.monotonic() - began) / 60:.0f} minutes, "
            f"{(_processor() - cpu) / 60:.0f} minutes of processor time."
        )
        kept = _kept() | {name: {"ran": ran, "result": result}}
        text = json.dumps(kept, indent=1, sort_keys=True, default=_as_json, ensure_ascii=False)
        # Messages name the folder of the run and where the code lies: neither means anything on a page.
        text = re.sub(rf"{re.escape(tempfile.gettempdir())}/[^'\"\s]*", "…", text)
        text = re.sub(r'(File \\")/[^\s"\\]*', r"\1…", text)
        KEPT.write_text(f"{text}\n", encoding="utf-8")
    parts = [_part(name, _kept()) for name in PARTS]
    print(text := page(parts))
    print(write("soak", text))
    return 1 if any(part.result and part.result.wrong() for part in parts) else 0


def _processor() -> float:
    """Seconds of processor time of this process and all that it waited for."""
    cpu = os.times()
    return cpu.user + cpu.system + cpu.children_user + cpu.children_system


if __name__ == "__main__":
    sys.exit(main())
