"""One site of the shipped reports for all tests of this room; nobody writes into it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from dagster_project.settings import Settings
from dagster_project.site import Site, build

CHROMIUM = (
    os.environ.get("KHUYENCONG_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)


@pytest.fixture(scope="session")
def site(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of the shipped reports."""
    return build(shipped, tmp_path_factory.mktemp("site") / "site")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; without one nothing is started."""
    if CHROMIUM is None:
        reason = "no Chromium is installed: apt-get install chromium, or name it in KHUYENCONG_CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return CHROMIUM


def pages_of(folder: Path) -> list[Path]:
    """Every page of a site."""
    return sorted(folder.rglob("*.html"))
