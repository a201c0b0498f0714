"""The site as people use it: opened from disk in a real headless Chromium, with nothing else to ask.

Screenshots go to the folder that `KHUYENCONG_SCREENSHOTS` names, where somebody wants to look at them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dagster_project.settings import Settings
from dagster_project.site import Site, build
from dagster_project.transform import load_manifest
from tests.browser_fixture import barriers
from tests.site.conftest import pages_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Page

TEMPLATES = {
    "home": "index.html",
    "place": "place/phu-tho.html",
    "place-without-data": "place/hue.html",
    "best": "best/lao-cai.html?year=2012",
    "costs": "costs.html",
    "indicators": "indicators.html",
    "indicator": "indicator/trainees.html",
    "reports": "reports.html",
    "report": "report/hai-duong-2021.html",
    "contradictions": "contradictions.html",
    "coverage": "coverage-training.html",
    "search": "search.html?q=thai+binh",
    "cite": "cite.html",
    "downloads": "downloads.html",
}
"""A page of every kind; of best figures and of places one with few rows and many sorts of elements."""
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

pytestmark = pytest.mark.ui


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, permissions=["clipboard-read", "clipboard-write"])  # type: ignore[arg-type]
    opened = context.new_page()
    opened.set_default_timeout(5000)
    yield opened
    context.close()


def at(site: Site, path: str) -> str:
    name, *rest = path.split("?")
    return "?".join([(site.folder / name).as_uri(), *rest])


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("KHUYENCONG_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def frames_of(page: Page, paths: Sequence[Path], host: Path) -> Iterator[Frame]:
    """Each of some pages in a frame of the size of the screen, which takes half the time of going to it.

    What is said and asked there reaches the listeners of `page`; `host` is written to hold the frames.
    """
    size = "width={width} height={height}".format_map(page.viewport_size or DESK)
    for first in range(0, len(paths), 24):
        few = [path.as_uri() for path in paths[first : first + 24]]
        frames = "".join(f"<iframe {size} src='{address}'></iframe>" for address in few)
        host.write_text(f"<!doctype html>{frames}", encoding="utf-8")
        page.goto(host.as_uri())
        assert [frame.url for frame in page.frames[1:]] == few
        yield from page.frames[1:]


def test_no_page_has_an_error_or_asks_anybody(site: Site, page: Page, tmp_path: Path) -> None:
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(f"{message.location['url']}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"{error}: {error.stack}"))
    page.on("request", lambda request: asked.append(request.url))
    pages, host = pages_of(site.folder), tmp_path / "host.html"
    too_wide = "document.documentElement.scrollWidth > innerWidth"
    assert [frame.url for frame in frames_of(page, pages, host) if frame.evaluate(too_wide)] == []
    assert said == []
    assert len(asked) > 300
    own = (site.folder.as_uri(), host.as_uri(), "data:")
    assert [url for url in asked if not url.startswith(own)] == []


# every two of size, theme and language together
@pytest.mark.parametrize(
    ("size", "theme", "language"),
    [(DESK, "light", ""), (DESK, "dark", "en/"), (PHONE, "light", "en/"), (PHONE, "dark", "")],
    ids=["desk-light-vi", "desk-dark-en", "phone-light-en", "phone-dark-vi"],
)
def test_every_kind_of_page_can_be_used_by_everybody(
    site: Site, browser: Browser, language: str, theme: Any, size: Any
) -> None:
    context = browser.new_context(viewport=size, color_scheme=theme)
    page = context.new_page()
    found = []
    for name, path in TEMPLATES.items():
        page.goto(at(site, language + path))
        picture(page, f"{name}-{language[:2] or 'vi'}-{theme}-{size['width']}")
        found += [(name, *each) for each in barriers(page)]
    context.close()
    assert found == []


@pytest.mark.parametrize(
    ("asked", "language", "found", "to"),
    [
        ("thai binh", "", "Thái Bình", "place/thai-binh.html"),
        ("dao tao thai binh", "", "Thái Bình", "place/thai-binh.html#trainees"),
        ("trained lao cai", "en/", "Lao Cai", "place/lao-cai.html#trainees"),
        ("cum cong nghiep", "", "cụm", "indicator/sites.html"),
        ("3.593", "", "3.593", "report/thai-binh-2012-2022.html#f13"),
        ("3593", "en/", "3.593", "report/thai-binh-2012-2022.html#f13"),
    ],
)
def test_search_finds_without_accents_and_by_number(
    site: Site, page: Page, asked: str, language: str, found: str, to: str
) -> None:
    page.goto(at(site, language + "index.html"))
    page.locator("#q").fill(asked)
    hit = page.locator(f"#found a[href='{to}']")
    hit.wait_for()
    assert found in hit.first.inner_text()
    hit.first.click()
    assert page.url.endswith(to)
    assert page.locator("h1").is_visible()


def test_the_box_of_every_page_leads_to_the_search(site: Site, page: Page) -> None:
    page.goto(at(site, "place/lao-cai.html"))
    page.locator("header input[type=search]").fill("yen bai")
    page.keyboard.press("Enter")
    page.locator("#found a[href='place/yen-bai.html']").wait_for()


def test_nothing_is_found_where_nothing_is(site: Site, page: Page) -> None:
    page.goto(at(site, "search.html?q=zzzz"))
    page.locator("#found p").wait_for()
    assert page.locator("#found p").inner_text().startswith("Không thấy gì có đủ các chữ này.")


def test_a_table_is_filtered_without_accents(site: Site, page: Page) -> None:
    page.goto(at(site, "place/thai-binh.html"))
    rows = page.locator("table:is(.ledger, .sortable) tbody tr:visible")
    all_of_them = rows.count()
    page.locator(".filter input").fill("dao tao 2012")
    some = rows.count()
    assert 0 < some < all_of_them
    assert page.locator(".filter output").inner_text() == str(some)
    assert page.locator(".card:visible").count() < page.locator(".card").count()
    page.locator(".filter input").fill("")
    assert rows.count() == all_of_them


def test_a_table_is_sorted_by_number_and_by_word(site: Site, page: Page) -> None:
    page.goto(at(site, "reports.html"))
    head = page.locator("table.sortable thead th")
    head.nth(4).locator("button").click()
    figures = [int(text) for text in page.locator("table.sortable tbody td:nth-child(5)").all_inner_texts()]
    assert figures == sorted(figures)
    assert head.nth(4).get_attribute("aria-sort") == "ascending"
    head.nth(4).locator("button").click()
    again = [int(text) for text in page.locator("table.sortable tbody td:nth-child(5)").all_inner_texts()]
    assert again == figures[::-1] != figures


def test_a_citation_names_number_report_line_and_release(site: Site, page: Page) -> None:
    page.goto(at(site, "en/place/lao-cai.html"))
    button = page.locator("button.cite").first
    claim = button.get_attribute("data-claim") or ""
    number = page.locator("td.num b").first.inner_text()
    button.click()
    page.get_by_text("copied").first.wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    for part in (number, claim, site.release_id, f"line {button.get_attribute('data-line')}"):
        assert part in copied


def test_the_figures_of_a_year_are_chosen_and_cited(site: Site, page: Page) -> None:
    page.goto(at(site, "en/best/thai-binh.html"))
    rows = page.locator("table.best tbody tr:visible")
    all_of_them = rows.count()
    page.locator("#year").select_option("2015")
    assert 0 < rows.count() < all_of_them
    for years in page.locator("table.best tbody tr:visible td:nth-child(2)").all_inner_texts():
        runs = [run.split("–") for run in years.replace("\n", "").split(", ")]
        assert any(int(run[0]) <= 2015 <= int(run[-1]) for run in runs)
    page.locator(".filter input").fill("trained local")
    button = page.locator("table.best tbody tr:visible button.cite").first
    button.click()
    page.get_by_text("copied").first.wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(
        page.locator("table.best tbody tr:visible td:last-child span").first.inner_text()
    )
    assert site.release_id in copied


def test_an_address_cited_from_another_release_says_so(site: Site, page: Page) -> None:
    page.goto(at(site, "report/hai-duong-2021.html?r=20200101T000000Z-00000000"))
    assert "20200101T000000Z-00000000" in page.locator("#elsewhere").inner_text()
    page.goto(at(site, f"report/hai-duong-2021.html?r={site.release_id}"))
    assert page.locator("#elsewhere").is_hidden()


def test_it_is_used_by_keyboard_and_remembers_the_theme(site: Site, page: Page) -> None:
    page.goto(at(site, "index.html"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.locator("#theme").focus()
    page.keyboard.press("Enter")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.goto(at(site, "en/cite.html"))
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.goto(at(site, "place/lao-cai.html"))
    summary = page.locator("details.mark summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.mark[open] > span").first.is_visible()


def test_the_other_language_is_the_same_page(site: Site, page: Page) -> None:
    page.goto(at(site, "indicator/trainees.html"))
    page.locator("a.other").click()
    assert page.url.endswith("/en/indicator/trainees.html")
    page.locator("a.other").click()
    assert page.url == at(site, "indicator/trainees.html")


def test_the_viewer_shows_a_report_from_disk(site_of_many: Path, page: Page) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{(site_of_many / 'search.html').as_uri()}?q=3593")
    page.locator("#found a").first.click()
    page.locator("tr#f13").wait_for()
    assert page.locator("tr#f13 td.num b").first.inner_text().startswith("3.593")
    page.locator("tr#f13 button.cite").click()
    assert "thai-binh-2012-2022#13" in page.evaluate("navigator.clipboard.readText()")
    assert "[[" not in page.content().split("<template", 1)[0], "everything that repeats is filled in"
    page.goto(f"{(site_of_many / 'report.html').as_uri()}?id=../../assets/site")
    assert page.locator("#viewer").is_visible()
    assert errors == []


@pytest.mark.usefixtures("downloads_at_hand")
def test_the_page_of_the_models_shows_columns_and_asks_nobody(
    shipped: Settings, tmp_path: Path, page: Page
) -> None:
    made = build(shipped, tmp_path / "site", manifest=load_manifest(shipped))
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(at(made, "docs/index.html") + "#!/model/model.khuyencong.best_figures", timeout=60_000)
    page.get_by_text("caveat_en").first.wait_for(timeout=60_000)
    picture(page, "docs")
    assert [url for url in asked if not url.startswith((made.folder.as_uri(), "data:"))] == []
    assert errors == []
