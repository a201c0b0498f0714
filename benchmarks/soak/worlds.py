"""A warehouse with two states of `raw/` to alternate between, and the inspection of what is published.

Belongs here: what must be true of the published files at every moment. Does not belong here: what is done
to them meanwhile.
"""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from benchmarks import synthetic
from dagster_project import settings
from dagster_project.contracts.model import SHEET_COLUMNS
from dagster_project.publish.content import describe
from dagster_project.publish.files import CANDIDATE, RELEASE_ID, SUMS, current_release
from dagster_project.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
KHUYENCONG = str(Path(sys.executable).parent / "khuyencong")
STATES = ("as shipped", "changed")

MENDED, FIGURE, BEFORE, AFTER = "lao-cai-2008-2012", 2, "237", "238"
NEWCOMER = synthetic.Report(synthetic.World(seed=1), synthetic.places(), 0)
"""The report that only one of the states has."""


@dataclass(frozen=True)
class World:
    """A folder with `raw/`, `warehouse/` and Dagster's home."""

    folder: Path

    @classmethod
    def create(cls, folder: Path) -> World:
        """One with the shipped reports and no release."""
        world = cls(folder)
        shutil.copytree(PROJECT / "raw", folder / "raw")
        world.home.mkdir()
        return world

    @property
    def home(self) -> Path:
        """Where Dagster keeps its records."""
        return self.folder / "dagster"

    @property
    def environment(self) -> dict[str, str]:
        """Variables under which the command line reads and writes this folder only."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KHUYENCONG_")}
        return kept | {
            "KHUYENCONG_RAW": str(self.folder / "raw"),
            "KHUYENCONG_WAREHOUSE": str(self.folder / "warehouse"),
            "KHUYENCONG_KEEP_RELEASES": "5",
            "DAGSTER_HOME": str(self.home),
        }

    @property
    def settings(self) -> Settings:
        """The settings that the command line reads in this world."""
        with self.inside():
            return settings.load()

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """Set these variables in this process for a while."""
        kept = dict(os.environ)
        os.environ.clear()
        os.environ.update(self.environment)
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(kept)

    def become(self, state: str) -> None:
        """Put `raw/` into one of the two states: one figure more by one, and one report more or less."""
        shutil.rmtree(self.folder / "raw" / NEWCOMER.report_id, ignore_errors=True)
        if state == STATES[1]:
            NEWCOMER.write(self.folder / "raw")
        sheet = self.folder / "raw" / MENDED / "figures.csv"
        with sheet.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.reader(handle))
        value = rows[FIGURE][SHEET_COLUMNS.index("value")]
        assert value in (BEFORE, AFTER), value
        rows[FIGURE][SHEET_COLUMNS.index("value")] = AFTER if state == STATES[1] else BEFORE
        with sheet.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle, lineterminator="\n").writerows(rows)

    def refresh(self, **more: str) -> subprocess.CompletedProcess[str]:
        """Run `khuyencong refresh` as a process of its own, to its end."""
        return self.command("refresh", **more)

    def command(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run any command of the command line as a process of its own."""
        return subprocess.run(
            [KHUYENCONG, *arguments],
            env=self.environment | more,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )


@dataclass(frozen=True)
class ReleaseFacts:
    """What a release file says of itself; `content_sha256` is computed again from its tables."""

    release_id: str
    content_sha256: str
    previous: str | None
    revisions_ended: int


