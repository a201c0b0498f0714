"""What dbt knows about the project, written down once per change of the dbt sources.

Belongs here: the arguments every call of dbt shares, the prepared manifest. Does not belong here:
building (`run.py`).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..settings import Settings

log = logging.getLogger("khuyencong")

SOURCES = ("models", "macros", "tests", "seeds", "analyses", "snapshots")


class DbtError(RuntimeError):
    """dbt could not read or run the project; the message is dbt's own."""


@contextmanager
def environment(settings: Settings) -> Iterator[None]:
    """The variables that `dbt/profiles.yml` reads, for the time of one call."""
    wanted = {
        "KHUYENCONG_BUILD": str(settings.build),
        "KHUYENCONG_WORK": str(settings.work),
        "KHUYENCONG_LANDING": str(settings.landing),
        "DO_NOT_TRACK": "1",
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def arguments(settings: Settings, command: str, target: Path) -> list[str]:
    """The arguments shared by every call: quiet, no telemetry, nothing written into the repository."""
    return [
        *("--no-send-anonymous-usage-stats", "--no-version-check", "--no-use-colors", "--quiet"),
        *("--log-level", "none", "--log-level-file", "info", "--log-path", str(settings.state / "dbt_logs")),
        *(command, "--project-dir", str(settings.dbt), "--profiles-dir", str(settings.dbt)),
        *("--target-path", str(target)),
    ]


def sources_sha256(settings: Settings) -> str:
    """Hash over everything that decides dbt's manifest: project files, their place, dbt's versions."""
    digest = hashlib.sha256()
    for part in (str(settings.dbt), version("dbt-core"), version("dbt-duckdb")):
        digest.update(part.encode() + b"\0")
    files = [*settings.dbt.glob("*.yml")]
    for folder in SOURCES:
        files += [p for p in (settings.dbt / folder).rglob("*") if p.is_file()]
    for path in sorted(files):
        digest.update(path.relative_to(settings.dbt).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def prepare(settings: Settings) -> Path:
    """Path of the manifest of the dbt sources as they are now; parsed only when they changed.

    The hash is part of the file's name and the file appears in one step, so several processes of
    Dagster may ask at the same time.

    Raises:
        DbtError: dbt cannot parse the project.
    """
    path = settings.dbt_target / f"manifest-{sources_sha256(settings)[:16]}.json"
    if path.exists():
        return path
    settings.dbt_target.mkdir(parents=True, exist_ok=True)
    with (settings.dbt_target / ".prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            _parse(settings, path)
    return path


def _parse(settings: Settings, path: Path) -> None:
    log.info("dbt: reading the project (its sources changed)")
    from dbt.cli.main import dbtRunner

    # dbt takes over what it parsed before, the place of the seeds included; a moved project starts anew.
    place = hashlib.sha256(str(settings.dbt).encode()).hexdigest()[:8]
    target = settings.dbt_target / f"parse-{place}"
    with environment(settings):
        result = dbtRunner().invoke(arguments(settings, "parse", target))
    if not result.success:
        raise DbtError(f"dbt cannot read the project in {settings.dbt.name}/: {result.exception}")
    for old in settings.dbt_target.glob("manifest-*.json"):
        old.unlink(missing_ok=True)
    # The build parses into its own folder; starting from this parse saves it a second.
    for source, goal in (
        (target / "partial_parse.msgpack", "partial_parse.msgpack"),
        (target / "manifest.json", path.name),
    ):
        if source.exists():
            aside = settings.dbt_target / f".{goal}.new"
            shutil.copyfile(source, aside)
            os.replace(aside, settings.dbt_target / goal)


@lru_cache(maxsize=2)
def _read(path: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(path.read_bytes())
    return manifest


def load_manifest(settings: Settings) -> dict[str, Any]:
    """The prepared manifest as a dictionary (dbt's schema v12). Do not change it: it is shared."""
    path = prepare(settings)
    try:
        return _read(path)
    except ValueError:  # damaged; the dbt sources say it all again
        path.unlink()
        return _read(prepare(settings))


def node(manifest: dict[str, Any], unique_id: str) -> dict[str, Any]:
    """One model, seed, data test or unit test of the manifest."""
    found: dict[str, Any] = manifest["nodes"].get(unique_id) or manifest["unit_tests"][unique_id]
    return found


def expected_nodes(manifest: dict[str, Any]) -> set[str]:
    """Ids of everything one complete `dbt build` runs: seeds, models, data tests, unit tests."""
    return {
        unique_id
        for group in ("nodes", "unit_tests")
        for unique_id, props in manifest[group].items()
        if props["resource_type"] in ("seed", "model", "snapshot", "test", "unit_test")
        and props.get("config", {}).get("enabled", True)
        and props.get("config", {}).get("materialized") != "ephemeral"
    }


def unit_tests(manifest: dict[str, Any]) -> set[str]:
    """Ids of the unit tests among them."""
    return {each for each in expected_nodes(manifest) if each in manifest["unit_tests"]}
