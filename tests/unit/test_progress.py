"""How far long work is: lines at most every few seconds with rate and time left, a bar in a terminal."""

from __future__ import annotations

import io
import logging

import pytest

from dagster_project import progress
from dagster_project.defs import refresh
from dagster_project.messages import Language, message
from dagster_project.progress import Progress


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_long_work_says_now_and_then_how_far_it_is_how_fast_and_how_long_it_takes(
    clock: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "khuyencong")
    work = Progress("ingest", 1000, message("progress.reports"))
    for second in range(1, 6):
        clock[0] = float(second)
        work.done(100)
    assert [record.getMessage() for record in caplog.records] == [
        "ingest: 200 of 1000 reports, 100 per second, about 8 s left",
        "ingest: 400 of 1000 reports, 100 per second, about 6 s left",
    ]
    assert getattr(caplog.records[-1], progress.ATTRIBUTE) == (
        *("ingest", 400, 1000),
        message("progress.reports"),
    )


def test_short_work_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "khuyencong")
    Progress("dbt", 2, message("progress.nodes")).done(2)
    assert caplog.records == []


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stream", [io.StringIO, Terminal], ids=["file", "terminal"])
@pytest.mark.parametrize(
    ("language", "line", "unit"),
    [
        ("en", "30 of 100 nodes, 10 per second, about 7 s left", "nodes"),
        ("vi", "30 trên 100 nút, 10 mỗi giây, còn khoảng 7 giây", "nút"),
    ],
)
def test_a_bar_moves_in_a_terminal_and_a_file_gets_lines(
    stream: type[io.StringIO],
    language: Language,
    line: str,
    unit: str,
    clock: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = stream()
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setenv("TERM", "xterm")
    with refresh._progress(0.0, language):
        work = Progress("dbt", 100, message("progress.nodes"))
        clock[0] = 3.0
        work.done(30)
        refresh.log.info("dbt: ready")
    said = out.getvalue()
    assert "dbt: ready" in said
    assert ("\x1b[" in said) == out.isatty()
    assert (line in said) != out.isatty()
    assert (f"dbt, {unit}" in said) == out.isatty()
    assert ("30/100" in said) == out.isatty()
