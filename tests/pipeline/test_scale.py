"""What keeps a million figures within the budget must not change a single one of them."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import pickle
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from benchmarks import synthetic
from dagster_project import ingest, settings
from dagster_project.contracts.landing import DECIMAL, TABLES
from dagster_project.ingest import land, lots
from dagster_project.ingest.check import NoSuchReport
from dagster_project.ingest.folders import Found, find, report_folders
from dagster_project.publish.content import describe
from dagster_project.settings import Settings

REPORTS = 18
BAD = {"indicator-known", "place-known", "period-readable", "value-readable", "unit-fits", "unit-known"}


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synthetic") / "raw"
    synthetic.write(folder, 0, REPORTS)
    return folder


def landed(raw: Path, warehouse: Path) -> Settings:
    where = dataclasses.replace(settings.load(), raw=raw, warehouse=warehouse, articles=None)
    where.state.mkdir(parents=True)
    ingest.run(where)
    return where


@pytest.fixture(scope="module")
def one(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """All reports, judged in one lot; nobody writes into it."""
    return landed(raw, tmp_path_factory.mktemp("one"))


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(question).fetchall()


def test_synthetic_reports_are_the_same_for_the_same_seed(raw: Path, tmp_path: Path) -> None:
    synthetic.write(tmp_path / "again", 0, REPORTS)
    synthetic.write(tmp_path / "other", 0, REPORTS, seed=2)
    sheets = sorted(path.relative_to(raw) for path in raw.rglob("*.*"))
    assert len(sheets) == 2 * REPORTS
    assert all((raw / s).read_bytes() == (tmp_path / "again" / s).read_bytes() for s in sheets)
    assert any((raw / s).read_bytes() != (tmp_path / "other" / s).read_bytes() for s in sheets)


def test_synthetic_reports_are_accepted_but_for_the_rows_meant_to_be_bad(one: Settings) -> None:
    [(figures, accepted)] = ask(one.landing, "select sum(figures), sum(accepted) from raw.reports")
    assert figures == REPORTS * synthetic.FIGURES
    assert isinstance(accepted, int)
    assert accepted >= figures * 0.98
    rules = ask(one.landing, "select distinct rule_id from raw.findings where severity = 'error'")
    assert {rule for (rule,) in rules} <= BAD


def test_articles_of_synthetic_reports_print_their_figures(tmp_path: Path) -> None:
    synthetic.write(tmp_path / "raw", 0, 2, articles=tmp_path / "articles")
    where = dataclasses.replace(
        settings.load(), raw=tmp_path / "raw", warehouse=tmp_path / "w", articles=tmp_path / "articles"
    )
    where.state.mkdir(parents=True)
    ingest.run(where)
    states = dict(ask(where.landing, "select state, count(*) from raw.verification group by all"))
    assert states.get("matched", 0) >= 2 * synthetic.FIGURES * 0.97
    assert ask(where.landing, "select distinct article_state from raw.reports") == [("at_hand",)]


@pytest.mark.parametrize(("most", "many"), [(40_000, 1000), (60_000, 2)], ids=["many lots", "many processes"])
def test_reports_judged_in_many_lots_say_the_same_as_in_one(
    raw: Path, one: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, many: int
) -> None:
    assert len(list(lots.in_lots(list(find(raw))))) == 1
    monkeypatch.setattr(lots, "LOT", most)
    monkeypatch.setattr(lots, "MANY", many)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert 2 < len(list(lots.in_lots(list(find(raw))))) < REPORTS, "some of several reports"
    other = landed(raw, tmp_path / "other")
    for table in set(TABLES) - {"load_log"}:
        question = f"select * from raw.{table} order by all"
        assert ask(one.landing, question) == ask(other.landing, question), table


def test_a_report_that_is_gone_when_its_turn_comes_is_refused_and_no_process_is_left(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lots, "LOT", 100_000)
    monkeypatch.setattr(lots, "MANY", 2)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    folders = [raw / "gone", *report_folders(raw)]
    where = dataclasses.replace(settings.load(), raw=raw, warehouse=tmp_path, articles=None)
    found = [Found(folder.name, folder, folder.name, size=60_000) for folder in folders]
    judged = list(lots.judged(where, found, {}))
    assert next(iter(judged[0].frames["reports"]["status"])) == "rejected"
    assert sum(len(lot.frames["reports"]) for lot in judged) == len(folders)
    assert multiprocessing.active_children() == []


def test_an_error_for_people_comes_back_whole_from_another_process() -> None:
    error = NoSuchReport("check.no-such-report", path="raw/x", files="report.yaml")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.message) == (NoSuchReport, error.message)


KILLED = """
import dataclasses, os, sys
from pathlib import Path
from dagster_project import ingest, settings
from dagster_project.ingest import lots

if __name__ == "__main__":
    lots.LOT, lots.MANY = 1, 2
    os.cpu_count = lambda: 2
    raw, warehouse = map(Path, sys.argv[1:])
    ingest.run(dataclasses.replace(settings.load(), raw=raw, warehouse=warehouse, articles=None))
"""


def children(process: int) -> list[int]:
    """Processes that a process started."""
    return [int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def test_processes_that_judge_end_when_the_ingest_is_killed(raw: Path, tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    process = subprocess.Popen([sys.executable, str(script), str(raw), str(tmp_path / "w")])
    ends = time.monotonic() + 60
    while len(started := children(process.pid)) < 3 and time.monotonic() < ends:
        time.sleep(0.02)
    assert len(started) == 3, "two that judge, and the one that counts resources"
    process.kill()
    process.wait()
    while any(Path(f"/proc/{pid}").exists() for pid in started) and time.monotonic() < ends:
        time.sleep(0.1)
    assert [pid for pid in started if Path(f"/proc/{pid}").exists()] == []


@pytest.mark.parametrize(
    "text",
    [
        *("0.000000", "-1.000000", "7.500000", "-0.000001", "999999999999.999999", "1000000000000.000001"),
        *("9999999999999999999999.000000", "-9999999999999999999999.999999", "9223372036854775808.000000"),
    ],
)
def test_a_decimal_is_read_exactly_whatever_its_size(text: str) -> None:
    with duckdb.connect() as connection:
        [(value, kind)] = connection.execute(
            f"select {land._exact('text')} as value, typeof(value) from (select ? as text)", [text]
        ).fetchall()
    assert (value, kind) == (Decimal(text), DECIMAL)


def test_the_content_changes_with_the_text_of_a_view_and_with_the_rows_it_shows() -> None:
    with duckdb.connect() as connection:
        connection.execute("create table figures as select 1 as figure; create view shown as from figures")
        hashes = [describe(connection).content_sha256]
        for change in (
            "create or replace view shown as select figure + 1 as figure from figures",
            "insert into figures values (2)",
            "create or replace view shown as from figures",
            "update figures set figure = 3 where figure = 2",
        ):
            connection.execute(change)
            hashes.append(describe(connection).content_sha256)
        assert len(set(hashes)) == len(hashes)
        assert describe(connection).content_sha256 == hashes[-1]
        assert set(describe(connection).row_counts) == {"main.figures"}
