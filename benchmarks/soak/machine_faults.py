"""Full disks, damaged files, wrong clocks and two refreshes at once, on whole refreshes of the command line.

Belongs here: the machine faults of `make soak`. After each the current release must be unharmed, the message
must say what to do, and the next refresh must bring the warehouse to what an undisturbed one gives.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from dagster_project.publish.files import current_release

from .bad_inputs import MIB
from .worlds import KHUYENCONG, PROJECT, STATES, Inspector, World

Done = subprocess.CompletedProcess[str]


@dataclass
class MachineFault:
    """One fault: what it was, what the command printed, and which promises were broken."""

    what: str
    said: str = ""
    wrong: list[str] = field(default_factory=list)


class MachineFaults:
    """Puts one world through all of them."""

    def __init__(self, world: World, inspector: Inspector, say: Callable[[str], None]) -> None:
        self.world, self.inspector, self.say = world, inspector, say
        self.faults: list[MachineFault] = []
        self.skipped: list[str] = []

    def all(self) -> list[MachineFault]:
        """Every fault that this machine allows; those it does not allow are in `skipped`."""
        self.full_disks()
        self.read_only()
        self.damaged_state()
        self.stale_log()
        self.clock_set_back()
        self.two_at_once()
        return self.faults

    # --- the steps of a fault -------------------------------------------------------------------------------

    def _other(self) -> str:
        wanted = STATES[1 - STATES.index(self.inspector.state())]
        self.world.become(wanted)
        return wanted

    def _fails(self, what: str, words: str, done: Done, before: str) -> MachineFault:
        """Check a refresh that cannot succeed: it says so, and what is published stays."""
        fault = MachineFault(what, _first(done.stderr))
        if done.returncode != 1:
            fault.wrong.append(f"it ended with {done.returncode}")
        if words not in done.stderr:
            fault.wrong.append(f"it did not say what to do: {done.stderr[-400:]}")
        self._unharmed(fault, done)
        if self._current() != before:
            fault.wrong.append(f"{before} was current, now {self._current()} is")
        for command in ("status", "releases"):
            answered = self.world.command(command)
            if answered.returncode not in (0, 1) or "Traceback" in answered.stdout + answered.stderr:
                fault.wrong.append(f"{command} ended with {answered.returncode}: {answered.stderr[-300:]}")
        return fault

    def _unharmed(self, fault: MachineFault, *done: Done) -> None:
        fault.wrong += self.inspector.wrong()
        fault.wrong += ["a traceback was shown" for each in done if "Traceback" in each.stdout + each.stderr]

    def _again(self, fault: MachineFault, wanted: str) -> None:
        """Refresh again: it must give what an undisturbed refresh gives."""
        done = self.world.refresh()
        self._unharmed(fault, done)
        if done.returncode != 0:
            fault.wrong.append(f"running again ended with {done.returncode}: {done.stderr[-400:]}")
        elif self.inspector.state() != wanted:
            fault.wrong.append(f"running again gave {self.inspector.state()}, not {wanted}")
        self._keep(fault)

    def _keep(self, fault: MachineFault) -> None:
        self.faults.append(fault)
        self.say(f"{fault.what}: {'; '.join(fault.wrong) or 'unharmed and recovered'}")

    def _current(self) -> str:
        current = current_release(self.world.settings)
        return current.stem if current else ""

    # --- the disk ------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _on_a_small_disk(self, folder: Path, room: int) -> Iterator[bool]:
        """Mount a file system with `room` bytes free on a folder; False where mounting is not allowed."""
        size = room + sum(path.lstat().st_blocks * 512 for path in folder.rglob("*"))
        aside = folder.with_name(f"{folder.name}-aside")
        folder.rename(aside)
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0
        try:
            if mounted:
                _copied(aside, folder)
            yield mounted
            if mounted:
                shutil.rmtree(aside)
                _copied(folder, aside)
        finally:
            if mounted:
                subprocess.run(["umount", str(folder)], check=True)
            folder.rmdir()
            aside.rename(folder)
        self._forget()

    def _forget(self) -> None:
        """Inspect all files again: they have been copied to another file system."""
        self.inspector.known.clear()
        self.inspector.by_id.clear()
        self.inspector.adopt()

    def full_disks(self) -> None:
        """A disk that gets full in the middle of the work."""
        for folder, free, when in (
            (self.world.folder / "warehouse", MIB // 2, "full while ingest writes"),
            (self.world.folder / "warehouse", 6 * MIB, "full while publishing"),
            (self.world.home, 0, "of Dagster's records full"),
        ):
            with self._on_a_small_disk(folder, 256 * MIB) as mounted:
                if not mounted:
                    self.skipped.append(f"disk {when}: only the superuser may mount a small one")
                    continue
                self._forget()
                before, wanted = self._current(), self._other()
                ballast = folder / "ballast"
                _fill(ballast, free)
                done = self.world.refresh()
                fault = self._fails(f"disk {when}", "The disk is full", done, before)
                ballast.unlink()
                self._again(fault, wanted)

    def read_only(self) -> None:
        """A warehouse on a read-only file system."""
        folder = self.world.folder / "warehouse"
        with self._on_a_small_disk(folder, 256 * MIB) as mounted:
            if not mounted:
                self.skipped.append("read-only warehouse: only the superuser may mount one")
                return
            self._forget()
            before, wanted = self._current(), self._other()
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
            done = self.world.refresh()
            fault = self._fails("warehouse read-only", "KHUYENCONG_WAREHOUSE", done, before)
            subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)
            self._again(fault, wanted)

    # --- files ---------------------------------------------------------------------------------------------

    def damaged_state(self) -> None:
        """Landing, work and build damaged: they are made again, or, where a folder is in the way, named."""
        state = self.world.settings.state
        files = [state / f"{name}.duckdb" for name in ("landing", "work", "build")]
        for how, damage in (("overwritten", overwrite), ("cut off", cut_off)):
            wanted = self._other()
            for path in files:
                damage(path)
            fault = MachineFault(f"landing, work and build {how}", "nothing: all three are made again")
            answered = self.world.command("status")
            if answered.returncode != 0 or "Traceback" in answered.stderr:
                fault.wrong.append(f"status: {answered.stderr[-300:]}")
            self._again(fault, wanted)
        for path in files:
            before, wanted = self._current(), self._other()
            path.unlink(missing_ok=True)  # the refresh before may have stopped before it made this one again
            path.mkdir()
            done = self.world.refresh()
            fault = self._fails(
                f"a folder in the place of {path.name}", "Move away what stands", done, before
            )
            path.rmdir()
            if path is files[-1]:
                self._again(fault, wanted)
            else:
                self._keep(fault)  # the next fault starts from what this one left

    def stale_log(self) -> None:
        """Write-ahead logs beside the published file: of another file, and of somebody who wrote into it."""
        current, wanted = self.world.settings.current, self.inspector.state()
        wal = Path(f"{current}.wal")
        wal.write_bytes(os.urandom(5000))
        fault = MachineFault("a foreign write-ahead log beside the published file", "nothing: it is removed")
        self._again(fault, wanted)
        code = (
            "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); "
            'c.execute("create table meta.by_hand as select 1 as one"); os._exit(0)'
        )
        subprocess.run([sys.executable, "-c", code, str(current)], check=True)
        fault = MachineFault(
            "somebody wrote into the published file and was killed", "nothing: the log is removed"
        )
        if not wal.exists():
            fault.wrong.append("there was no log")
        self._again(fault, wanted)
        with duckdb.connect(str(current), read_only=True) as connection:
            if connection.execute("select * from duckdb_tables() where table_name = 'by_hand'").fetchall():
                fault.wrong.append("what was written by hand is in the release")

    # --- clocks and two at once ----------------------------------------------------------------------------

    def clock_set_back(self) -> None:
        """A clock 400 days behind: the new release still comes after the one before it."""
        shim = _clock_shim(self.world.folder)
        if shim is None:
            self.skipped.append("clock set back: there is no C compiler to build the preloaded clock")
            return
        seconds = -400 * 24 * 3600
        behind = {"LD_PRELOAD": str(shim), "CLOCK_OFFSET": str(seconds)}
        shown = subprocess.run(
            [sys.executable, "-c", "import datetime as d; print(d.date.today())"],
            env=self.world.environment | behind, capture_output=True, text=True, check=True,
        ).stdout.strip()  # fmt: skip
        assert dt.date.fromisoformat(shown) < dt.date.today() - dt.timedelta(days=398), shown
        before, wanted = self._current(), self._other()
        done = self.world.refresh(**behind)
        fault = MachineFault(
            "clock set back by 400 days", "nothing: it publishes, and its release is the newest"
        )
        self._unharmed(fault, done)
        if done.returncode != 0 or self.inspector.state() != wanted:
            fault.wrong.append(f"it ended with {done.returncode}: {done.stderr[-400:]}")
        if not self._current() > before:
            fault.wrong.append(f"{self._current()} does not follow {before}")
        self._keep(fault)
        fault = MachineFault("clock right again", "nothing")
        self._again(fault, self._other())

    def two_at_once(self) -> None:
        """Two refreshes started at the same moment."""
        wanted = self._other()
        both = [self._start([KHUYENCONG, "refresh"]), self._start([KHUYENCONG, "refresh"])]
        self._together("two refreshes at once from the command line", both, wanted, (0,))
        wanted = self._other()
        both = [self._start([KHUYENCONG, "refresh"]), self._start([sys.executable, "-c", JOB])]
        self._together("two at once, command line and Dagster", both, wanted, (0, 1))

    def _start(self, command: list[str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command,
            env=self.world.environment,
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _together(
        self, what: str, both: list[subprocess.Popen[str]], wanted: str, accepted: tuple[int, ...]
    ) -> None:
        ended = []
        for process in both:
            out, err = process.communicate(timeout=600)
            ended.append(subprocess.CompletedProcess(process.args, process.returncode, out, err))
        fault = MachineFault(what, " / ".join(_last(each.stdout + each.stderr) for each in ended))
        self._unharmed(fault, *ended)
        codes = [each.returncode for each in ended]
        if any(code not in accepted for code in codes) or 0 not in codes:
            fault.wrong.append(f"they ended with {codes}: {[e.stderr[-300:] for e in ended]}")
        self._again(fault, wanted)


JOB = """
import sys
from dagster_project import settings
from dagster_project.defs.home import prepare_home
prepare_home(settings.load())
import dagster as dg
from dagster_project.defs.project import REFRESH, definitions
job = definitions(settings.load()).resolve_job_def(REFRESH)
quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
with dg.DagsterInstance.get() as instance:
    result = job.execute_in_process(instance=instance, raise_on_error=False, run_config=quiet)
