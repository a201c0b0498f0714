"""Run ingest and `khuyencong check` on bad reports and verify their promises.

Belongs here: what must hold whatever the reports are. Does not belong here: making bad reports
(`bad_inputs.py`), the results page (`page.py`).
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import io
import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import duckdb

from dagster_project import ingest, settings
from dagster_project.cli import main
from dagster_project.ingest.find import name_of
from dagster_project.settings import Settings

from . import bad_inputs
from .bad_inputs import Drawn, Files

TIMEOUT = 60
"""Seconds after which a batch counts as hanging; it usually takes five."""

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGING = {
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
}
STARTING = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "socket.connect"}


@dataclass
class Intake:
    """What became of some bad reports: counts, and the broken promises in `wrong`."""

    reports: int = 0
    figures: int = 0
    accepted: int = 0
    rejected: int = 0
    refused: int = 0
    slowest: float = 0.0
    groups: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Intake) -> None:
        """Add the counts of another batch."""
        for name in ("reports", "figures", "accepted", "rejected", "refused"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.slowest = max(self.slowest, other.slowest)
        self.groups += other.groups
        self.rules += other.rules
        self.wrong += other.wrong


class _TimedOut(BaseException):
    """A batch took too long. Not an Exception, so that no code under test catches it."""


_watching: list[tuple[Path, list[str]]] = []


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching:
        return
    allowed, seen = _watching[-1]
    if event in STARTING:
        seen.append(f"{event} {arguments[:2]}")
    elif event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING:
        _note(event, arguments[:1], allowed, seen)
    elif event in CHANGING:
        _note(event, arguments[:2], allowed, seen)


def _note(event: str, paths: Sequence[Any], allowed: Path, seen: list[str]) -> None:
    for path in paths:
        if isinstance(path, (str, bytes, os.PathLike)):
            absolute = os.path.abspath(os.fsdecode(path))
            if not absolute.startswith(f"{allowed}/") and absolute not in (str(allowed), "/dev/null"):
                seen.append(f"{event} {absolute}")


sys.addaudithook(_audit)  # a hook cannot be removed; it does nothing while nothing is watched


@contextlib.contextmanager
def nothing_written_outside(allowed: Path) -> Iterator[list[str]]:
    """Note what Python code writes outside of `allowed`, and every process or connection it starts."""
    seen: list[str] = []
    gc.collect()  # finalisers of earlier work run now, not while writes are watched
    _watching.append((allowed, seen))
    try:
        yield seen
    finally:
        _watching.pop()


def _state_of(folder: Path) -> dict[bytes, tuple[int, ...]]:
    """Names, kinds, sizes and times of everything below a folder: what writing would change."""
    found: dict[bytes, tuple[int, ...]] = {}
    for root, folders, files in os.walk(os.fsencode(folder)):
        for name in folders + files:
            path = os.path.join(root, name)
            stat = os.lstat(path)
            found[path] = (stat.st_mode, stat.st_size, stat.st_mtime_ns, stat.st_ino)
    return found


@contextlib.contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    def stop(_: int, frame: FrameType | None) -> None:
        where = "".join(traceback.format_stack(frame)[-3:])
        raise _TimedOut(f"ran for more than {seconds} s; it was in\n{where}")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@dataclass(frozen=True)
class Sandbox:
    """A folder with `raw/`, article texts, a warehouse, and a file outside that nothing may touch."""

    folder: Path

    @classmethod
    def create(cls, folder: Path) -> Sandbox:
        """An empty one, with the article texts of the machine where they are at hand."""
        for name in ("raw", "texts", "outside"):
            (folder / name).mkdir(parents=True)
        (folder / "outside" / "secret.txt").write_text("not to be touched", encoding="utf-8")
        texts = settings.load().articles
        for text in texts.iterdir() if texts else ():
            if text.is_file():
                shutil.copyfile(text, folder / "texts" / text.name)
        (folder / "texts" / "large.txt").write_bytes(bad_inputs.TEXT)
        (folder / "texts" / "folder").mkdir()
        (folder / "texts" / "link-out").symlink_to(folder / "outside" / "secret.txt")
        return cls(folder)

    @property
    def settings(self) -> Settings:
        """Settings that read and write nothing outside the folder but seeds and models."""
        return dataclasses.replace(
            settings.load(),
            raw=self.folder / "raw",
            articles=self.folder / "texts",
            warehouse=self.folder / "warehouse",
        )

    def clear(self) -> None:
        """Remove all reports and the warehouse made of them."""
        for name in ("raw", "warehouse"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        (self.folder / "raw").mkdir()

    def ingest(self) -> Intake:
        """Ingest and check everything in `raw/`; returns counts and broken promises."""
        where, got = self.settings, Intake()
        untouched = ("raw", "texts", "outside")
        before = [_state_of(self.folder / name) for name in untouched]
        began = time.monotonic()
        with nothing_written_outside(where.warehouse) as outside:
            try:
                with _time_limit(TIMEOUT):
                    result = ingest.run(where)
            except _TimedOut as timed_out:
                return Intake(wrong=[f"ingest {timed_out}"])
            except Exception as error:
                return Intake(wrong=[f"ingest: {type(error).__name__}: {str(error)[:300]}"])
            got.slowest = time.monotonic() - began
            got.wrong += _checked(where, sum(r.rejected for r in result.reports) > 0)
        got.wrong += [f"outside the warehouse: {event}" for event in outside]
        if before != [_state_of(self.folder / name) for name in untouched]:
            got.wrong.append("a file beside the warehouse changed")
        _count(got, where, result)
        return got


def _checked(where: Settings, refuses: bool) -> list[str]:
    """`khuyencong check` on the same reports, in this process; what is wrong with it."""
    out, err = io.StringIO(), io.StringIO()
    environment = {"KHUYENCONG_RAW": str(where.raw), "KHUYENCONG_ARTICLES": str(where.articles)}
    kept = dict(os.environ)
    os.environ.update(environment)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _time_limit(TIMEOUT):
            status = main(["check"])
    except _TimedOut as timed_out:
        return [f"check {timed_out}"]
    except Exception as error:
        return [f"check: {type(error).__name__}: {str(error)[:300]}"]
    finally:
        os.environ.clear()
        os.environ.update(kept)
    wrong = []
    if "Traceback" in out.getvalue() + err.getvalue():
        wrong.append("check showed a traceback")
    if refuses and status != 1:
        wrong.append(f"check ended with {status} though figures are rejected")
    return wrong


UNEXPLAINED = """
    select report_id, row from raw.figures
    anti join raw.claims using (report_id, row)
    anti join (select * from raw.findings where severity in ('error', 'critical')) using (report_id, row)
