"""A browser, and downloads that need not be written again."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from dagster_project.site import Site, exports
from dagster_project.site.edition import DOCS

CHROMIUM = (
    os.environ.get("KHUYENCONG_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)


@pytest.fixture
def downloads_at_hand(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site takes the downloads of the one that was built, which are four fifths of the work.

    For tests of something else than the downloads.
    """
    files = json.loads((site.folder / "downloads" / exports.MANIFEST).read_text(encoding="utf-8"))["files"]
    made = [exports.Download(**{k: v for k, v in entry.items() if k != "release"}) for entry in files]

    def copied(_: Path, folder: Path) -> list[exports.Download]:
        shutil.copytree(site.folder / "downloads", folder)
        return made

    monkeypatch.setattr(exports, "write_downloads", copied)


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
    """Every page of a site, without dbt's page of the models."""
    return sorted(path for path in folder.rglob("*.html") if path != folder / DOCS)
