"""What the tests of faults share: a published warehouse, and a complete build to be spoilt."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

from dagster_project.settings import Settings


@pytest.fixture
def built(shipped: Settings, tmp_path: Path) -> Settings:
    """The shipped reports published as they are, and a build of them, in a folder of its own."""
    shutil.copytree(shipped.warehouse, tmp_path / "warehouse", ignore=shutil.ignore_patterns("*.duckdb"))
    where = dataclasses.replace(shipped, warehouse=tmp_path / "warehouse", keep_releases=3)
    for path in shipped.state.glob("*.duckdb"):
        shutil.copyfile(path, where.state / path.name)
    return where
