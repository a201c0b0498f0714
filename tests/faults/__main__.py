"""`make soak`: kills, readers, calamities and bad reports on real refreshes, and the page of what came of it.

Belongs here: the order of the run. Does not belong here: what is done (`killing.py`, `readers.py`,
`calamities.py`, `swallowing.py`), the page (`page.py`).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import write

from .bad_inputs import MIB
from .calamities import Calamities
from .killing import Executioner
from .page import Soaked, page
from .readers import Readers
from .swallowing import Swallowed, swallow_largest, swallow_many
from .worlds import Inspector, World, undisturbed

SEED = 20260731
SIZES = (9 * MIB, 32 * MIB, 64 * MIB, 100 * MIB)


def _bad_inputs(seed: int, count: int, folder: Path, say: Callable[[str], None]) -> Swallowed:
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


def main() -> int:
    """Run everything; exit status 1 when a promise was broken."""
    options = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    options.add_argument("--anywhere", type=int, default=60, help="kills at any moment of a refresh (60)")
    options.add_argument("--inside", type=int, default=140, help="kills inside publishing (140)")
    options.add_argument("--bad", type=int, default=10_000, help="bad reports (10000)")
    options.add_argument("--page", default="soak", help="name of the results page; empty writes none")
    chosen = options.parse_args()
    began = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - began:7.0f} s  {text}", flush=True)

    with tempfile.TemporaryDirectory(prefix="khuyencong-soak-") as name:
        folder = Path(name)
        contents, figures = undisturbed(folder / "undisturbed")
        say("both states of raw/ refreshed undisturbed")
        world = World.create(folder / "world")
        first = world.refresh()
        inspector = Inspector(world.settings, contents, figures)
        wrong = inspector.wrong()
        if first.returncode or wrong:
            raise RuntimeError(f"the first refresh: {first.stderr} {wrong}")
        readers = Readers(world.settings.current, 8)
        killer = Executioner(world, inspector, SEED, say)
        try:
            killer.inside_publishing(chosen.inside)
            killer.anywhere(chosen.anywhere)
        finally:
            read = readers.end()
        say(f"8 readers got {read.answers} answers from {len(read.releases)} releases")
        calamities = Calamities(world, inspector, say)
        calamities.all()
        swallowed = _bad_inputs(SEED, chosen.bad, folder / "bad", say)
        as_processes, more = _as_processes(SEED + 1, folder / "processes")
        swallowed.wrong += more
    cpu = os.times()
    soaked = Soaked(
        killed=killer.counts,
        read=read,
        met=calamities.met,
        not_met=calamities.not_met,
        swallowed=swallowed,
        as_processes=as_processes,
        seed=SEED,
        seconds=time.monotonic() - began,
        cpu=cpu.user + cpu.system + cpu.children_user + cpu.children_system,
    )
    text = page(soaked)
    print(text)
    if chosen.page:
        print(write(chosen.page, text))
    return 1 if soaked.wrong() else 0


if __name__ == "__main__":
    sys.exit(main())
