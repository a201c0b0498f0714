"""Unlucky places: each works, or is named in one sentence with the cure, and nothing is left behind.

Folders with signs in their names, file systems without locks, a working folder that is gone, code without its
project, records of Dagster that somebody else uses, a warehouse that its readers may not write.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dagster_project import disk
from dagster_project.cli import main
from dagster_project.defs import home
from dagster_project.settings import load
from dagster_project.transform import advice
from tests.conftest import Refreshed

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(tmp_path / "warehouse"))
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("KHUYENCONG_ARTICLES", raising=False)
    return tmp_path


def refused(command: list[str], capsys: pytest.CaptureFixture[str], code: int) -> str:
    """The one sentence that a command is refused with."""
    assert main(command) == code
    said = capsys.readouterr().err
    assert "Nobody thought of this" not in said
    return said


# --- folders -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["#", "?", "[", "%41"])
@pytest.mark.parametrize("variable", ["KHUYENCONG_WAREHOUSE", "DAGSTER_HOME"])
def test_a_folder_that_dbt_or_dagster_would_misread_is_refused_by_name(
    variable: str, sign: str, world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variable, str(world / f"a{sign}b"))
    said = refused(["refresh"], capsys, 2)
    assert str(world / f"a{sign}b") in said
    assert f"'{sign}'" in said
    assert variable in said
    assert not list(world.iterdir())


def test_other_signs_in_a_folder_are_no_matter(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # That everything works there is tested in `test_fresh_clone.py`.
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(world / "Bob's 100 % * {{data}}"))
    assert load().warehouse.name.startswith("Bob's")


@pytest.mark.parametrize("command", ["status", "refresh", "check", "releases"])
def test_a_deleted_working_folder_is_named(
    command: str, world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = world / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert "has been deleted" in refused([command], capsys, 2)
    assert not list(world.iterdir())


@pytest.mark.parametrize("command", ["status", "refresh", "check", "dev"])
def test_code_without_its_project_says_where_it_runs(command: str, tmp_path: Path) -> None:
    site = tmp_path / "site-packages"
    shutil.copytree(PROJECT / "dagster_project", site / "dagster_project")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("KHUYENCONG")}
    done = subprocess.run(
        [sys.executable, "-m", "dagster_project.cli", command],
        cwd=tmp_path,
        env={**kept, "PYTHONPATH": str(site), "DAGSTER_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert str(site) in done.stderr
    assert "from a checkout" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["site-packages"]


# --- file systems --------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_named_with_the_cure(
    number: int, world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def flock(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", flock)
    said = refused(["refresh"], capsys, 1)
    assert "file system cannot do this" in said
    assert "KHUYENCONG_WAREHOUSE" in said
    held = advice('IO Error: Could not set lock on file "x": Conflicting lock is held in python (PID 1)')
    assert held is None, "somebody else's lock is no fault of the file system"


@pytest.mark.parametrize(
    ("number", "passes"),
    [(errno.EINVAL, True), (errno.ENOTSUP, True), (errno.EIO, False), (errno.ENOSPC, False)],
)
def test_a_folder_that_cannot_be_synced_is_passed_over_and_a_failing_disk_is_not(
    number: int, passes: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(handle: int) -> None:
        assert stat.S_ISDIR(os.fstat(handle).st_mode)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fsync)
    if passes:
        disk.sync_folder(tmp_path)
    else:
        with pytest.raises(OSError, match=os.strerror(number)):
            disk.sync_folder(tmp_path)


# --- records of Dagster --------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["refresh"], ["dev"]])
def test_records_of_another_checkout_are_refused_and_those_of_a_moved_one_taken_over(
    command: list[str],
    world: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = world / "other"
    (other / "dagster_project").mkdir(parents=True)
    (other / "dagster.yaml").write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    (world / "home").mkdir()
    link = world / "home" / "dagster.yaml"
    link.symlink_to(other / "dagster.yaml")
    said = refused(command, capsys, 1)
    assert str(other) in said
    assert str(world / "home") in said
    assert link.readlink() == other / "dagster.yaml"
    other.rename(world / "moved")
    home.prepare_home(load())
    assert link.samefile(PROJECT / "dagster.yaml")
    link.unlink()
    link.symlink_to(world / "settings.yaml")  # somebody's own, kept elsewhere
    (world / "settings.yaml").write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    home.prepare_home(load())
    assert link.samefile(world / "settings.yaml")


SERVED = """
import os, sys
from dagster_project.cli import main
from dagster_project.defs import home
home.prepare = lambda _: None  # reading the dbt project is not what is tested
execv = os.execv
def become(program, _):
    execv(program, [program, "-c", "import subprocess, sys;"
                                   "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(30)'],"
                                   "stdout=subprocess.DEVNULL);"
                                   "print('serves', flush=True); sys.stdin.read()"])
os.execv = become
sys.exit(main(["dev"]))
"""
"""`khuyencong dev`, with a process in the place of Dagster's that starts another."""


def test_a_second_dagster_on_the_same_records_is_refused_until_the_first_has_ended(
    world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    became: list[Any] = []
    monkeypatch.setattr(os, "execv", lambda *line: became.append(line))
    monkeypatch.setattr(home, "prepare", lambda _: None)
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", SERVED], stdin=pipe, stdout=pipe, text=True, cwd=PROJECT
    ) as first:
        assert first.stdout
        assert any("serves" in line for line in first.stdout)
        assert "Another Dagster" in refused(["dev"], capsys, 1)
        assert not became
        first.kill()
    monkeypatch.chdir(PROJECT)
    main(["dev"])
    assert became, "its lock ends with it, whatever it has started"


# --- readers -------------------------------------------------------------------------------------------

LARGE = """
import sys, duckdb
db = duckdb.connect(sys.argv[1], read_only=True)
db.execute("set memory_limit = '60MB'; set threads = 1")
if len(sys.argv) > 2:
    db.execute(f"set temp_directory = '{sys.argv[2]}'")
query = '''select count(*) from (select row_number() over (order by hash(a.cell_id || b.cell_id || c.i)) as n
           from marts.observations as a, marts.observations as b, range(10) as c(i)) where n % 2 = 0'''
print(db.execute(query).fetchone())
"""


def test_a_reader_without_write_right_can_ask_more_than_memory_holds_as_the_page_says(
    refreshed: Refreshed, tmp_path: Path
) -> None:
    assert "set temp_directory = '" in (PROJECT / "warehouse" / "README.md").read_text(encoding="utf-8")
    folder = tmp_path / "warehouse"
    folder.mkdir()
    shutil.copyfile(refreshed.settings.current, folder / "khuyencong.duckdb")
    folder.chmod(0o555)
    # The superuser without the power to pass over rights.
    plain = ["setpriv", "--bounding-set", "-dac_override"] if os.geteuid() == 0 else []
    if plain and not shutil.which("setpriv"):
        pytest.skip("the superuser may write everywhere, and cannot lay that down here")

    def ask(*aside: str) -> subprocess.CompletedProcess[str]:
        line = [*plain, sys.executable, "-c", LARGE, str(folder / "khuyencong.duckdb"), *aside]
        return subprocess.run(line, capture_output=True, text=True, timeout=300)

    assert "Failed to create directory" in ask().stderr
    own = tmp_path / "own"
    done = ask(str(own))
    assert done.returncode == 0, done.stderr
    assert os.listdir(folder) == ["khuyencong.duckdb"]
