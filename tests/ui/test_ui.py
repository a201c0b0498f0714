"""What a person sees who opens the UI: the graph, one click to a published warehouse, the checks.

A real `khuyencong dev` on a free port of 127.0.0.1 and a real headless Chromium. Screenshots go to the folder
that `KHUYENCONG_SCREENSHOTS` names, where somebody wants to look at them.
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dagster_project.settings import Settings
from tests.browser_fixture import FLAGS
from tests.small_world import lend

if TYPE_CHECKING:
    from playwright.sync_api import Page

PROJECT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.ui


@dataclass
class Server:
    """A running UI and the warehouse it writes."""

    address: str
    warehouse: Path

    def ask(self, question: str, **variables: Any) -> Any:
        body = json.dumps({"query": question, "variables": variables}).encode()
        request = urllib.request.Request(
            f"{self.address}/graphql", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["data"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_served(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    question = "{ repositoriesOrError { ... on RepositoryConnection { nodes { name } } } }"
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text(errors="replace")[-3000:]
        try:
            if server.ask(question)["repositoriesOrError"].get("nodes"):
                return
        except OSError:
            pass
        time.sleep(0.3)
    raise AssertionError(f"not served after two minutes: {log.read_text(errors='replace')[-3000:]}")


@pytest.fixture(scope="module")
def server(chromium: str, shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("ui")
    served = Server(f"http://127.0.0.1:{free_port()}", folder / "warehouse")
    lend(shipped, dataclasses.replace(shipped, warehouse=served.warehouse))
    log = folder / "dev.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "dagster_project.cli", "dev", "-p", served.address.rsplit(":", 1)[1]],
            cwd=PROJECT,
            env={
                **{name: value for name, value in os.environ.items() if name != "KHUYENCONG_RAW"},
                "KHUYENCONG_WAREHOUSE": str(served.warehouse),
                # What starts by itself is tested elsewhere; here only clicks count.
                "KHUYENCONG_UNATTENDED": "no",
                "DAGSTER_HOME": str(folder / "home"),
                "PYTHONUNBUFFERED": "1",
            },
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_served(served, process, log)
        yield served
    finally:
        # Its own session, so this reaches the server's own children and nobody else. Asked to end, it
        # takes ten seconds.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="module")
def page(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path_factory.mktemp("browser")),
            executable_path=chromium,
            args=FLAGS,
            viewport={"width": 1600, "height": 1000},
        )
        opened = context.new_page()
        opened.set_default_timeout(30_000)
        yield opened
        context.close()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    named = os.environ.get("KHUYENCONG_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def screenshot(page: Page, path: Path, milliseconds: int = 1000) -> None:
    """A screenshot where somebody wants to look at it, once everything on the page has come to rest."""
    if os.environ.get("KHUYENCONG_SCREENSHOTS"):
        page.wait_for_timeout(milliseconds)
        page.screenshot(path=path)


@pytest.fixture(scope="module")
def run(server: Server, page: Page, pictures: Path) -> str:
    """The run started by one click on Materialize all; its id."""
    page.goto(f"{server.address}/asset-groups")
    button = page.get_by_role("button", name="Materialize all")
    button.wait_for()
    screenshot(page, pictures / "1-graph-collapsed.png")
    page.keyboard.press("Alt+e")
    screenshot(page, pictures / "2-graph-expanded.png", 1500)
    button.click()
    view = page.get_by_role("link", name="View", exact=True)
    view.wait_for()
    run_id = (view.get_attribute("href") or "").split("/")[-1]
    view.click()
    page.wait_for_url("**/runs/*")
    state = page.locator("text=/^(Success|Failure|Canceled)$/").first
    state.wait_for(timeout=240_000)
    screenshot(page, pictures / "3-run.png")
    assert state.inner_text() == "Success"
    return run_id


def test_one_click_publishes_the_warehouse(server: Server, run: str, release: Path) -> None:
    from dagster_project.publish import read_release

    made, before = read_release(server.warehouse / "khuyencong.duckdb"), read_release(release)
    assert made.row_counts["marts.claims"] > 100
    for name in ("content_sha256", "shape_sha256", "rules_sha256"):
        assert getattr(made, name) == getattr(before, name), "a click and the command make the same release"
    answer = server.ask("query($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }", id=run)
    assert answer["runOrError"]["status"] == "SUCCESS"


def test_the_graph_shows_every_group(server: Server, run: str, page: Page, pictures: Path) -> None:
    page.goto(f"{server.address}/asset-groups")
    for group in (
        "raw",
        "staging",
        "intermediate",
        "marts",
        "quality",
        "analytics",
        "meta",
        "internal",
        "release",
    ):
        page.get_by_text(group, exact=True).first.wait_for()
    screenshot(page, pictures / "4-graph-after.png")


def test_a_check_and_its_rows_can_be_seen(server: Server, run: str, page: Page, pictures: Path) -> None:
    for name, path in (
        ("5-raw-claims-checks", "raw/claims?view=checks"),
        ("6-findings-checks", "raw/findings?view=checks&checkDetail=nothing_is_odd"),
        ("7-observations-checks", "marts/observations?view=checks"),
        ("8-fct-funding", "marts/fct_funding?view=overview"),
        ("9-release", "release?view=overview"),
        ("10-quality-conflicts", "quality/conflicts?view=overview"),
    ):
        page.goto(f"{server.address}/assets/{path}")
        page.get_by_text("Checks").first.wait_for()
        screenshot(page, pictures / f"{name}.png", 1500)
    page.goto(f"{server.address}/assets/raw/claims?view=checks")
    page.get_by_text("rows_are_conserved").first.wait_for()


def test_no_asset_is_without_description_in_the_catalogue(server: Server, run: str) -> None:
    answer = server.ask(
        "{ assetNodes { assetKey { path } description groupName kinds owners { __typename } } }"
    )
    assert len(answer["assetNodes"]) > 30
    assert [n["assetKey"]["path"] for n in answer["assetNodes"] if not n["description"]] == []


def test_nothing_but_this_machine_is_asked(server: Server, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server.address}/overview")
    page.wait_for_timeout(2000)
    foreign = [u for u in asked if not u.startswith((server.address, "data:", "blob:"))]
    assert asked
    assert foreign == []
