"""How to read a release from other programs: the lines to paste, and a shell in which they have been run.

Belongs here: what a reader types, for a file of this machine or for a lake. Does not belong here: reading.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from ..messages import Language, UserError, say
from ..publish import kept_releases
from ..settings import Settings
from ..sql import literal

FIRST = "select * from marts.observations limit 5;"


class NoShell(UserError):
    """There is no DuckDB command line here."""


def statements(settings: Settings, release: str | None = None, here: bool = False) -> list[str]:
    """What attaches a release read-only as `khuyencong` and uses it; the current one if none is named.

    `here` takes the extensions of this environment; elsewhere DuckDB fetches them once.

    Raises:
        UserError: The release is not kept.
    """
    if not settings.lake:
        file = settings.current if release is None else settings.releases / f"{release}.duckdb"
        if release and release not in (kept := kept_releases(settings)):
            raise UserError("release.not-kept", release=release, kept=", ".join(reversed(kept)))
        return [f"attach {literal(file)} as khuyencong (read_only);", "use khuyencong;"]
    from .. import lake

    snapshot = lake.snapshot_of(settings.lake, release) if release else None
    bucket = lake.bucket_statement(settings.lake, keys=here)
    return [
        *lake.load_statements(settings.lake, here),
        *([f"{bucket};"] if bucket else []),
        f"{lake.attach_statement(settings.lake, lake.RELEASES, 'khuyencong', snapshot=snapshot)};",
        "use khuyencong;",
    ]


def connect(settings: Settings, release: str | None, language: Language) -> list[str]:
    """The lines for the DuckDB command line, Python and DBeaver."""
    lines = statements(settings, release)
    python = [f"reader.execute({json.dumps(line, ensure_ascii=False)})" for line in lines]
    return [
        say("connect.command-line", language),
        *(f"  {line}" for line in [*lines, FIRST]),
        "",
        say("connect.python", language),
        *(f"  {line}" for line in ["import duckdb", "reader = duckdb.connect()", *python]),
        f"  print(reader.sql({json.dumps(FIRST)}))",
        "",
        say("connect.dbeaver", language),
    ]


def shell(settings: Settings, release: str | None) -> list[str]:
    """The command that opens a shell of DuckDB in which the lines have been run.

    Raises:
        NoShell: there is none.
    """
    # That of this environment first: extensions are made for one version.
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    program = shutil.which("duckdb", path=beside)
    if program is None:
        raise NoShell("connect.no-shell")
    return [program, "-cmd", "\n".join(statements(settings, release, here=True))]
