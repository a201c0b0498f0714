"""What a release was made of, and what of it is not as it was in the current release.

Reports, corrections and place events explain changed cells. Texts of articles, files of vocabularies,
judgements, models and code explain nothing by themselves, but their change is named to whoever has to explain
it. Does not belong here: cells, and writing `meta.inputs` (`account.py`).
"""

from __future__ import annotations

import hashlib
import logging
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import duckdb

from ..settings import Settings
from ..transform import files_sha256
from ..transform import sources_sha256 as dbt_sources_sha256
from ..transform.facts import open_landing
from . import older, script
from .content import sha256_of_lines

log = logging.getLogger("khuyencong")

ROOMS = ("reading", "contracts", "drafting", "ingest", "transform", "publish")
"""Rooms of the package whose code decides what a release says."""

MODELS = ("models", "macros")
UNDECIDING = frozenset({"accepted_changes.csv"})
"""Judgements on publishing, not on numbers."""
TOOLS = ("duckdb", "dbt-core", "dbt-duckdb", "pandas", "pandera")

LANDED = ("report", "source", "article", "correction", "place_event")
"""Kinds of inputs that are known only once they have been read."""


class Part(NamedTuple):
    """A file, room or tool that takes part in every cell, such as `Part("vocabulary", "units.csv", "9f…")`.

    `sha256` is that of its content.
    """

    kind: str
    name: str
    sha256: str


def parts(settings: Settings) -> list[Part]:
    """Vocabularies, judgements, models, code and tools as they are now."""
    found = []
    for kind in ("vocabulary", "judgement"):
        folder = settings.seeds / kind
        files = (path for path in sorted(folder.glob("*.csv")) if path.name not in UNDECIDING)
        found += [Part(kind, path.name, files_sha256(folder, [path])) for path in files]
    for name in MODELS:
        folder = settings.dbt / name
        # The declared sources say what lands in which column.
        models = [*folder.rglob("*.sql"), *folder.rglob("_sources.yml")]
        found.append(Part("models", name, files_sha256(folder, models)))
    package = settings.project / "dagster_project"
    for name in ROOMS:
        folder = package / name
        code = [*folder.rglob("*.py"), *folder.rglob("*.sql")]
        found.append(Part("code", name, files_sha256(folder, code)))
    for name in ("vocabulary", "messages", "disk", "sql"):
        found.append(Part("code", name, files_sha256(package, [package / f"{name}.py"])))
    return found + [Part("tool", tool, hashlib.sha256(version(tool).encode()).hexdigest()) for tool in TOOLS]


def models_are_current(settings: Settings) -> bool:
    """Whether the models are as the current release was made of them.

    Raises:
        duckdb.Error: There is no release, or it cannot be read.
    """
    return not any(each.startswith("models ") for each in changed_since(settings, {})["other"])


def sha256_of(found: list[Part]) -> str:
    """One hash for all parts."""
    return sha256_of_lines(sorted("\t".join(part) for part in found))


def sources_sha256(settings: Settings, reports: Mapping[str, str], others: str = "") -> str:
    """Hash over everything that decides what a complete refresh on this machine gives, or whether it fails.

    `reports` holds the content hash of every report by id; `others` is `others_sha256` where it is known.
    """
    contents = (f"{name}\0{content}" for name, content in sorted(reports.items()))
    return sha256_of_lines([others or others_sha256(settings), *contents])


def others_sha256(settings: Settings) -> str:
    """Hash over everything that decides what a refresh gives beside the reports."""
    texts = _texts_sha256(settings.articles) if settings.articles else ""
    return sha256_of_lines(
        [settings.raw.name, texts, dbt_sources_sha256(settings), sha256_of(parts(settings)), sys.version]
    )


def _texts_sha256(articles: Path) -> str:
    """Hash over the texts of articles; one that may not be read is not at hand, as in ingest."""
    found = []
    for path in sorted(path for path in articles.rglob("*") if path.is_file()):
        try:
            found.append(files_sha256(articles, [path]))
        except OSError as error:
            log.warning("the article %s cannot be read, so nothing is checked by it: %s", path.name, error)
    return sha256_of_lines(found)


def landed_reports(settings: Settings) -> dict[str, str]:
    """Content hash of every report by id, as ingest read it last.

    Raises:
        duckdb.Error: Nothing has landed, or somebody has the file open for writing.
    """
    with open_landing(settings.landing) as connection:
        return dict(script.run(connection, "landed_reports").fetchall())


def changed_since(settings: Settings, here: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What is no longer as the current release was made of it.

    `here` holds the content hash of every report by id, as it is now.

    Returns:
        Names of reports that are new, changed or removed, and of other parts that changed; all four kinds
        are always there. Without a current release, or where it does not say, everything is new.

    Raises:
        duckdb.Error: The release cannot be read.
    """
    before: set[tuple[str, str, str]] = set()
    if settings.current.exists():
        wanted = {"kind": "VARCHAR", "name": "VARCHAR", "sha256": "VARCHAR", "until": "TIMESTAMP"}
        with duckdb.connect(str(settings.current), read_only=True) as connection:
            have = older.columns(connection).get("meta.inputs", {})
            rows = connection.execute(older.select("meta.inputs", wanted, have)).fetchall()
            before = {(kind, name, sha256 or "") for kind, name, sha256, until in rows if until is None}
    reports = {name: sha256 for kind, name, sha256 in before if kind == "report"}
    then = {each for each in before if each[0] not in LANDED}
    other = {each[:2] for each in then ^ {*parts(settings)}} if before else set()
    return {
        "new": tuple(sorted(here.keys() - reports.keys())),
        "changed": tuple(
            sorted(name for name in here.keys() & reports.keys() if here[name] != reports[name])
        ),
        "removed": tuple(sorted(reports.keys() - here.keys())),
        "other": tuple(" ".join(key) for key in sorted(other)),
    }