"""
TWICE = """
    select report_id, row from raw.claims
    semi join (select * from raw.findings where severity in ('error', 'critical')) using (report_id, row)
"""
SILENT = """
    select report_id from raw.reports where status = 'rejected'
    and report_id not in (
        select report_id from raw.findings
        where severity in ('error', 'critical') and row is null and message_en <> '' and message_vi <> ''
    )
"""


def _count(got: Intake, where: Settings, result: ingest.IngestResult) -> None:
    there = {name_of(where.raw / name) for name in os.listdir(where.raw) if not name.startswith(".")}
    there = {n for n in there if (where.raw / n).is_symlink() or not (where.raw / n).is_file()}
    judged = {verdict.report_id for verdict in result.reports}
    if there != judged:
        got.wrong.append(f"folders and reports differ: {sorted(there ^ judged)[:5]}")
    for verdict in result.reports:
        got.reports += 1
        got.figures += verdict.figures
        got.accepted += verdict.accepted
        got.rejected += verdict.rejected
        got.refused += verdict.status == "rejected"
        if verdict.figures != verdict.accepted + verdict.rejected:
            got.wrong.append(f"{verdict.report_id}: {verdict}")
    with duckdb.connect(str(where.landing), read_only=True) as landing:
        for promise, question in (
            ("a row neither accepted nor rejected with a reason", UNEXPLAINED),
            ("a row both accepted and rejected", TWICE),
            ("a report refused without a reason", SILENT),
        ):
            rows = landing.execute(question).fetchall()
            got.wrong += [f"{promise}: {row}" for row in rows[:5]]
        counts = landing.execute(
            "select (select count(*) from raw.figures), (select count(*) from raw.claims)"
        ).fetchall()
        if counts != [(got.figures, got.accepted)]:
            got.wrong.append(
                f"{counts} rows landed, {got.figures} figures and {got.accepted} accepted were reported"
            )
        got.rules.update(
            dict(
                landing.execute(
                    "select rule_id, count(distinct report_id) from raw.findings "
                    "where severity in ('error', 'critical') group by 1"
                ).fetchall()
            )
        )


def ingest_many(seed: int, count: int, folder: Path, batch: int = 500) -> Iterator[Intake]:
    """Draw, write and ingest bad reports, batch by batch; a batch that breaks is searched for its culprit."""
    good = bad_inputs.good_reports(settings.load().raw)
    box = Sandbox.create(folder)
    drawn = list(bad_inputs.draw(seed, count))
    for first in range(0, count, batch):
        some = drawn[first : first + batch]
        got = _ingest_some(box, some, good)
        got.groups.update(kind.group for _, kind, _ in some)
        yield got


def _ingest_some(box: Sandbox, some: Sequence[Drawn], good: Sequence[Files]) -> Intake:
    """All of them together; where that breaks, each half, down to single reports."""
    box.clear()
    for name, kind, chance in some:
        rng = random.Random(chance)
        kind.write(rng, box.folder / "raw" / name, bad_inputs.renamed(rng.choice(list(good)), name))
    got = box.ingest()
    if got.reports or not got.wrong:
        return got
    if len(some) == 1:
        name, kind, _ = some[0]
        return Intake(wrong=[f"{name}, {kind.name}: {wrong}" for wrong in got.wrong])
    middle = len(some) // 2
    halves = [_ingest_some(box, half, good) for half in (some[:middle], some[middle:])]
    got = Intake(wrong=[] if any(half.wrong for half in halves) else got.wrong)
    for half in halves:
        got.add(half)
    return got


def ingest_largest(sizes: Sequence[int], folder: Path) -> Intake:
    """Ingest every kind of large sheet once, in one folder of reports, the sizes by rotation."""
    good = bad_inputs.good_reports(settings.load().raw)[0]
    box = Sandbox.create(folder)
    for number in range(max(len(sizes), len(bad_inputs.LARGE))):
        name = f"large-{number}"
        files = bad_inputs.renamed(good, name)
        bad_inputs.largest(number, sizes[number % len(sizes)], files)
        (box.folder / "raw" / name).mkdir()
        for file, data in files.items():
            (box.folder / "raw" / name / file).write_bytes(data)
    got = box.ingest()
    got.groups["sizes"] += got.reports
    return got
