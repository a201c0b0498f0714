"""Publishing under kill -9, under readers and on a full disk: the current release is unharmed, always.

The short form of `make soak`. The tempting clean-up that would break this: writing the release under its
final name, or switching the link by removing it first.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TextIO

import duckdb
import pytest

from benchmarks.soak.inotify import Watcher
from benchmarks.soak.kills import AT_EVENTS
from benchmarks.soak.readers import Readers
from dagster_project import publish, transform
from dagster_project.publish.content import describe
from dagster_project.publish.files import CANDIDATE, SUMS, current_release
from dagster_project.settings import Settings
from dagster_project.transform.facts import table_facts

PROJECT = Path(__file__).resolve().parents[2]
KILLS = 6
WHICH = "report_id = 'lao-cai-2008-2012' and figure = 2"


def environment(where: Settings) -> dict[str, str]:
    return os.environ | {"KHUYENCONG_WAREHOUSE": str(where.warehouse), "KHUYENCONG_RAW": str(where.raw)}


def change(where: Settings, value: int) -> None:
    """As if somebody had mended every sheet, and one number with it."""
    with duckdb.connect(str(where.landing)) as landing:
        landing.execute("update raw.reports set content_sha256 = sha256(content_sha256)")
    with duckdb.connect(str(where.build)) as build:
        for table in ("claims", "observations"):
            build.execute(f"update marts.{table} set value = {value} where {WHICH}")
        build.execute(f"update marts.claims set value_printed = '{value}' where {WHICH}")


def current(where: Settings) -> publish.Release:
    """The current release, by the file of its own."""
    path = current_release(where)
    assert path
    return publish.read_release(path)


def content_of(path: Path) -> str:
    """The content hash of a release, which must be what it says it is."""
    there = path.stat()
    return _content_of(path, (there.st_ino, there.st_size, there.st_mtime_ns))


@cache
def _content_of(path: Path, _: tuple[int, ...]) -> str:
    with duckdb.connect(str(path), read_only=True) as connection:
        [(said,)] = connection.execute("select content_sha256 from meta.release").fetchall()
        assert describe(connection).content_sha256 == said
    return str(said)


@dataclasses.dataclass
class Publisher:
    """A process that publishes in forks, as often as it is told."""

    process: subprocess.Popen[bytes]
    orders: TextIO
    answers: TextIO

    def fork(self) -> int:
        print("fork", file=self.orders, flush=True)
        return int(self.answers.readline().split()[1])

    def ended(self) -> int:
        return int(self.answers.readline().split()[1])

    def go(self) -> int:
        print("go", file=self.orders, flush=True)
        return self.process.wait()


@pytest.fixture
def publisher(published: Settings) -> Iterator[Publisher]:
    orders, answers = os.pipe(), os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.soak.publisher", "publish", str(orders[0]), str(answers[1])],
        env=environment(published),
        cwd=PROJECT,
        pass_fds=(orders[0], answers[1]),
    )
    os.close(orders[0])
    os.close(answers[1])
    with os.fdopen(orders[1], "w") as said, os.fdopen(answers[0]) as heard:
        assert heard.readline() == "publishing\n"
        yield Publisher(process, said, heard)
    process.kill()
    process.wait()


def test_a_kill_inside_publishing_leaves_the_old_release_or_the_new_one(
    published: Settings, publisher: Publisher
) -> None:
    before = content_of(published.current)
    change(published, 238)
    with duckdb.connect(str(published.build), read_only=True) as build:
        after = describe(build).content_sha256
    rng, seen = random.Random(4), set()
    for turn in range(KILLS):
        words, folder, part, event = AT_EVENTS[turn % len(AT_EVENTS)]
        watcher = Watcher([published.releases if folder == "releases" else published.warehouse])
        fork = publisher.fork()
        if turn < len(AT_EVENTS):
            assert watcher.wait_for(part, event, 60), words
            time.sleep(rng.uniform(0, 0.02))
        else:
            time.sleep(rng.uniform(0, 1))
        watcher.close()
        with contextlib.suppress(ProcessLookupError):  # it was quicker
            os.kill(fork, signal.SIGKILL)
        assert publisher.ended() in (-signal.SIGKILL, 0)
        for path in published.releases.iterdir():
            if path.name != SUMS and not path.name.startswith((CANDIDATE, ".")):
                assert path.suffix == ".duckdb", path
                assert oct(path.stat().st_mode)[-3:] == "444"
                assert content_of(path) in (before, after), words
        assert current_release(published) in publish.release_files(published), words
        seen.add(content_of(published.current))
        if content_of(published.current) == after:  # it got so far; begin again with the old one
            old = next(p for p in publish.release_files(published) if content_of(p) == before)
            publish.rollback(published, old.stem)
            publish.lift(published)
    assert seen == {before, after}
    assert publisher.go() == 0
    assert content_of(published.current) == after
    assert {p.name for p in published.releases.iterdir() if p.suffix != ".duckdb"} == {SUMS}


def test_readers_see_no_error_and_no_mixture_while_releases_change(published: Settings) -> None:
    readers = Readers(published.current, 2)
    made = []
    for turn in range(3):
        change(published, 300 + turn)
        made.append(publish.publish(published).release_id)
    seen = readers.end()
    assert seen.wrong == []
    assert seen.answers > 3
    assert made[-1] in seen.releases


def test_publishing_on_a_full_disk_leaves_the_current_release_and_says_so(published: Settings) -> None:
    first = current(published)
    change(published, 238)
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({published.build.stat().st_size // 2},) * 2)\n"
        "from dagster_project import publish, settings, transform\n"
        "try:\n    publish.publish(settings.load())\n"
        "except Exception as error:\n    print(transform.explained(error, settings.load()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(published), cwd=PROJECT, capture_output=True, text=True
    )
    assert "The disk is full" in done.stdout, done.stdout + done.stderr
    assert content_of(published.current) == first.content_sha256
    assert [p.name for p in published.releases.iterdir()] == [first.path.name]
    assert not publish.publish(published).unchanged


DAMAGES = (
    ("build.duckdb", "overwritten"),
    ("build.duckdb", "cut off"),
    ("landing.duckdb", "cut off"),
    ("work.duckdb", "a folder"),
)
"""The soak does them all, and refreshes after each."""


@pytest.mark.parametrize(("name", "how"), DAMAGES)
def test_a_damaged_file_of_the_state_is_not_published(published: Settings, name: str, how: str) -> None:
    first = current(published)
    change(published, 238)
    damage(published.state / name, how)
    with pytest.raises((duckdb.Error, OSError, publish.Refused)) as refusal:
        publish.publish(published)
    said = f"{type(refusal.value).__name__}: {refusal.value}"
    assert transform.advice(said) or "khuyencong refresh" in said, said
    assert content_of(published.current) == first.content_sha256
    assert [p.name for p in published.releases.iterdir()] == [first.path.name]


def test_what_landed_is_told_while_work_and_build_are_damaged(published: Settings) -> None:
    """Ingest runs before both are made anew: if it stopped here, running again would never help."""
    damage(published.work, "overwritten")
    damage(published.build, "a folder")
    assert table_facts(published.landing)


def damage(path: Path, how: str) -> None:
    """Spoil a file as a bad disk, a broken copy or a person would."""
    if how == "overwritten":
        with path.open("r+b") as handle:
            size = path.stat().st_size
            for place in range(4096, size, 16384):
                handle.seek(place)
                handle.write(b"\xa5" * 4096)
    elif how == "cut off":
        os.truncate(path, path.stat().st_size // 3)
    else:
        path.unlink()
        path.mkdir()
