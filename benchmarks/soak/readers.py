"""Readers that open the published file, query it and close it again, without pause, until they are ended.

Belongs here: one reader (a process of its own) and starting several. Every answer must come from one release
only: one connection counts the rows of several tables and compares them with `meta.release`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

import duckdb

from .worlds import MENDED, NEWCOMER, PROJECT

QUESTION = f"""
select
    (select release_id from meta.release),
    (select row_counts::json::varchar from meta.release),
    (select count(*) from marts.claims),
    (select count(*) from marts.observations),
    (select count(*) from analytics.changes_by_province_period),
    (select count(*) from quality.rule_results),
    (select value_printed from marts.claims where report_id = '{MENDED}' and figure = 2),
    (select value::integer from marts.observations where report_id = '{MENDED}' and figure = 2),
    (select count(*) from marts.dim_report where report_id = '{NEWCOMER.report_id}'),
    (select count(*) from marts.observations where report_id = '{NEWCOMER.report_id}')
"""
COUNTED = (
    "marts.claims",
    "marts.observations",
    "analytics.changes_by_province_period",
    "quality.rule_results",
)


@dataclass
class ReaderCounts:
    """What readers saw. `wrong` holds errors and answers that mix releases."""

    answers: int = 0
    releases: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)


def read_once(path: str, seen: ReaderCounts) -> None:
    """Open, query twice on one connection, compare, close."""
    with duckdb.connect(path, read_only=True, config={"threads": "1"}) as connection:
        for _ in range(2):
            row = connection.execute(QUESTION).fetchone()
            assert row is not None
            release, row_counts, *counts = row
            mended, observed, newcomer, of_newcomer = counts[4:]
            rows = json.loads(row_counts)
            mixed = [name for name, count in zip(COUNTED, counts, strict=False) if int(rows[name]) != count]
            if mixed or str(observed) != mended or bool(newcomer) != bool(of_newcomer):
                seen.wrong.append(f"mixed: {row}")
            seen.answers += 1
            seen.releases.add(release)


def main() -> int:
    """Read until SIGTERM and once more, then print what was seen as JSON."""
    path, seen, ended = sys.argv[1], ReaderCounts(), False
    os.nice(19)  # refreshes go first on a machine with one core

    def end(_: int, __: FrameType | None) -> None:
        nonlocal ended
        ended = True

    signal.signal(signal.SIGTERM, end)
    print("reading", flush=True)
    last = False
    while not last:
        last = ended  # one answer is begun after SIGTERM, however busy the machine is
        try:
            read_once(path, seen)
        except Exception as error:
            seen.wrong.append(f"{type(error).__name__}: {error}"[:300])
    print(
        json.dumps(
            {
                "answers": seen.answers,
                "releases": sorted(seen.releases),
                "wrong": seen.wrong[:20],
                "errors": len(seen.wrong),
            }
        )
    )
    return 0


class Readers:
    """Some readers at once, on one published file."""

    def __init__(self, path: Path, count: int) -> None:
        self._processes = [
            subprocess.Popen(
                [sys.executable, "-m", "benchmarks.soak.readers", str(path)],
                cwd=PROJECT,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(count)
        ]
        for process in self._processes:
            assert _out(process).readline() == "reading\n"

    def end(self) -> ReaderCounts:
        """Let them finish their answers; returns the sum of what they saw."""
        seen = ReaderCounts()
        for process in self._processes:
            process.send_signal(signal.SIGTERM)
        for process in self._processes:
            printed = _out(process).read()
            process.wait()
            if process.returncode or not printed:
                seen.wrong.append(f"a reader ended with {process.returncode}")
                continue
            counts = json.loads(printed)
            seen.answers += counts["answers"]
            seen.releases |= set(counts["releases"])
            seen.wrong += counts["wrong"]
        return seen


def _out(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdout is not None
    return process.stdout


if __name__ == "__main__":
    sys.exit(main())
