"""What a person does who reviews a draft: a whole article with the keyboard only, a phone, both languages.

A real headless Chromium, and on the loopback a real `khuyencong review`; where its start and end are not
tested, its application in this process. Pictures go to the folder that `KHUYENCONG_SCREENSHOTS` names.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from dagster_project import settings
from dagster_project.cli import main
from dagster_project.review.app import ReviewApp
from dagster_project.review.draft import Draft
from dagster_project.review.judging import Judge
from dagster_project.review.session import Session
from dagster_project.transform.in_memory import Relations
from tests.drafts import REPORT, Row, drafted_rows, read, right_rows, write_draft
from tests.ui.test_ui import PROJECT, pictures, screenshot  # noqa: F401

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

pytestmark = pytest.mark.ui

RIGHT = {row["value"]: row for row in right_rows()}
CALLED = {
    "trainees": "dao tao nghe",
    "exports": "xuat khau",
    "local": "dia phuong",
    "cluster": "cum cong nghiep",
}
"""What a person types, without accents, to find a code."""


@contextmanager
def served(draft: Path, *arguments: str) -> Iterator[str]:
    """A server of its own for a draft; its address."""
    command = [sys.executable, "-m", "dagster_project.cli", "review", str(draft), *arguments]
    process = subprocess.Popen(
        command, cwd=PROJECT, env=dict(os.environ, PYTHONUNBUFFERED="1"), stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert REPORT in process.stdout.readline()
        yield process.stdout.readline().strip()
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0


@contextmanager
def served_here(draft: Path) -> Iterator[str]:
    """The same in this process, where everything is loaded already; the reviewer has said who they are."""
    session = Session(Draft(draft), Judge(settings.load(), Relations), "An")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        app = ReviewApp(session, "token", port, "en")
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}/token/"
        finally:
            server.should_exit = True
            thread.join(20)
            assert not thread.is_alive()


@pytest.fixture
def draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("raw", "articles"):
        monkeypatch.setenv(f"KHUYENCONG_{name.upper()}", str(tmp_path / name))
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(tmp_path / "warehouse"))
    return write_draft(tmp_path / "raw", tmp_path / "articles")


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address; at the end nothing may have been asked elsewhere, or have gone wrong in the page."""
    faults: list[str] = []
    contexts = []

    def open_page(address: str, width: int = 1440, height: int = 900) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if _is_fault(line) else None)
        page.on("request", lambda asked: faults.append(asked.url) if not _is_own(asked, address) else None)
        page.goto(address)
        page.locator("#heading").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def _is_own(asked: Request, address: str) -> bool:
    return asked.url.startswith((address.split("?")[0], "data:"))


def _is_fault(line: ConsoleMessage) -> bool:
    """Whether the browser reports an error: no edit refused for another writer, no server that ended."""
    return line.type == "error" and not {"409", "net::ERR_CONNECTION_REFUSED"} & set(
        re.split(r"[\s()]", line.text)
    )


def settled(page: Page) -> None:
    """Wait until what was sent has been answered and shown."""
    page.evaluate("sending.then(() => new Promise(requestAnimationFrame))")


def type_into(page: Page, text: str) -> None:
    page.keyboard.press("Control+a")
    page.keyboard.type(text) if text else page.keyboard.press("Delete")


def write_cell(page: Page, column: str, wanted: str) -> None:
    """Write what is right into the focused cell as a person would: by name where there is one."""
    type_into(page, CALLED.get(wanted, wanted))
    if wanted in CALLED:
        page.keyboard.press("Enter")
        assert page.locator(f"#c-{column}").input_value() == wanted
    elif page.locator("#options").is_visible():
        page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    settled(page)


def column_of_focus(page: Page) -> str | None:
    found: str | None = page.evaluate("document.activeElement.dataset.column ?? null")
    return found


def decide_figure(page: Page) -> None:
    """Look at each proposed cell of a figure, mend what is wrong, accept it."""
    value = page.locator("#c-value").input_value()
    if value not in RIGHT:
        page.keyboard.press("x")
        type_into(page, "number of a document")
        page.keyboard.press("Enter")
        settled(page)
        return
    page.keyboard.press("e")
    for _ in range(20):
        column = column_of_focus(page)
        if column is None:
            break
        wanted = RIGHT[value][column]
        if page.locator(f"#c-{column}").input_value() == wanted:
            page.keyboard.press("Enter")
            settled(page)
        else:
            write_cell(page, column, wanted)
    page.keyboard.press("a")
    settled(page)


