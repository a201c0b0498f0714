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


def share(processes: int = 1) -> int:
    """MiB for DuckDB in each of so many processes: half of what is free is left for Python and others."""
    return max(LEAST, min(MOST, available() // 2) // processes)


def limit(connection: duckdb.DuckDBPyConnection, mebibytes: int, scratch: Path, threads: int) -> None:
    """Hold a connection to a share; what needs more goes through a folder that is removed in the end."""
    connection.execute(f"set memory_limit = '{mebibytes}MiB'; set temp_directory = {literal(scratch)}")
    connection.execute(f"set threads = {threads}")


@contextmanager
def told(mebibytes: int) -> Iterator[None]:
    """Say what to do where a share was too small.

    Raises:
        TooLittleMemory: DuckDB needed more than it had.
    """
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise TooLittleMemory("site.no-memory", had=mebibytes, free=available()) from error
