"""kill -9 at random moments of a refresh, and the inspection of what is left.

Two ways. *Anywhere*: a new `khuyencong refresh` process each time, killed at a moment drawn evenly from the
whole time that a refresh takes. *Inside publishing*: forks of a refresh at the point where publishing begins
(`publisher.py`), killed at a moment drawn evenly from the time that publishing takes, or when one of its
files appears. After every kill the published files are inspected; nothing is cleaned up in between.
"""

from __future__ import annotations

import contextlib
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from dagster_project.publish.files import CANDIDATE, SUMS, current_release

from .inotify import CREATED, MOVED_TO, Watcher
from .worlds import KHUYENCONG, PROJECT, STATES, Inspector, World

AT_EVENTS = (
    ("the candidate appears", "releases", CANDIDATE, CREATED),
    ("the candidate gets its name", "releases", ".duckdb", MOVED_TO),
    ("the new link appears", "warehouse", ".khuyencong.", CREATED),
    ("the link is switched", "warehouse", "khuyencong.duckdb", MOVED_TO),
)
JUST_AFTER = 0.003
"""Longest time in seconds between the appearance of a file and the kill that is aimed at it."""

FORKS = 8
"""Most kills inside one publishing."""


@dataclass
class KillCounts:
    """Counts of one run.

    `stages` counts the kills by how far the process had come, `escaped` the processes that ended before they
    were killed, `recoveries` the refreshes afterwards that ran to their end, `published` how often another
    release became current. `wrong` lists the broken promises.
    """

    kills: int = 0
    inside: int = 0
    escaped: int = 0
    stages: Counter[str] = field(default_factory=Counter)
    recoveries: int = 0
    published: int = 0
    wrong: list[str] = field(default_factory=list)