for event in result.all_events:
    if event.is_step_failure:
        print(event.step_failure_data.user_failure_data.description, file=sys.stderr)
print("the job ended well" if result.success else "the job was refused")
sys.exit(0 if result.success else 1)
"""
"""What a click on *Materialize all* runs, in a process of its own."""

SHIM = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
static long offset(void) { const char *s = getenv("CLOCK_OFFSET"); return s ? atol(s) : 0; }
int clock_gettime(clockid_t id, struct timespec *t) {
    int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
    int done = real(id, t);
    if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE) t->tv_sec += offset();
    return done;
}
int gettimeofday(struct timeval *t, void *z) {
    struct timespec s; clock_gettime(CLOCK_REALTIME, &s);
    t->tv_sec = s.tv_sec; t->tv_usec = s.tv_nsec / 1000; return 0;
}
time_t time(time_t *t) {
    struct timespec s; clock_gettime(CLOCK_REALTIME, &s);
    if (t) *t = s.tv_sec;
    return s.tv_sec;
}
"""
"""A library that is preloaded into one process and shifts its clock."""


def _clock_shim(folder: Path) -> Path | None:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    source, library = folder / "clock.c", folder / "clock.so"
    source.write_text(SHIM, encoding="utf-8")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


def _copied(source: Path, goal: Path) -> None:
    """Everything of a folder into another, hard links kept."""
    subprocess.run(["cp", "-a", f"{source}/.", str(goal)], check=True)


