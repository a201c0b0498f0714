"""Let ingest and `khuyencong check` swallow bad reports, and see that they keep their promises.

Belongs here: what must hold whatever the reports are. Does not belong here: making bad reports
(`bad_inputs.py`), counting for the page (`page.py`).
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
from dagster_project.ingest.folders import name_of
from dagster_project.settings import Settings

from . import bad_inputs
from .bad_inputs import Drawn, Files

PATIENCE = 60
"""Seconds after which a batch counts as hanging; its usual time is five."""

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
class Swallowed:
    """What became of some bad reports. `wrong` lists broken promises; none is good."""

    reports: int = 0
    figures: int = 0
    accepted: int = 0
    rejected: int = 0
    refused: int = 0
    slowest: float = 0.0
    groups: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Swallowed) -> None:
        """Add the counts of another batch."""
        for name in ("reports", "figures", "accepted", "rejected", "refused"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.slowest = max(self.slowest, other.slowest)
        self.groups += other.groups
        self.rules += other.rules
        self.wrong += other.wrong


class _Hanging(BaseException):
    """Not an Exception: nothing that is tested may catch it."""


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
            whole = os.path.abspath(os.fsdecode(path))
            if not whole.startswith(f"{allowed}/") and whole not in (str(allowed), "/dev/null"):
                seen.append(f"{event} {whole}")


sys.addaudithook(_audit)  # cannot be taken off again; it rests while nothing is watched


@contextlib.contextmanager
def nothing_written_outside(allowed: Path) -> Iterator[list[str]]:
    """Note what Python code writes outside of `allowed`, and every process or connection it starts."""
    seen: list[str] = []
    gc.collect()  # what earlier work left behind may tidy up after itself now, not while it is watched
    _watching.append((allowed, seen))
    try:
        yield seen
    finally:
        _watching.pop()


def _state_of(folder: Path) -> list[tuple[object, ...]]:
    """Names, kinds, sizes and times of everything below a folder: what writing would change."""
    found: list[tuple[object, ...]] = []
    for root, folders, files in os.walk(os.fsencode(folder)):
        for name in sorted(folders + files):
            path = os.path.join(root, name)
            stat = os.lstat(path)
            found.append((path, stat.st_mode, stat.st_size, stat.st_mtime_ns, stat.st_ino))
    return sorted(found, key=lambda entry: bytes(entry[0]))  # type: ignore[arg-type]


@contextlib.contextmanager
def _patience(seconds: int) -> Iterator[None]:
    def stop(_: int, frame: FrameType | None) -> None:
        where = "".join(traceback.format_stack(frame)[-3:])
        raise _Hanging(f"ran for more than {seconds} s, at last in\n{where}")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@dataclass(frozen=True)
class Sandbox:
    """A folder with `raw/`, texts, a warehouse and something outside that nobody may touch."""

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
        """Take all reports away, and what was learnt of them."""
        for name in ("raw", "warehouse"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        (self.folder / "raw").mkdir()

    def swallow(self) -> Swallowed:
        """Ingest and check everything in `raw/`; says which promises were broken."""
        where, got = self.settings, Swallowed()
        untouched = ("raw", "texts", "outside")
        before = [_state_of(self.folder / name) for name in untouched]
        began = time.monotonic()
        with nothing_written_outside(where.warehouse) as outside:
            try:
                with _patience(PATIENCE):
                    result = ingest.run(where)
            except _Hanging as hanging:
                return Swallowed(wrong=[f"ingest {hanging}"])
            except Exception as error:
                return Swallowed(wrong=[f"ingest: {type(error).__name__}: {str(error)[:300]}"])
            got.slowest = time.monotonic() - began
            got.wrong += _checked(where, sum(r.rejected for r in result.reports) > 0)
        got.wrong += [f"outside the warehouse: {event}" for event in outside]
        if before != [_state_of(self.folder / name) for name in untouched]:
            got.wrong.append("a file beside the warehouse changed")
        _count(got, where, result)
        return got


def _checked(where: Settings, refuses: bool) -> list[str]:
    """`khuyencong check` on the same reports, in this process; what is wrong with it."""
    said, whined = io.StringIO(), io.StringIO()
    environment = {"KHUYENCONG_RAW": str(where.raw), "KHUYENCONG_ARTICLES": str(where.articles)}
    kept = dict(os.environ)
    os.environ.update(environment)
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(whined), _patience(PATIENCE):
            status = main(["check"])
    except _Hanging as hanging:
        return [f"check {hanging}"]
    except Exception as error:
        return [f"check: {type(error).__name__}: {str(error)[:300]}"]
    finally:
        os.environ.clear()
        os.environ.update(kept)
    wrong = []
    if "Traceback" in said.getvalue() + whined.getvalue():
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


def _count(got: Swallowed, where: Settings, result: ingest.IngestResult) -> None:
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
                f"{counts} rows landed, {got.figures} figures and {got.accepted} accepted were told"
            )
        got.rules.update(
            dict(
                landing.execute(
                    "select rule_id, count(distinct report_id) from raw.findings "
                    "where severity in ('error', 'critical') group by 1"
                ).fetchall()
            )
        )


def swallow_many(seed: int, count: int, folder: Path, batch: int = 500) -> Iterator[Swallowed]:
    """Draw, write and swallow bad reports, batch by batch; where a batch breaks, its culprits are named."""
    good = bad_inputs.good_reports(settings.load().raw)
    box = Sandbox.create(folder)
    drawn = list(bad_inputs.draw(seed, count))
    for first in range(0, count, batch):
        some = drawn[first : first + batch]
        got = _swallow_some(box, some, good)
        got.groups.update(kind.group for _, kind, _ in some)
        yield got


def _swallow_some(box: Sandbox, some: Sequence[Drawn], good: Sequence[Files]) -> Swallowed:
    """All of them together; where that breaks, half and half until the culprits stand alone."""
    box.clear()
    for name, kind, chance in some:
        rng = random.Random(chance)
        kind.write(rng, box.folder / "raw" / name, bad_inputs.renamed(rng.choice(list(good)), name))
    got = box.swallow()
    if got.reports or not got.wrong:
        return got
    if len(some) == 1:
        name, kind, _ = some[0]
        return Swallowed(wrong=[f"{name}, {kind.name}: {wrong}" for wrong in got.wrong])
    middle = len(some) // 2
    halves = [_swallow_some(box, half, good) for half in (some[:middle], some[middle:])]
    got = Swallowed(wrong=[] if any(half.wrong for half in halves) else got.wrong)
    for half in halves:
        got.add(half)
    return got


def swallow_largest(sizes: Sequence[int], folder: Path) -> Swallowed:
    """Sheets of the largest sizes, each kind once and size by size in turn, in one folder of reports."""
    good = bad_inputs.good_reports(settings.load().raw)[0]
    box = Sandbox.create(folder)
    for turn in range(max(len(sizes), len(bad_inputs.LARGE))):
        name = f"large-{turn}"
        files = bad_inputs.renamed(good, name)
        bad_inputs.largest(turn, sizes[turn % len(sizes)], files)
        (box.folder / "raw" / name).mkdir()
        for file, data in files.items():
            (box.folder / "raw" / name / file).write_bytes(data)
    got = box.swallow()
    got.groups["sizes"] += got.reports
    return got
