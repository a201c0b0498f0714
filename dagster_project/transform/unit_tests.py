"""Which dbt unit tests need not run again: those that passed on the very code that would run.

A unit test reads made-up rows only, so what it says follows from the dbt sources, the functions handed to
dbt-duckdb and the versions of the tools; reports have no part in it. Does not belong here: data tests, which
run with every build.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from ..settings import Settings
from .manifest import sources_sha256

FUNCTIONS = Path(__file__).with_name("exact.py")
"""Not imported here: that would load dbt for whoever only asks."""


def _key(settings: Settings) -> str:
    digest = hashlib.sha256(sources_sha256(settings).encode())
    digest.update(version("duckdb").encode() + b"\0")
    digest.update(FUNCTIONS.read_bytes())
    return digest.hexdigest()


def _kept(settings: Settings) -> Path:
    return settings.state / "unit_tests.json"


def proven(settings: Settings) -> frozenset[str]:
    """Unique ids of the unit tests that passed on the code as it is now; none where that is not known."""
    try:
        kept = json.loads(_kept(settings).read_text(encoding="utf-8"))
        return frozenset(kept["passed"] if kept["key"] == _key(settings) else ())
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


def remember(settings: Settings, passed: Iterable[str]) -> None:
    """Keep which unit tests passed on the code as it is now, in one step.

    Never raises: where it cannot be written down they run again, which is all that is lost.
    """
    path = _kept(settings)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        aside.write_text(json.dumps({"key": _key(settings), "passed": sorted(passed)}), encoding="utf-8")
        os.replace(aside, path)
