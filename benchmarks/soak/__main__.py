"""`make soak`: kills, readers, calamities and bad reports on real refreshes, and the page of what came of it.

    python -m benchmarks.soak                             all parts, then the page
    python -m benchmarks.soak kills|calamities|inputs ... single parts, then the page

What a part saw is kept in `results/soak.json` as soon as it is done.

Belongs here: the parts, their order, keeping what they saw. Does not belong here: what is done (`kills.py`,
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
from .intake import Swallowed, swallow_largest, swallow_many
from .kills import Executioner, Killed
from .machine_faults import Calamities, Met
from .page import Calamitous, Inputs, Kills, Part, Result, page
from .readers import Read, Readers
from .worlds import Inspector, World, undisturbed

SEED = 20260731
SIZES = (9 * MIB, 32 * MIB, 64 * MIB, 100 * MIB)
KEPT = RESULTS / "soak.json"
Say = Callable[[str], None]


def _bad_inputs(seed: int, count: int, folder: Path, say: Say) -> Swallowed:
    total = Swallowed()
    for n, got in enumerate(swallow_many(seed, count, folder / "drawn"), start=1):
        total.add(got)
        if n % 4 == 0:
            say(f"{total.reports} bad reports swallowed, {len(total.wrong)} promises broken")
    total.add(swallow_largest(SIZES, folder / "largest"))
    return total


def _as_processes(seed: int, folder: Path) -> tuple[int, list[str]]:
    """`check` and `refresh` as processes on one folder of all kinds of bad reports beside the good ones."""
    world, wrong = World.create(folder / "world"), []
    for got in swallow_many(seed, 150, folder / "some", 150):
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
    """A world with a first release, and who looks at it.

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


def _kills(chosen: argparse.Namespace, folder: Path, say: Say) -> Kills:
    world, inspector = _world(folder, say)
    readers = Readers(world.settings.current, 8)
    killer = Executioner(world, inspector, SEED, say)
    try:
        killer.inside_publishing(chosen.inside)
        killer.anywhere(chosen.anywhere)
    finally:
        read = readers.end()
    say(f"8 readers got {read.answers} answers from {len(read.releases)} releases")
    return Kills(killer.counts, read)


def _calamities(_: argparse.Namespace, folder: Path, say: Say) -> Calamitous:
    calamities = Calamities(*_world(folder, say), say)
    calamities.all()
    return Calamitous(calamities.met, calamities.not_met)


def _inputs(chosen: argparse.Namespace, folder: Path, say: Say) -> Inputs:
    swallowed = _bad_inputs(SEED, chosen.bad, folder / "bad", say)
    as_processes, more = _as_processes(SEED + 1, folder / "processes")
    swallowed.wrong += more
    return Inputs(swallowed, as_processes)


PARTS: dict[str, Callable[[argparse.Namespace, Path, Say], Result]] = {
    "kills": _kills,
    "calamities": _calamities,
    "inputs": _inputs,
}


def _as_json(value: object) -> object:
    return sorted(value) if isinstance(value, set) else vars(value)


def _kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    return found


def _part(name: str, kept: dict[str, Any]) -> Part:
    """A part as it was kept, or one that has not run."""
    if name not in kept:
        return Part(name, "", None)
    found = kept[name]["result"]
    if name == "kills":
        killed = Killed(**{**found["killed"], "stages": Counter(found["killed"]["stages"])})
        read = Read(**{**found["read"], "releases": set(found["read"]["releases"])})
        result: Result = Kills(killed, read)
    elif name == "calamities":
        result = Calamitous([Met(**met) for met in found["met"]], found["not_met"])
    else:
        counted = {key: Counter(found["swallowed"][key]) for key in ("groups", "rules")}
        result = Inputs(Swallowed(**{**found["swallowed"], **counted}), found["as_processes"])
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
        # Messages name the folder of the run, which means nothing on a page.
        text = re.sub(rf"{re.escape(tempfile.gettempdir())}/[^'\"\s]*", "…", text)
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