def add_figure(page: Page) -> None:
    """The number shown is a figure: name what it is about."""
    page.keyboard.press("f")
    page.locator("#c-indicator:focus").wait_for()
    row = RIGHT[page.locator("#c-value").input_value()]
    for _ in range(40):
        column = column_of_focus(page)
        if column is None:
            break
        if page.locator(f"#c-{column}").input_value() != row[column]:
            write_cell(page, column, row[column])
            page.locator(f"#c-{column}").focus() if column_of_focus(page) is None else None
        page.keyboard.press("Tab")
    page.locator("#heading").focus()
    page.keyboard.press("a")
    settled(page)


def test_a_whole_article_is_decided_with_the_keyboard_only(
    draft: Path,
    opened: Callable[..., Page],
    pictures: Path,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    with served(draft) as address:
        page = opened(f"{address}?lang=vi")
        assert page.evaluate("document.activeElement.id") == "by"
        page.keyboard.type("Nguyễn An")
        page.keyboard.press("Enter")
        settled(page)
        screenshot(page, pictures / "review-1-first.png")
        for _ in range(30):
            heading = page.locator("#heading").inner_text()
            if page.locator("#c-value").count():
                decide_figure(page)
            elif page.locator(".number.free.at").count():
                screenshot(page, pictures / "review-2-number.png")
                add_figure(page)
            else:
                break
        assert heading == "Đã quyết xong tất cả"
        last_look = " ".join(page.locator("#all li").all_text_contents())
        assert "kinh phí khuyến công · khuyến công các cấp (suy ra) · 2012" in last_look
        assert page.locator("#card code").inner_text() == f"khuyencong accept {draft}"
        screenshot(page, pictures / "review-3-end.png")
    assert main(["accept", str(draft)]) == 0
    report = draft.with_name(REPORT)
    assert read(report / "figures.csv") == right_rows()
    assert "by: Nguyễn An" in (report / "report.yaml").read_text(encoding="utf-8")
    assert "8 accepted, 0 rejected" in " ".join(capsys.readouterr().out.split())


def test_what_was_decided_is_there_after_a_restart_and_can_be_undone_before_and_after(
    draft: Path, opened: Callable[..., Page]
) -> None:
    with served(draft, "--by", "An") as address:
        page = opened(address)
        page.locator("#order").select_option("reading")
        settled(page)
        page.locator(".number.figure", has_text="12").first.click()
        for key in "jaau":
            page.keyboard.press(key)
            settled(page)
        page.get_by_text("Taken back.").wait_for()
    states = {row["figure"]: row["state"] for row in read(draft / "review.csv")}
    assert [n for n, state in states.items() if state == "confirmed"] == ["2"]
    with served_here(draft) as address:
        page = opened(address)
        assert page.locator("#heading").inner_text() == "Figure 3, line 3"
        assert page.locator("#order").input_value() == "reading"
        page.keyboard.press("u")
        settled(page)
        assert page.locator("#heading").inner_text() == "Figure 2, line 2"
    assert {row["state"] for row in read(draft / "review.csv")} == {"proposed"}


def test_the_mark_of_what_is_inferred_is_kept_by_choosing_and_set_on_what_is_being_typed(
    draft: Path, opened: Callable[..., Page]
) -> None:
    with served_here(draft) as address:
        page = opened(address)
        page.locator(".number.figure", has_text="4.000").click()
        settled(page)
        page.locator("#c-funding_source").focus()
        page.keyboard.type("dia phuong?")
        assert "read as well" in page.locator("#options li[aria-selected=true]").inner_text()
        page.keyboard.press("Enter")
        assert page.locator("#c-funding_source").input_value() == "local?"
        page.keyboard.press("Enter")
        settled(page)
        page.locator("#c-nature").focus()
        page.keyboard.type("plan")
        page.locator(".cell", has=page.locator("#c-nature")).get_by_role("button", name="context").click()
        settled(page)
        assert page.locator("#c-nature").input_value() == "plan?"
    [row] = [row for row in read(draft / "figures.csv") if row["value"] == "4.000"]
    assert (row["funding_source"], row["nature"]) == ("local?", "plan?")


def test_a_word_of_scope_is_added_or_takes_the_place_of_that_of_its_axis(
    draft: Path, opened: Callable[..., Page]
) -> None:
    review = (draft / "review.csv").read_text(encoding="utf-8").splitlines()
    others = ["zone|detailed-plan" if line.startswith("8,scope,") else "" for line in review]
    lines = [
        line.removesuffix(",") + f",{more}" if more else line
        for line, more in zip(review, others, strict=True)
    ]
    (draft / "review.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with served_here(draft) as address:
        page = opened(address)
        page.locator(".number.figure", has_text="1.500").click()
        settled(page)
        scope = page.locator("#c-scope")
        assert scope.input_value() == "cluster?"
        page.get_by_role("button", name="detailed-plan").click()
        settled(page)
        assert scope.input_value() == "cluster? detailed-plan"
        scope.focus()
        page.keyboard.press("End")
        page.keyboard.type(" da thuc hien")
        assert page.locator("#options li").first.inner_text().startswith("realised")
        page.keyboard.press("Enter")
        assert scope.input_value() == "cluster? detailed-plan realised"
        page.keyboard.type(" xyz abc thuc hien ngay")
        assert page.locator("#options li").count() > 0
        assert page.locator("#options li[aria-selected=true]").count() == 0  # few of its words are met
        page.keyboard.press("Escape")
        for _ in " xyz abc thuc hien ngay":
            page.keyboard.press("Backspace")
        page.keyboard.type(" topic:footwear-and-bags")
        page.keyboard.press("Enter")
        settled(page)
        assert scope.input_value() == "cluster? detailed-plan realised topic:footwear-and-bags"
        scope.click()
        page.locator("#options li", has_text="zone").first.click()
        assert scope.input_value() == "detailed-plan realised topic:footwear-and-bags zone"
        page.keyboard.press("Enter")
        settled(page)
    [row] = [row for row in read(draft / "figures.csv") if row["value"] == "1.500 - 2.000"]
    assert row["scope"] == "detailed-plan realised topic:footwear-and-bags zone"


def test_the_figure_that_was_just_accepted_is_the_one_before(
    draft: Path, opened: Callable[..., Page]
) -> None:
    with served_here(draft) as address:
        page = opened(address)
        first = page.locator("#heading").inner_text()
        page.keyboard.press("a")
        settled(page)
        assert page.locator("#heading").inner_text() != first
        page.keyboard.press("k")
        settled(page)
        assert page.locator("#heading").inner_text() == first
        assert page.locator("#c-indicator-gloss").inner_text().count("confirmed") == 1


def test_choices_open_where_they_can_be_seen(draft: Path, opened: Callable[..., Page]) -> None:
    with served_here(draft) as address:
        page = opened(address, 1280, 620)
        for column in ("indicator", "nature", "measure", "base"):
            field = page.locator(f"#c-{column}")
            field.scroll_into_view_if_needed()
            field.click()
            box = page.locator("#options").bounding_box()
            assert box is not None, column
            assert box["y"] >= 0, column
            assert box["y"] + box["height"] <= 620, column
            page.keyboard.press("Escape")


def test_a_number_is_filed_away_for_a_reason_only_and_reasons_are_there_to_choose(
    draft: Path, opened: Callable[..., Page]
) -> None:
    with served_here(draft) as address:
        page = opened(f"{address}?lang=vi")
        page.locator(".number.figure", has_text="12").first.click()
        page.keyboard.press("x")
        page.get_by_role("button", name="Ghi lại").click()
        settled(page)
        assert len(read(draft / "figures.csv")) == len(drafted_rows())
        page.get_by_role("button", name="chưa có chỉ tiêu").click()
        assert page.locator("#why:focus").input_value() == "no indicator yet: "
        page.get_by_role("button", name="số hiệu văn bản").click()
        settled(page)
    [filed] = read(draft / "not_figures.csv")
    assert (filed["token"], filed["why"]) == ("12", "number of a document")


def test_a_mistake_is_seen_while_it_is_made_and_sums_speak(draft: Path, opened: Callable[..., Page]) -> None:
    with served_here(draft) as address:
        page = opened(address)
        page.locator(".number.figure", has_text="4.000").click()
        settled(page)
        assert page.locator("#relations .holds").count() == 0
        page.locator("#c-funding_source").click()
        page.keyboard.press("Control+a")
        page.keyboard.type("KCDP")
        page.locator("#options li", has_text="local").first.click()
        page.keyboard.press("Enter")
        settled(page)
        page.locator("#relations .own .holds").first.wait_for()
        page.locator("#c-unit").fill("tấn")
        page.keyboard.press("Enter")
        page.locator(".cell .error").first.wait_for()
        assert page.locator(".number.figure.bad", has_text="4.000").count() == 1
        page.keyboard.press("Escape")
        page.keyboard.press("u")
        settled(page)
        assert page.locator(".number.bad", has_text="4.000").count() == 0


def test_a_mistake_in_the_report_names_its_field_and_no_kind_is_offered_that_is_none(
    draft: Path, opened: Callable[..., Page]
) -> None:
    with served_here(draft) as address:
        page = opened(address)
        page.locator("#report summary").click()
        assert "–" not in page.locator("#r-kind option").all_inner_texts()
        page.locator("#r-published").fill("12/2020")
        page.keyboard.press("Tab")
        settled(page)
        said = page.locator("#report-findings li.error").inner_text()
        label = page.locator("label[for=r-published]").inner_text()
        assert said.startswith(f"ERROR: {label}: found “12/2020”")


def test_words_that_led_to_a_cell_are_not_shown_as_those_of_what_replaced_it(
    draft: Path, opened: Callable[..., Page]
) -> None:
    with served_here(draft) as address:
        page = opened(address)
        page.locator(".number.figure", has_text="2,5").click()
        assert page.locator("#c-period-gloss q").count() == 1
        page.locator("#c-period").fill("2012")
        page.keyboard.press("Enter")
        settled(page)
        assert page.locator("#c-period-gloss .state").inner_text() == "changed"
        assert page.locator("#c-period-gloss q").count() == 0


def test_evidence_is_marked_where_it_stands_even_on_another_line(
    draft: Path, opened: Callable[..., Page]
) -> None:
    with served_here(draft) as address:
        page = opened(address)
        page.locator(".number.figure", has_text="2,5").click()
        page.locator("#c-period").focus()
        strong = page.locator("mark.strong")
        assert " ".join(strong.all_inner_texts()).split() == ["giai", "đoạn", "2008", "-", "2012"]


def test_words_selected_in_the_text_become_a_figure(draft: Path, opened: Callable[..., Page]) -> None:
    with served_here(draft) as address:
        page = opened(address)
        piece = page.locator("#text p[data-line='5'] [data-start]").first
        piece.evaluate("(node) => getSelection().setBaseAndExtent(node.firstChild, 0, node.firstChild, 7)")
        page.keyboard.press("f")
        settled(page)
        assert page.locator("#c-value").input_value() == "Hiện có"
        assert page.locator("#c-line").input_value() == "5"


def test_another_writer_is_told_of_and_kept(draft: Path, opened: Callable[..., Page]) -> None:
    with served_here(draft) as address:
        page = opened(address)
        page.locator(".number.figure", has_text="2,5").click()
        settled(page)
        rows: list[Row] = drafted_rows()
        sheet = (draft / "figures.csv").read_text(encoding="utf-8")
        (draft / "figures.csv").write_text(sheet.replace("tỷ đồng", "tỉ đồng"), encoding="utf-8")
        page.keyboard.press("a")
        page.get_by_text("somebody else wrote").wait_for()
        assert page.locator("#c-unit").input_value() == "tỉ đồng"
        assert len(read(draft / "figures.csv")) == len(rows)
        assert "tỉ đồng" in (draft / "figures.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_nothing_serious_is_found_by_axe_and_nothing_runs_over_the_edge(
    draft: Path,
    opened: Callable[..., Page],
    pictures: Path,  # noqa: F811
    language: str,
    width: int,
    height: int,
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    def look(name: str) -> None:
        settled(page)
        screenshot(page, pictures / f"review-{name}-{language}-{width}.png")
        found = Axe().run(page).response["violations"]
        assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name

    with served_here(draft) as address:
        page = opened(f"{address}?lang={language}", width, height)
        page.locator("#relations li").first.wait_for()
        look("card")
        page.locator("#c-indicator").click()
        page.keyboard.type("dao tao")
        look("choices")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.keyboard.press("x")
        look("why")
        page.keyboard.press("Escape")
        page.locator("summary").first.click()
        page.locator("#report summary").click()
        look("all")
        page.locator(".number.free").first.click()
        assert page.locator("#heading").evaluate("(it) => it.getBoundingClientRect().top < innerHeight")
        look("number")
        page.locator("#heading").focus()
        page.keyboard.press("?")
        look("keys")


def test_the_labels_of_the_page_are_those_it_names() -> None:
    from dagster_project.messages import codes

    folder = PROJECT / "dagster_project" / "review" / "page"
    source = "".join((folder / name).read_text(encoding="utf-8") for name in ("review.js", "review.html"))
    named = set(re.findall(r"\bsay\.(\w+)", source))
    prefixes = set(re.findall(r"say\[`(\w+_)\$", source))
    known = set(codes("review"))
    assert named - known == set()
    states = {"proposed", "confirmed", "changed"}
    assert {each for each in known - named - states if not each.startswith(tuple(prefixes))} == set()
