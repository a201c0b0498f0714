"""Sites and downloads that need not be written again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dagster_project.settings import Settings
from dagster_project.site import Site, build, exports
from dagster_project.site.edition import DOCS, Limits
from tests.conftest import Once


def take_downloads(site: Site, patch: pytest.MonkeyPatch) -> None:
    """Let a site take the downloads of the one that was built, which are four fifths of the work."""
    files = json.loads((site.folder / "downloads" / exports.MANIFEST).read_text(encoding="utf-8"))["files"]
    made = [exports.Download(**{k: v for k, v in entry.items() if k != "release"}) for entry in files]

    def copied(_: Path, folder: Path) -> list[exports.Download]:
        shutil.copytree(site.folder / "downloads", folder)
        return made

    patch.setattr(exports, "write_downloads", copied)


@pytest.fixture
def downloads_at_hand(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of something else than the downloads."""
    take_downloads(site, monkeypatch)


@pytest.fixture(scope="session")
def site_of_many(shipped: Settings, site: Site, once: Once) -> Path:
    """A site without pages of reports, built where a killed build and a person had left something."""

    def make(folder: Path) -> None:
        for left in (".site.0123456789abcdef", ".site.notes"):
            (folder / left).mkdir()
            (folder / left / "index.html").write_text("half")
        with pytest.MonkeyPatch.context() as patch:
            take_downloads(site, patch)
            build(shipped, folder / "site", Limits(report_pages=0, numbers=0, figures=20))

    return once("site-of-many", make) / "site"


def pages_of(folder: Path) -> list[Path]:
    """Every page of a site, without dbt's page of the models."""
    return sorted(path for path in folder.rglob("*.html") if path != folder / DOCS)