def _fill(path: Path, free: int) -> None:
    """Write a file that leaves so many bytes free."""
    there = os.statvfs(path.parent)
    with path.open("wb") as handle:
        left = there.f_bavail * there.f_frsize - free
        with contextlib.suppress(OSError):
            while left > 0:
                left -= handle.write(bytes(min(left, MIB)))


def overwrite(path: Path) -> None:
    """Every fourth block of a file behind its headers overwritten."""
    with path.open("r+b") as handle:
        for place in range(12288, path.stat().st_size, 16384):
            handle.seek(place)
            handle.write(b"\xa5" * 4096)


def cut_off(path: Path) -> None:
    """A file without its last two thirds."""
    os.truncate(path, path.stat().st_size // 3)


def _first(text: str) -> str:
    """What failed and what to do about it: the first line, and the advice behind it."""
    lines = [line for line in text.strip().splitlines() if not line.startswith("Nothing was published")]
    return " … ".join((lines[0][:80], lines[-1][:150])) if len(lines) > 1 else text.strip()[:240]


def _last(text: str) -> str:
    openings = ("Release", "Nothing new", "FAILED", "the job")
    lines = [line for line in text.strip().splitlines() if line.startswith(openings)]
    return lines[0][:140] if lines else text.strip()[-140:]
