"""What several rooms of tests share: one real release of the shipped reports, built once per process."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dagster_project import settings
from dagster_project.settings import Settings


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a published warehouse made from the shipped reports, in a folder of its own."""
    from dagster_project import ingest, publish, transform

    patch = pytest.MonkeyPatch()
    patch.setenv("KHUYENCONG_WAREHOUSE", str(tmp_path_factory.mktemp("shipped")))
    patch.delenv("KHUYENCONG_RAW", raising=False)
    where = settings.load()
    patch.undo()
    ingest.run(where)
    built = transform.build(where, artefacts=True)
    assert built.ok, built
    publish.publish(where)
    return where


@pytest.fixture(scope="session")
def release(shipped: Settings) -> Path:
    """The current release of `shipped`; to be opened read-only."""
    assert os.access(shipped.current, os.R_OK)
    return shipped.current
