"""What was judged before is taken over only where nothing changed that it rests on.

The tempting clean-up that would break this: keeping verdicts by the hash of the report alone.
"""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from dagster_project import ingest
from dagster_project.contracts import SHEET_COLUMNS
from dagster_project.contracts.landing import TABLES
from dagster_project.settings import PROJECT, Settings
from tests.small_world import copy_seeds

HEADER = ",".join(SHEET_COLUMNS)
ARTICLE = "năm 2012 tỉnh có 568 doanh nghiệp\n".encode()
ORIGIN = """\
report_id: {report_id}
title: Một bài
kind: press
publisher: null
author: null
published: 2013-06
url: null
language: vi
places: [thai-binh]
source: {{file: a.txt, sha256: {sha256}, lines: [[{first}, {last}]], title_lines: null, caption_lines: null,
  complete: null}}
transcription: {{by: reader, on: 2026-01-31, checked_by: null}}
notes: null
"""


def report(where: Settings, report_id: str, first: int, last: int, value: str = "568") -> None:
    folder = where.raw / report_id
    folder.mkdir(exist_ok=True)
    rows = [
        f"1,{first},establishments,,,thai-binh,,2012,,actual,,,{value},doanh nghiệp,",
        f"2,{last},establishments,,,thai-binh,,2012,,actual,,,x,doanh nghiệp,",
        f"3,{last},craft_villages,,,thai-binh,,2012,,actual,,,9,triệu làng nghề,",
    ]
    (folder / "figures.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    origin = ORIGIN.format(
        report_id=report_id, sha256=hashlib.sha256(ARTICLE).hexdigest(), first=first, last=last
    )
    (folder / "report.yaml").write_text(origin, encoding="utf-8")
    (folder / "not_figures.csv").write_text("line,token,why\n", encoding="utf-8")


@pytest.fixture
def where(tmp_path: Path) -> Settings:
    for name in ("raw", "articles"):
        (tmp_path / name).mkdir()
    settings = Settings(
        project=PROJECT,
        raw=tmp_path / "raw",
        articles=tmp_path / "articles",
        warehouse=tmp_path / "warehouse",
        seeds=copy_seeds(tmp_path / "seeds"),
        dbt=PROJECT / "dbt",
        keep_releases=3,
    )
    for n, name in enumerate(("an", "binh", "cuong", "dung")):
        report(settings, name, 10 * n + 1, 10 * n + 9)
    return settings


def tables(where: Settings) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(where.landing), read_only=True) as connection:
        return {
            name: connection.execute(f"SELECT * FROM raw.{name} ORDER BY ALL").fetchall()
            for name in TABLES
            if name != "load_log"
        }


def rewrite(where: Settings) -> None:
    report(where, "binh", 11, 19, value="569")


def add(where: Settings) -> None:
    report(where, "e-moi", 101, 109)


def remove(where: Settings) -> None:
    shutil.rmtree(where.raw / "an")


def overlap(where: Settings) -> None:
    report(where, "e-moi", 5, 8)


def overlap_gone(where: Settings) -> None:
    report(where, "e-moi", 25, 28)
    ingest.run(where)
    report(where, "e-moi", 101, 109)


def article_appears(where: Settings) -> None:
    assert where.articles
    (where.articles / "a.txt").write_bytes(ARTICLE)


def article_differs(where: Settings) -> None:
    assert where.articles
    (where.articles / "a.txt").write_bytes(b"another")


def correct_one(where: Settings) -> None:
    path = where.seeds / "judgement" / "corrections.csv"
    with path.open("a", encoding="utf-8") as handle:
        handle.write("c1,cuong,2,value,x,replace,7,misprint,,someone,2026-01-31,\n")
        handle.write("c2,nobody,2,value,x,replace,7,misprint,,someone,2026-01-31,\n")


def new_word(where: Settings) -> None:
    path = where.seeds / "vocabulary" / "rules.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("implausible,domain,warning", "implausible,domain,error")
    )


def become_a_link(where: Settings) -> None:
    (where.raw / "an").rename(where.raw.parent / "an")
    (where.raw / "an").symlink_to(where.raw.parent / "an")


def nothing(where: Settings) -> None:
    del where


@pytest.mark.parametrize(
    ("change", "reused"),
    [
        (nothing, 4),
        (rewrite, 3),
        (add, 4),
        (remove, 3),
        (overlap, 3),
        (overlap_gone, 3),
        (article_appears, 0),
        (article_differs, 0),
        (correct_one, 0),
        (new_word, 0),
        (become_a_link, 3),
    ],
)
def test_an_ingest_after_a_change_equals_one_from_nothing(
    change: Callable[[Settings], None], reused: int, where: Settings
) -> None:
    first = ingest.run(where)
    assert first.reused == 0
    change(where)
    second = ingest.run(where)
    assert second.reused == reused
    after = tables(where)
    shutil.rmtree(where.warehouse)
    fresh = ingest.run(where)
    assert fresh.reused == 0
    assert after == tables(where)
    assert second.reports == fresh.reports
    assert second.inputs_sha256 == fresh.inputs_sha256
    assert second.tables == fresh.tables
    assert sorted(second.findings["message_en"]) == sorted(fresh.findings["message_en"])
    assert second.rule_results.equals(fresh.rule_results)


def test_a_report_with_a_correction_is_always_judged_again(where: Settings) -> None:
    correct_one(where)
    ingest.run(where)
    again = ingest.run(where)
    assert again.reused == 3
    with duckdb.connect(str(where.landing), read_only=True) as connection:
        lost = connection.execute(
            "SELECT report_id FROM raw.findings WHERE rule_id = 'correction-waits'"
        ).fetchall()
    assert lost == [("nobody",)]


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 1000])
def test_a_landing_file_that_cannot_be_read_is_made_anew(damage: bytes, where: Settings) -> None:
    ingest.run(where)
    before = tables(where)
    where.landing.write_bytes(damage)
    assert ingest.run(where).reused == 0
    assert tables(where) == before


def test_another_folder_of_reports_keeps_nothing(where: Settings, tmp_path: Path) -> None:
    ingest.run(where)
    shutil.move(where.raw, tmp_path / "other")
    assert ingest.run(dataclasses.replace(where, raw=tmp_path / "other")).reused == 0
