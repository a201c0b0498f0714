"""Run whole processes in turn and say what they took: wall seconds, CPU seconds, peak memory.

Belongs here: starting, timing, and writing results down. Does not belong here: what is compared.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Sample:
    """One finished process; seconds, and mebibytes of peak resident memory of its largest process."""

    wall: float
    cpu: float
    peak_mib: float


def once(command: Sequence[str], env: Mapping[str, str], cwd: Path) -> Sample:
    """Run one command to its end.

    Raises:
        RuntimeError: the command failed; the message holds the end of what it printed.
    """
    start = time.perf_counter()
    with subprocess.Popen(
        command, cwd=cwd, env={**os.environ, **env}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        printed = process.stdout.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{printed[-3000:]}")
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def median(samples: Sequence[Sample], field: str) -> float:
    """Median of one figure over samples."""
    middle: float = statistics.median(getattr(sample, field) for sample in samples)
    return middle


def where_and_when() -> str:
    """One line about the machine and the moment, for the head of a results page."""
    return (
        f"{dt.date.today().isoformat()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {sys.version.split()[0]}"
    )


def write(name: str, text: str) -> Path:
    """Write a results page and return its path."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.md"
    path.write_text(text, encoding="utf-8")
    return path