@dataclass
class Inspector:
    """Inspects the published files; a file that has not changed since is not read again.

    `contents` and `figures` hold, by state of `raw/`, the content hash that an undisturbed refresh gives and
    the number of figures written.
    """

    settings: Settings
    contents: Mapping[str, str]
    figures: Mapping[str, int]
    known: dict[tuple[int, ...], ReleaseFacts] = field(default_factory=dict)
    by_id: dict[str, ReleaseFacts] = field(default_factory=dict)

    def wrong(self) -> list[str]:
        """Every promise that is broken at this moment, one sentence each."""
        found = []
        for path in sorted(self.settings.releases.iterdir()):
            if path.name.startswith((CANDIDATE, ".")) or path.name == SUMS:
                continue  # nobody takes a candidate, or the hashes of all files, for a release
            if path.suffix != ".duckdb" or not RELEASE_ID.fullmatch(path.stem):
                found.append(f"{path.name} in releases/ is no release")
            else:
                found += self._wrong_in(path)
        current = current_release(self.settings)
        if current is None or current == self.settings.current:
            return [*found, "no release is current"]
        if Path(f"{self.settings.current}.wal").exists():
            found.append("a write-ahead log stands beside the current link")
        try:
            with duckdb.connect(str(self.settings.current), read_only=True) as connection:
                inside = connection.execute("select release_id from meta.release").fetchall()
        except duckdb.Error as error:
            return [*found, f"the current link cannot be opened: {error}"]
        return found if inside == [(current.stem,)] else [*found, f"{current.name} says it is {inside}"]

    def state(self) -> str:
        """Which state of `raw/` the current release shows."""
        current = current_release(self.settings)
        assert current is not None
        content = self.by_id[current.stem].content_sha256
        return next(state for state, known in self.contents.items() if known == content)

    def adopt(self) -> None:
        """Accept the kept releases as they are: those before the oldest are gone, and cannot be compared."""
        kept = sorted(p for p in self.settings.releases.glob("*.duckdb") if RELEASE_ID.fullmatch(p.stem))
        for path in kept:
            seen, _ = _read(path)
            self.by_id[seen.release_id] = seen

    def _wrong_in(self, path: Path) -> list[str]:
        there = path.stat()
        key = (there.st_ino, there.st_size, there.st_mtime_ns)
        if key in self.known:
            return []
        wrong = []
        if stat.S_IMODE(there.st_mode) != 0o444:
            wrong.append(f"{path.name} may be written")
        try:
            seen, rows = _read(path)
        except duckdb.Error as error:
            return [f"{path.name} cannot be read: {error}"]
        if seen.release_id != path.stem:
            wrong.append(f"{path.name} says it is {seen.release_id}")
        states = [state for state, content in self.contents.items() if content == seen.content_sha256]
        if not states:
            wrong.append(f"{path.name} holds what no undisturbed refresh gives")
        elif (
            rows["written"] != self.figures[states[0]] or rows["written"] != rows["claims"] + rows["rejects"]
        ):
            wrong.append(f"{path.name} has lost rows: {rows}")
        wrong += self._history_wrong(path, seen)
        self.known[key] = self.by_id[seen.release_id] = seen
        return wrong

    def _history_wrong(self, path: Path, seen: ReleaseFacts) -> list[str]:
        if seen.previous is None:
            older = [release_id for release_id in self.by_id if release_id < seen.release_id]
            return [f"{path.name} knows of no release before it, such as {older[-1]}"] if older else []
        before = self.by_id.get(seen.previous)
        if before is None:
            return [f"{path.name} goes back to {seen.previous}, which nobody saw"]
        with duckdb.connect(str(path), read_only=True) as connection:
            statement = "'value', 'value_low', 'value_high', 'report_id', 'figure'"
            ((ended,),) = connection.execute(
                "select count(*) from meta.release_diff where change = 'removed' "
                f"or change = 'changed' and list_has_any(changed, [{statement}])"
            ).fetchall()
        if seen.revisions_ended != before.revisions_ended + ended:
            return [
                f"{path.name}: {seen.revisions_ended} ended revisions, not {before.revisions_ended} + {ended}"
            ]
        return []


def _read(path: Path) -> tuple[ReleaseFacts, dict[str, int]]:
    """What a release says of itself, its content hashed anew, and its rows counted."""
    with duckdb.connect(str(path), read_only=True) as connection:
        ((release_id, content, previous),) = connection.execute(
            "select release_id, content_sha256, previous_release from meta.release"
        ).fetchall()
        hashed = describe(connection).content_sha256
        ((written, claims, rejects, ended),) = connection.execute(
            """
            select
                (select sum(figures) from quality.row_conservation),
                (select count(*) from marts.claims),
                (select sum(rejected) from quality.row_conservation),
                (select count(*) from quality.revisions where known_to is not null)
            """
        ).fetchall()
    seen = ReleaseFacts(
        release_id, hashed if hashed == content else f"{content}, but hashed {hashed}", previous, ended
    )
    return seen, {"written": written, "claims": claims, "rejects": rejects}


def figures_written(world: World) -> int:
    """Rows of all sheets in `raw/` now."""
    total = 0
    for sheet in (world.folder / "raw").glob("*/figures.csv"):
        with sheet.open(encoding="utf-8", newline="") as handle:
            total += sum(1 for _ in csv.reader(handle)) - 1
    return total


def undisturbed(folder: Path) -> tuple[dict[str, str], dict[str, int]]:
    """Content hash and number of figures of each state, by refreshes of a world where nothing happens."""
    contents, figures = {}, {}
    for state in STATES:
        world = World.create(folder / state.replace(" ", "-"))
        world.become(state)
        done = world.refresh()
        assert done.returncode == 0, done.stdout + done.stderr
        figures[state] = figures_written(world)
        with duckdb.connect(str(world.settings.current), read_only=True) as connection:
            ((contents[state],),) = connection.execute("select content_sha256 from meta.release").fetchall()
        shutil.rmtree(world.folder)
    return contents, figures


def replaced(where: Settings, **changes: object) -> Settings:
    """The same settings with something changed."""
    return dataclasses.replace(where, **changes)  # type: ignore[arg-type]
