"""How much memory DuckDB may have for a site and its exports, from what the machine has.

Belongs here: the budget, its share for each process, and what is said when it is too little. Does not belong
here: what is read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ..messages import UserError
from ..sql import literal

PROCESSES = 2
"""Processes at a time where there is much to write; they share nothing but a folder."""

MOST, LEAST = 840, 160
"""MiB for all processes together: more is no faster, and less does not do for some dozen reports."""

_CGROUP = Path("/sys/fs/cgroup")


class TooLittleMemory(UserError):
    """A release cannot be written with as much memory as the machine has."""


def available() -> int:
    """MiB that this machine, or the container that this runs in, has to give; all of it where nobody says."""
    found = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20]
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        found += [int(line.split()[1]) >> 10 for line in lines if line.startswith("MemAvailable:")]
        most, used = ((_CGROUP / f"memory.{each}").read_text(encoding="ascii") for each in ("max", "current"))
        found += [int(most) - int(used) >> 20]
    except (OSError, ValueError):  # no Linux, no container, or one without a limit ("max")
        pass
    return min(found)


def share(processes: int) -> int:
    """MiB for DuckDB in each of so many processes: half of what is free is left for Python and others."""
    return max(LEAST, min(MOST, available() // 2) // processes)


@contextmanager
def opened(release: Path, scratch: Path, processes: int, threads: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """A release to read, in one of so many processes; what memory cannot hold goes through `scratch`.

    Raises:
        TooLittleMemory: DuckDB needed more than its share.
        duckdb.Error: the file is no release, or somebody has it open for writing.
    """
    most = share(processes)
    try:
        with duckdb.connect(str(release), read_only=True) as connection:
            connection.execute(f"set memory_limit = '{most}MiB'; set temp_directory = {literal(scratch)}")
            connection.execute(f"set threads = {threads}")
            yield connection
    except duckdb.OutOfMemoryException as error:
        raise TooLittleMemory("site.no-memory", had=most, free=available()) from error
