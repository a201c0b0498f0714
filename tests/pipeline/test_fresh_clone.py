"""What a stranger types in a fresh clone, with nothing set: the commands of Dagster, dg and dbt work.

One clone for all of them, in the order in which they are cheapest. The tempting clean-up that would break
this: a variable of the environment that only `khuyencong` sets.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that belong to the repository, and nothing else, in a place with an unlucky name."""
    place = tmp_path_factory.mktemp("clone") / "Bob's 100 % * {{data}}" / "khuyencong"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    for name in names.split("\0"):
        if name and (PROJECT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(PROJECT / name, place / name)
    return place


def environment(clone: Path) -> dict[str, str]:
    ours = ("KHUYENCONG", "DAGSTER", "DBT", "PYTHONDONTWRITEBYTECODE")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    # The clone's own code, though this environment was made for another checkout.
    return {**kept, "PYTHONPATH": str(clone), "DO_NOT_TRACK": "1"}


def run(clone: Path, *command: str, folder: str = ".") -> str:
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=clone / folder,
        env=environment(clone),
        capture_output=True,
        text=True,
        timeout=300,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-3000:]
    return said


def test_dbt_lists_builds_and_describes_without_touching_the_warehouse(clone: Path) -> None:
    before = sorted(path.name for path in (clone / "warehouse").rglob("*"))
    assert "khuyencong.marts.dim_place" in run(clone, "dbt", "ls", folder="dbt")
    run(clone, "dbt", "build", "--quiet", "--exclude-resource-type", "unit_test", folder="dbt")
    with duckdb.connect(str(clone / "dbt" / "target" / "build.duckdb"), read_only=True) as build:
        [(places,)] = build.execute("select count(*) from marts.dim_place").fetchall()
    assert places > 60
    # Over what is there, and from another folder as well.
    place = ("--project-dir", "dbt", "--profiles-dir", "dbt")
    run(clone, "dbt", "docs", "generate", "--quiet", *place)
    catalog = json.loads((clone / "dbt" / "target" / "catalog.json").read_text(encoding="utf-8"))
    assert "model.khuyencong.dim_place" in catalog["nodes"]
    assert sorted(path.name for path in (clone / "warehouse").rglob("*")) == before


def test_dagster_and_dg_find_and_check_the_definitions(clone: Path) -> None:
    assert "passed validation" in run(clone, "dagster", "definitions", "validate")
    if not (BIN / "dg").exists():
        pytest.skip("dagster-dg-cli, which the lock names for development, is not installed here")
    assert "All definitions loaded successfully" in run(clone, "dg", "check", "defs")


def test_dagster_materialises_what_is_selected(clone: Path) -> None:
    module = ("-m", "dagster_project.definitions")
    run(clone, "dagster", "asset", "materialize", *module, "--select", "group:raw")
    landing = clone / "warehouse" / "state" / "landing.duckdb"
    with duckdb.connect(str(landing), read_only=True) as landed:
        assert landed.execute("select count(*) from raw.claims").fetchall() > [(100,)]
    assert (clone / ".dagster" / "history").is_dir()


def test_dagster_dev_serves_the_definitions(clone: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = clone.parent / "dev.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [str(BIN / "dagster"), "dev", "-p", str(port)],
            cwd=clone,
            # What starts by itself is tested elsewhere.
            env={**environment(clone), "KHUYENCONG_UNATTENDED": "no"},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        question = "{assetsOrError {... on AssetConnection {nodes {key {path}}}}}"
        address = f"http://127.0.0.1:{port}/graphql?query={urllib.request.quote(question)}"
        keys: list[list[str]] = []
        for _ in range(300):
            assert server.poll() is None, log.read_text(errors="replace")[-3000:]
            try:
                with urllib.request.urlopen(address, timeout=10) as answer:
                    nodes = json.load(answer)["data"]["assetsOrError"]["nodes"]
                keys = [node["key"]["path"] for node in nodes]
            except (OSError, KeyError):
                pass
            if keys:
                break
            time.sleep(0.4)
        assert ["marts", "fct_funding"] in keys, log.read_text(errors="replace")[-3000:]
    finally:
        os.killpg(server.pid, signal.SIGKILL)  # its own session: the server and what it started
        server.wait()