class Killer:
    """Kills refreshes of one world and counts."""

    def __init__(self, world: World, inspector: Inspector, seed: int, say: Callable[[str], None]) -> None:
        self.world, self.inspector, self.say = world, inspector, say
        self.rng = random.Random(seed)
        self.counts = KillCounts()
        self.publishing = 2.0
        self.refreshing = 12.0

    def next_state(self) -> str:
        """Put `raw/` into the state that is not current, so that there is something to publish."""
        wanted = STATES[1 - STATES.index(self.inspector.state())]
        self.world.become(wanted)
        return wanted

    def inspect(self, after: str) -> None:
        """Inspect the published files and record what is wrong."""
        self.counts.wrong += [f"after {after}: {wrong}" for wrong in self.inspector.wrong()]

    def recover(self, wanted: str) -> None:
        """Refresh without a kill: it must give what an undisturbed refresh gives."""
        began = time.monotonic()
        before = self._current()
        done = self.world.refresh()
        self.refreshing = time.monotonic() - began
        self._recovered(done.returncode, done.stdout + done.stderr, wanted, before)

    def _recovered(self, status: int, printed: str, wanted: str, before: str) -> None:
        self.counts.recoveries += 1
        self.counts.published += self._current() != before
        self.inspect("a refresh that was not killed")
        if status != 0 or "Traceback" in printed:
            self.counts.wrong.append(f"the next refresh ended with {status}: {printed[-600:]}")
        elif self.inspector.state() != wanted:
            self.counts.wrong.append(
                f"after the next refresh {self.inspector.state()} is current, not {wanted}"
            )
        beside = [p.name for p in self.world.settings.releases.iterdir() if p.suffix != ".duckdb"]
        left = [name for name in beside if name != SUMS]
        left += [
            p.name for p in self.world.settings.state.iterdir() if ".new" in p.name or p.name.startswith(".")
        ]
        if left:
            self.counts.wrong.append(f"the next refresh left {left}")

    def _current(self) -> str:
        current = current_release(self.world.settings)
        return current.stem if current else ""

    # --- anywhere ------------------------------------------------------------------------------------------

    def anywhere(self, kills: int, every: int = 5) -> None:
        """Kill new processes of the command line; after every few of them one runs to its end."""
        done = 0
        while done < kills:
            wanted = self.next_state()
            for _ in range(min(every, kills - done)):
                if self.inspector.state() == wanted:
                    wanted = self.next_state()  # the last one published before it was killed
                done += self._kill_one()
            self.recover(wanted)
            self.say(f"{done} of {kills} killed anywhere, {len(self.counts.wrong)} promises broken")

    def _kill_one(self) -> int:
        before = self._current()
        log = self.world.folder / "killed.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [KHUYENCONG, "refresh"],
                env=self.world.environment | {"PYTHONUNBUFFERED": "1"},
                cwd=self.world.folder,
                stdout=output,
                stderr=output,
            )
        try:
            process.wait(self.rng.uniform(0, self.refreshing))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.returncode != -signal.SIGKILL:
            self.counts.escaped += 1
            self.counts.published += self._current() != before
            self.inspect("a refresh that ended before its kill")
            return 0
        stage = self._stage(process.pid, log.read_text(encoding="utf-8"), before)
        self.counts.kills += 1
        self.counts.stages[stage] += 1
        self.counts.inside += stage.startswith("publishing")
        self.counts.published += self._current() != before
        self.inspect(f"a kill while {stage}")
        return 1

    def _stage(self, process: int, log: str, before: str) -> str:
        published = self._files_stage(process, before)
        if published:
            return published
        for words, stage in (
            ("dbt: building", "dbt builds"),
            ("ingest:", "ingest is done"),
            ("starting", "definitions are loaded or reports are read"),
        ):
            if words in log:
                # dbt prints how many tables it built when it has ended
                done = stage == "dbt builds" and "tables" in log
                return "dbt is done, before the candidate" if done else stage
        return "Python starts"

    def _files_stage(self, process: int, before: str) -> str:
        where = self.world.settings
        current = current_release(where)
        if current is not None and current.stem != before:
            return "publishing: switched, before it said so"
        if (where.warehouse / f".khuyencong.{process}").exists():
            return "publishing: named, before the switch"
        if (where.releases / f"{CANDIDATE}{process}.tmp").exists():
            return "publishing: the candidate is made"
        return ""

    # --- inside publishing ---------------------------------------------------------------------------------

    def inside_publishing(self, kills: int, what: str = "refresh") -> None:
        """Kill forks of refreshes inside publishing until so many were killed."""
        target = self.counts.kills + kills
        while self.counts.kills < target:
            wanted = self.next_state()
            self._round(what, wanted, target)
            self.say(
                f"{target - self.counts.kills} kills inside publishing to go, "
                f"{len(self.counts.wrong)} promises broken"
            )

    def _round(self, what: str, wanted: str, target: int) -> None:
        orders_read, orders_write = os.pipe()
        answers_read, answers_write = os.pipe()
        log = self.world.folder / "killed.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "benchmarks.soak.publisher",
                    what,
                    str(orders_read),
                    str(answers_write),
                ],
                env=self.world.environment,
                cwd=PROJECT,
                stdout=output,
                stderr=output,
                pass_fds=(orders_read, answers_write),
            )
        os.close(orders_read)
        os.close(answers_write)
        before = self._current()
        with os.fdopen(orders_write, "w", buffering=1) as orders, os.fdopen(answers_read) as answers:
            if answers.readline().strip() != "publishing":
                process.wait()
                self.counts.wrong.append(f"no publishing: {log.read_text(encoding='utf-8')[-600:]}")
                raise RuntimeError(self.counts.wrong[-1])
            for _ in range(FORKS):
                if self.counts.kills >= target or self._current() != before:
                    break
                self._kill_fork(orders, answers, before)
            before = self._current()
            began = time.monotonic()
            print("go", file=orders)
            status = process.wait()
        if self._current() != before:
            self.publishing = (self.publishing + time.monotonic() - began) / 2
        self._recovered(status, log.read_text(encoding="utf-8"), wanted, before)

    def _kill_fork(self, orders: TextIO, answers: TextIO, before: str) -> None:
        event = self.rng.choice(AT_EVENTS) if self.rng.random() < 0.3 else None
        where = self.world.settings
        watcher = None
        if event:
            watcher = Watcher([where.releases if event[1] == "releases" else where.warehouse])
        print("fork", file=orders)
        fork = int(answers.readline().split()[1])
        began = time.monotonic()
        if watcher and event:
            watcher.wait_for(event[2], event[3], 60)
            watcher.close()
            time.sleep(self.rng.uniform(0, JUST_AFTER))
        elif select.select([answers], [], [], self.rng.uniform(0, self.publishing))[0]:
            # It ended before its kill: publishing takes less time than the moments are drawn from.
            self.publishing = time.monotonic() - began
        with contextlib.suppress(ProcessLookupError):  # it has ended already
            os.kill(fork, signal.SIGKILL)
        ended = int(answers.readline().split()[1])
        if ended != -signal.SIGKILL:
            self.counts.escaped += 1
            self.counts.published += self._current() != before
            self.inspect("a publishing that ended before its kill")
            return
        stage = self._files_stage(fork, before)
        if not stage:
            named = self._unnamed()
            stage = "publishing: named, before the switch" if named else "publishing: gate and hashes"
        self.counts.kills += 1
        self.counts.inside += 1
        self.counts.stages[stage] += 1
        self.counts.published += self._current() != before
        self.inspect(f"a kill while {stage}")

    def _unnamed(self) -> bool:
        """Whether a release file is newer than the current one: it has its name, and was never current."""
        files = sorted(self.world.settings.releases.glob("*.duckdb"))
        return bool(files) and files[-1].stem > self._current() and self._fresh(files[-1])

    def _fresh(self, path: Path) -> bool:
        return path.stem not in self.inspector.by_id


def kinds_of(events: Sequence[tuple[str, str, str, int]] = AT_EVENTS) -> list[str]:
    """At which files kills are aimed, in words."""
    return [words for words, *_ in events]
