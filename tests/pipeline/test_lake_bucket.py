"""A lake whose data lie in a bucket, and the settings of Dagster: the services of the shared mode.

The tempting clean-up that would break this: to trust that what works with a folder works with a bucket.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dagster_project import lake, publish, settings
from dagster_project.defs.home import prepare_home
from dagster_project.publish import moving
from dagster_project.serve.connect import statements
from dagster_project.settings import PROJECT, Lake, Settings
from tests.lake_fixture import Catalogue, Place


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """An S3 server of a process of its own, with one bucket."""
    if importlib.util.find_spec("moto") is None:
        pytest.skip("the S3 server moto is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    patch = pytest.MonkeyPatch()
    address = f"http://127.0.0.1:{port}"
    patch.setenv("AWS_ENDPOINT_URL", address)
    patch.setenv("AWS_ACCESS_KEY_ID", "key")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "geheim")
    patch.setenv("AWS_REGION", "us-east-1")
    try:
        until = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError):
                made = urllib.request.Request(f"{address}/khuyencong", method="PUT")
                urllib.request.urlopen(made, timeout=5).close()
                break
            assert time.monotonic() < until
            time.sleep(0.2)
        yield "s3://khuyencong"
    finally:
        patch.undo()
        server.terminate()
        server.wait(30)


@pytest.fixture(scope="module")
def here(
    catalogue: Catalogue, bucket: str, shipped: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """A machine whose embedded warehouse, with a pin, was taken up into a bucket."""
    folder = tmp_path_factory.mktemp("bucket")
    place = Place.create(catalogue, folder / "data")
    here = dataclasses.replace(
        shipped, warehouse=folder / "here", lake=Lake(place.lake.catalogue, f"{bucket}/lake")
    )
    embedded = dataclasses.replace(here, lake=None)
    embedded.releases.mkdir(parents=True)
    [made] = publish.release_files(shipped)
    os.link(made, embedded.releases / made.name)
    os.link(made, embedded.current)
    publish.pin(embedded, made.stem)
    assert moving.up(here) == [made.stem]
    return here


def test_a_lake_in_a_bucket_holds_the_release_and_gives_its_file_back(
    here: Settings, bucket: str, shipped: Settings, tmp_path: Path
) -> None:
    # it is read, and taken down again on another machine
    [made] = publish.release_files(shipped)
    assert publish.pins(here) == [made.stem]
    with pytest.raises(moving.NotEmpty):
        moving.up(here)
    assert here.lake
    with lake.opened(here.lake) as reader:
        reader.execute(f"attach '{made}' as embedded (read_only)")
        for name in ("marts.claims", "quality.relations", "analytics.funding_by_province_period"):
            for one, other in (("embedded", "lake"), ("lake", "embedded")):
                asked = f"select count(*) from (from {one}.{name} except all from {other}.{name})"
                assert reader.execute(asked).fetchall() == [(0,)], name

    there = dataclasses.replace(here, warehouse=tmp_path / "there")
    assert moving.down(there) == [made.stem]
    alone = dataclasses.replace(there, lake=None)
    assert publish.pins(alone) == [made.stem]
    before, after = publish.read_release(shipped.current), publish.read_release(alone.current)
    assert dataclasses.replace(after, path=before.path) == before
    written = moving.file_of(here, None, f"{bucket}/files")
    assert written == f"{bucket}/files/{made.stem}.duckdb"
    with lake.connect(here.lake) as reader:
        reader.execute(f"attach '{written}' as far (read_only)")
        assert reader.execute("select release_id from far.meta.release").fetchall() == [(made.stem,)]


def test_the_lines_of_connect_to_a_lake_are_run_as_they_are_and_hold_no_key(
    here: Settings, release: Path
) -> None:
    stem = publish.read_release(release).release_id
    assert "geheim" not in "\n".join(statements(here))
    for named in (None, stem):
        with duckdb.connect() as reader:
            for line in statements(here, named, here=True):
                reader.execute(line)
            assert reader.execute("select release_id from meta.release").fetchall() == [(stem,)]
            assert reader.execute("select count(*) > 0 from search('lao cai')").fetchall() == [(True,)]
    with pytest.raises(lake.NoLake, match="keeps no release"):
        statements(here, "20200101T000000Z-00000000")


def test_a_shell_of_connect_reads_the_lake_and_may_not_write(here: Settings, release: Path) -> None:
    if not (Path(sys.executable).parent / "duckdb").exists():
        pytest.skip("the DuckDB command line is not installed")
    assert here.lake
    own = {"KHUYENCONG_LAKE": here.lake.catalogue, "KHUYENCONG_LAKE_DATA": here.lake.data}
    done = subprocess.run(
        [sys.executable, "-m", "dagster_project.cli", "connect", "--shell"],
        cwd=PROJECT,
        env=os.environ | own,
        input="select 'claims ' || count(*) as n from marts.claims; delete from marts.claims;",
        capture_output=True,
        text=True,
        timeout=120,
    )
    with duckdb.connect(str(release), read_only=True) as file:
        [(count,)] = file.execute("select count(*) from marts.claims").fetchall()
    assert f"claims {count}" in done.stdout, done.stdout + done.stderr
    assert "read-only" in done.stderr


def test_a_share_of_a_build_comes_back_from_a_bucket_as_it_was(here: Settings, shipped: Settings) -> None:
    assert here.lake
    share = lake.Share("of_shipped", 0, 1)
    questions = {name: f"from work.intermediate.{name}" for name in ("int_regions", "int_relation_texts")}
    assert lake.write_share(here.lake, share, shipped.work, questions) > 500
    assert lake.shares(here.lake) == [share]
    assert lake.is_whole(here.lake, share)


def test_dagster_settings_follow_the_lake_and_a_file_of_somebody_else_stays(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    monkeypatch.setenv("KHUYENCONG_DAGSTER", "")
    monkeypatch.delenv("KHUYENCONG_DAGSTER")
    alone, shared = settings.load(), dataclasses.replace(settings.load(), lake=place.lake)
    for where, name in ((alone, "dagster.yaml"), (shared, "dagster_shared.yaml"), (alone, "dagster.yaml")):
        prepare_home(where)
        assert (tmp_path / "dagster.yaml").resolve().name == name
    assert "host=%2F" in os.environ["KHUYENCONG_DAGSTER"]
    assert lake.address(Lake("service=khuyencong", "")) == "postgresql:///?service=khuyencong"
    (tmp_path / "dagster.yaml").unlink()
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    prepare_home(shared)
    assert not (tmp_path / "dagster.yaml").is_symlink()
