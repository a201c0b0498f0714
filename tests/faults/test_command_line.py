"""What the command line says when the machine fails it: one sentence and what to do, no traceback.

The tempting clean-up that would break this: letting an error through because "it cannot happen".
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dagster_project import transform
from dagster_project.cli import khuyencong, main
from dagster_project.defs import alerts
from dagster_project.defs.shown import Reason
from dagster_project.messages import message
from dagster_project.settings import Settings
from dagster_project.transform import mishaps
from dagster_project.transform.manifest import load_manifest, prepare
from tests.small_world import SmallWorld


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(tmp_path / "warehouse"))
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    monkeypatch.delenv("KHUYENCONG_ARTICLES", raising=False)
    return tmp_path


@pytest.fixture
def read_only(world: Path) -> Iterator[Path]:
    """A folder that nobody can write: by its rights, or, for the superuser, by its file system."""
    folder = world / "warehouse"
    folder.mkdir()
    mounted = False
    if os.geteuid() == 0:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(folder)], capture_output=True)
        mounted = done.returncode == 0
    if not mounted:
        folder.chmod(0o555)
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write everywhere, and may not mount")
    yield folder
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)
    else:
        folder.chmod(0o755)


def test_a_read_only_warehouse_is_named_with_what_to_do(
    read_only: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["refresh"]) == 1
    said = capsys.readouterr().err
    assert str(read_only) in said
    assert "KHUYENCONG_WAREHOUSE" in said
    assert "Traceback" not in said
    assert main(["status"]) == 0


@pytest.mark.parametrize("where", ["warehouse", "dagster", "warehouse/state/writer.lock", "warehouse/state"])
def test_a_file_or_folder_in_the_wrong_place_is_named(
    where: str, world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = world / where
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".lock":
        path.mkdir()
    else:
        path.write_bytes(b"something else")
    assert main(["refresh"]) == 1
    said = capsys.readouterr().err
    assert str(path) in said
    assert "Move away what stands there" in said
    assert "Traceback" not in said


def test_damaged_records_of_dagster_are_named_with_what_to_do(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("history/runs.db", "history/runs/index.db", "schedules/schedules.db"):
        path = world / "dagster" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"no database" * 1000)
    assert main(["refresh"]) == 1
    said = capsys.readouterr().err
    assert "records of Dagster are damaged" in said
    assert "Traceback" not in said


def broken(*_: object, **__: object) -> int:
    raise RuntimeError("of a kind that nobody thought of")


@pytest.mark.parametrize("command", ["status", "releases", "check"])
def test_an_error_that_nobody_thought_of_is_one_sentence_and_its_trace_is_kept(
    command: str, world: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(khuyencong.commands[command], "callback", broken)
    assert main([command]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Nobody thought of this" in said
    trace = (world / "warehouse" / "state" / mishaps.TRACE).read_text(encoding="utf-8")
    assert "in broken" in trace


SAID = {
    "[Errno 28] No space left on device: '/x'": "disk is full",
    'IO Error: Could not write file "x": No space left on device': "disk is full",
    "(sqlite3.OperationalError) database or disk is full": "disk is full",
    "(sqlite3.OperationalError) disk I/O error": "disk is full, or fails",
    "[Errno 30] Read-only file system: '/x'": "may not be written",
    "[Errno 13] Permission denied: '/x'": "may not be written",
    "[Errno 21] Is a directory: '/x'": "Move away",
    'IO Error: The file "x" exists, but it is not a valid DuckDB database file!': "damaged",
    "IO Error: Corrupt database file: computed checksum 1 does not match": "damaged",
    "(sqlite3.DatabaseError) file is not a database": "records of Dagster",
    "Out of Memory Error: failed to allocate data": "memory",
}


@pytest.mark.parametrize("said", SAID)
def test_what_to_do_is_known_by_what_the_system_says(said: str) -> None:
    found = transform.advice(said)
    assert found is not None
    assert SAID[said] in found.text("en")
    assert found.text("vi")


def test_nothing_is_advised_on_what_is_not_known() -> None:
    assert transform.advice("KeyError: 'a'") is None


def test_an_alert_tells_what_to_do_about_the_machine() -> None:
    full = Reason("ingest", {"en": "OSError: [Errno 28] No space left on device"}, foreseen=False)
    assert "disk is full" in alerts._what_to_do([full], checks=False).text("en")
    other = Reason("ingest", {"en": "KeyError"}, foreseen=False)
    assert alerts._what_to_do([other], checks=False) == message("alert.ingest-broke")


def test_a_damaged_manifest_is_made_anew(shipped: Settings, tmp_path: Path) -> None:
    where = dataclasses.replace(shipped, warehouse=tmp_path)
    shutil.copytree(shipped.dbt_target, where.dbt_target)
    [path] = where.dbt_target.glob("manifest-*.json")
    before = path.read_bytes()
    path.write_bytes(before[: len(before) // 2])
    assert load_manifest(where)["nodes"].keys() == json.loads(before)["nodes"].keys()
    assert json.loads(path.read_bytes())["nodes"]


def test_a_broken_or_missing_model_is_named_by_its_own_file(tmp_path: Path) -> None:
    """A model with unit tests of its own: what is wrong is the model, not the file of its unit tests."""
    world = SmallWorld.create(tmp_path)
    model = world.settings.dbt / "models" / "quality" / "freshness.sql"
    sql = model.read_text(encoding="utf-8")
    model.write_text(sql.replace("{{ ref(", "{{ ref(nonesuch, ", 1), encoding="utf-8")
    with pytest.raises(transform.DbtError, match=r"models/quality/freshness\.sql"):
        prepare(world.settings)
    model.unlink()
    with pytest.raises(transform.DbtError, match=r"no freshness\.sql below models/"):
        prepare(world.settings)
