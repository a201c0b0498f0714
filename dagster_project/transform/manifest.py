"""Calling dbt in this process, and its manifest, which is prepared once per change of the dbt sources.

Belongs here: the arguments and variables that every call of dbt shares, the prepared manifest. Does not
belong here: building (`run.py`).
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock

from ..messages import UserError, message
from ..settings import Settings
from .node_lock import THREADS, NodeLock

log = logging.getLogger("khuyencong")

MISSING = re.compile(r"Unable to find model '[^']*?(\w+)' for unit test '[^']*' in (\S+)")
"""What dbt says of a model that is gone or has another name, and that has unit tests."""

SOURCES = ("models", "macros", "tests", "seeds", "analyses", "snapshots")


class DbtError(UserError):
    """dbt could not read or run the project; the reason is dbt's own."""


@contextmanager
def environment(settings: Settings, by_groups: bool = False, shared: str = "") -> Iterator[None]:
    """The variables that `dbt/profiles.yml` and `dbt/macros/groups.sql` read, for the time of one call."""
    files = {"BUILD": settings.build, "WORK": settings.work, "LANDING": settings.landing}
    wanted = {f"KHUYENCONG_{name}": str(path) for name, path in files.items()}
    wanted["KHUYENCONG_GROUPS"] = "changed" if by_groups else ""
    wanted["KHUYENCONG_SHARED"] = shared
    before = {name: value for name, value in os.environ.items() if name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name in wanted:
            del os.environ[name]
        os.environ.update(before)


def files_sha256(root: Path, files: Iterable[Path]) -> str:
    """Hash over names, as seen from a folder, and contents of files in it."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def project_sha256(settings: Settings) -> str:
    """Hash over the files of dbt's project and dbt's versions, the same wherever the project lies."""
    files = [*settings.dbt.glob("*.yml")]
    for folder in SOURCES:
        files += [p for p in (settings.dbt / folder).rglob("*") if p.is_file()]
    parts = (version("dbt-core"), version("dbt-duckdb"), files_sha256(settings.dbt, files))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def sources_sha256(settings: Settings) -> str:
    """Hash over everything that decides dbt's manifest: project files, their place, dbt's versions."""
    return hashlib.sha256(f"{settings.dbt}\0{project_sha256(settings)}".encode()).hexdigest()


def prepare(settings: Settings) -> Path:
    """Path of the manifest of the dbt sources as they are now; parsed only when they changed.

    Its name holds the hash of the sources, so several processes of Dagster may ask at the same time.

    Raises:
        DbtError: dbt cannot parse the project.
    """
    folder = settings.dbt_target
    place = f"manifest-{hashlib.sha256(str(settings.dbt).encode()).hexdigest()[:8]}"
    path = folder / f"{place}-{sources_sha256(settings)[:16]}.json"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".prepare.lock"):
        if path.exists():
            return path
        log.info(message("progress.dbt-reads"))
        if not any(folder.glob(f"{place}-*.json")):
            # dbt reuses what it parsed before, including where the seeds lay before the project was moved
            (folder / "partial_parse.msgpack").unlink(missing_ok=True)
        result = invoke(settings, "parse")
        if not result.success:
            error = str(result.exception)
            if missing := MISSING.search(error):  # dbt names the file of the unit test, which is as it was
                raise DbtError("dbt.model-missing", model=missing[1], unit_tests=missing[2])
            raise DbtError("dbt.cannot-read", folder=settings.dbt.name, error=error)
        for old in folder.glob("manifest-*.json"):
            old.unlink(missing_ok=True)
        os.replace(folder / "manifest.json", path)
    return path


def description_of(manifest: Mapping[str, Any], unique_id: str) -> str:
    """What the project says of a node; of a data test without words of its own what its kind promises."""
    node = manifest["nodes"][unique_id]
    kind = (node.get("test_metadata") or {}).get("name", "")
    of_kind = manifest["macros"].get(f"macro.{node['package_name']}.test_{kind}", {})
    return str(node.get("description") or of_kind.get("description") or "")


def invoke(
    settings: Settings,
    command: str,
    *arguments: str,
    callback: Callable[[Any], None] | None = None,
    by_groups: bool = False,
    shared: str = "",
) -> Any:
    """Run one command of dbt in this process and let go of the database files; dbt's `dbtRunnerResult`.

    Quiet, without telemetry, and nothing is written into the repository. `callback` is given every event
    of dbt. `by_groups` lets models be rebuilt for the places that `groups.plan` has noted, and no others;
    `shared` says what `shares.py` says of models that several processes build.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    line = [
        *("--no-send-anonymous-usage-stats", "--no-version-check", "--no-use-colors", "--quiet"),
        *("--log-level", "none", "--log-level-file", "none", "--log-path", str(settings.state / "dbt_logs")),
        *(command, "--project-dir", str(settings.dbt), "--profiles-dir", str(settings.dbt)),
        *("--target-path", str(settings.dbt_target), *arguments),
    ]
    callbacks = [callback] if callback else []
    if by_groups:
        line += ["--threads", str(THREADS)]
        callbacks.insert(0, NodeLock(load_manifest(settings)["nodes"]).on_event)
    try:
        with environment(settings, by_groups, shared):
            result = dbtRunner(callbacks=callbacks).invoke(line)
        if isinstance(result.exception, BaseException) and not isinstance(result.exception, Exception):
            raise result.exception  # a person ended the run, which dbt takes for an error of its own
        return result
    finally:
        # otherwise this process keeps the lock on the files until it ends
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


def only(manifest: Mapping[str, Any], unique_ids: Iterable[str]) -> list[str]:
    """Arguments that let a command run these nodes and nothing else."""
    names = sorted("fqn:" + ".".join(manifest["nodes"][unique_id]["fqn"]) for unique_id in unique_ids)
    return ["--indirect-selection", "empty", "--select", *names]


@lru_cache(maxsize=2)
def _read(path: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(path.read_bytes())
    return manifest


def load_manifest(settings: Settings) -> dict[str, Any]:
    """The prepared manifest as a dictionary (dbt's schema v12). Do not change it: it is shared.

    Raises:
        DbtError: dbt cannot parse the project.
    """
    path = prepare(settings)
    try:
        return _read(path)
    except ValueError:  # damaged; parsed anew
        path.unlink()
        return _read(prepare(settings))


def complete_build(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Everything that one complete build runs, by unique id: seeds, models, data tests.

    Unit tests are left out: they test the code, not a build, and run with the tests of the project.
    """
    return {
        unique_id: properties
        for unique_id, properties in manifest["nodes"].items()
        if properties["resource_type"] in ("seed", "model", "test")
    }
