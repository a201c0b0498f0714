"""The page that asks a release in SQL, over http in a real browser, with nothing else to ask.

DuckDB for browsers is no dependency of the project: it is looked for in the `node_modules` that
`KHUYENCONG_NODE_MODULES` names, else npm puts it into a folder of this run. Without npm nothing is tested.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from dagster_project.settings import Settings
from dagster_project.site import NoWasm, Site, build
from dagster_project.site.console import EXAMPLES, PACKAGE
from tests.browser_fixture import barriers
from tests.site.conftest import take_downloads

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.ui


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if named := os.environ.get("KHUYENCONG_NODE_MODULES"):
        return Path(named)
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm is installed, and KHUYENCONG_NODE_MODULES names no folder")
    folder = tmp_path_factory.mktemp("npm")
    line = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder), PACKAGE]
    try:
        done = subprocess.run(line, capture_output=True, text=True, timeout=180, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("npm reaches no registry")
    if done.returncode:
        pytest.skip(f"npm does not install {PACKAGE}: {done.stderr[-300:]}")
    return folder / "node_modules"


@pytest.fixture(scope="module")
def asking(shipped: Settings, site: Site, packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with the page that asks a release; its downloads are those of `site`."""
    with pytest.MonkeyPatch.context() as patch:
        take_downloads(site, patch)
        return build(shipped, tmp_path_factory.mktemp("site") / "site", packages=packages)


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(asking: Site) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(asking.folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def opened(browser: Browser, address: str) -> Iterator[dict[str, tuple[Page, list[str]]]]:
    """The page in either language, opened once, and what it has asked for: DuckDB takes seconds to start."""
    pages: dict[str, tuple[Page, list[str]]] = {}
    for language in ("", "en/"):
        page, asked = browser.new_page(), list[str]()
        page.set_default_timeout(30_000)
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(f"{address}{language}sql.html")
        pages[language] = page, asked
    yield pages
    for page, _ in pages.values():
        page.close()


@pytest.fixture(params=[""], ids=["vi"])
def page(opened: dict[str, tuple[Page, list[str]]], request: pytest.FixtureRequest) -> Page:
    """The page in Vietnamese, or in the language that a test names."""
    page, _ = opened[request.param]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    return page


BOTH = pytest.mark.parametrize("page", ["", "en/"], ids=["vi", "en"], indirect=True)


def ask(page: Page, sql: str) -> list[list[str]]:
    """Type a query, and read its answer as it is shown."""
    page.locator("#sql").fill(sql)
    page.locator("#sql").press("Control+Enter")
    page.locator("#answer table, #answer pre").wait_for()
    assert page.locator("#answer pre").count() == 0, page.locator("#answer pre").inner_text()
    rows = page.locator("#answer tbody tr").all()
    return [row.locator("td").all_inner_texts() for row in rows]


def test_a_query_is_answered_by_the_release_and_asks_nobody_else(
    asking: Site,
    shipped: Settings,
    address: str,
    page: Page,
    opened: dict[str, tuple[Page, list[str]]],
) -> None:
    _, asked = opened[""]
    assert page.locator("#from-disk").is_hidden()
    query = (
        "select claim, value, source_line from marts.claims "
        "where place_id = 'thai-binh' and value is not null order by claim limit 20;"
    )
    with duckdb.connect(str(shipped.current), read_only=True) as release:
        wanted = [[str(each) for each in row] for row in release.execute(query).fetchall()]
    assert len(wanted) == 20
    assert ask(page, query) == wanted
    assert ask(page, "select release_id from meta.release -- which") == [[asking.release_id]]
    assert [url for url in asked if not url.startswith((address, "blob:"))] == []
    if folder := os.environ.get("KHUYENCONG_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / "sql.png")
    page.locator("#sql").fill("select 1 from 'https://example.org/x.csv'")
    page.locator("#ask button").click()
    page.locator("#answer pre").wait_for()
    assert page.evaluate("performance.getEntriesByType('resource').every(e => e.name.startsWith(origin))")


@BOTH
def test_every_example_has_an_answer(page: Page) -> None:
    buttons = page.locator("#examples button")
    assert buttons.count() == len(EXAMPLES)
    for number in range(len(EXAMPLES)):
        buttons.nth(number).click()
        page.locator("#answer table, #answer pre").wait_for()
        assert page.locator("#answer tbody tr").count() > 0, page.locator("#answer").inner_text()


@BOTH
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_can_be_used_by_everybody(page: Page, theme: Any) -> None:
    page.emulate_media(color_scheme=theme)
    ask(page, "from marts.claims limit 5")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert barriers(page) == [], width


def test_a_wrong_query_says_what_is_wrong_and_the_next_is_answered(page: Page) -> None:
    page.locator("#sql").fill("select nothing_like_it from marts.claims")
    page.locator("#ask button").click()
    page.locator("#answer pre").wait_for()
    assert "nothing_like_it" in page.locator("#answer pre").inner_text()
    assert ask(page, "select 40 + 2") == [["42"]]


def test_what_is_found_is_saved_as_shown(page: Page) -> None:
    ask(page, "select 'a,\"b\"' as one, null as two, 1.50 as three")
    with page.expect_download() as saved:
        page.locator("#save").click()
    assert saved.value.path().read_bytes() == b'one,two,three\r\n"a,""b""",,1.50\r\n'


def test_opened_from_disk_it_says_what_it_needs(asking: Site, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((asking.folder / "sql.html").as_uri())
    assert page.locator("#from-disk").is_visible()
    page.close()


def test_a_folder_without_duckdb_is_refused(shipped: Settings, tmp_path: Path) -> None:
    with pytest.raises(NoWasm):
        build(shipped, tmp_path / "site", packages=tmp_path)
    assert not (tmp_path / "site").exists()
