"""A headless Chromium for tests that see pages as people do.

Belongs here: finding and starting it. Does not belong here: what is expected of a page.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = (
    os.environ.get("KHUYENCONG_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)
FLAGS = [
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--allow-file-access-from-files=false",
]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; without one nothing is started."""
    if CHROMIUM is None:
        reason = "no Chromium is installed: apt-get install chromium, or name it in KHUYENCONG_CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return CHROMIUM


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One for all tests of a file: Playwright runs once at a time in a process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


def barriers(page: Page) -> list[tuple[Any, ...]]:
    """What axe finds serious or worse for people who see, hear or point otherwise, and what is too wide."""
    from axe_playwright_python.sync_playwright import Axe

    answer = Axe().run(page, options={"resultTypes": ["violations"]})
    found: list[tuple[Any, ...]] = [
        (v["id"], v["impact"], v["nodes"][0]["html"][:120], v["nodes"][0]["failureSummary"][:300])
        for v in answer.response["violations"]
        if v["impact"] in ("serious", "critical")
    ]
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        found.append(("too wide",))
    return found
