"""Whoever may write into `raw/` can hold up nobody, reach no other report, and write nowhere else.

The tempting clean-up that would break this: a reader that tries every beginning of a cell,
`path.read_bytes()`, or one `try` around all reports.
"""

from __future__ import annotations

import dataclasses
import os
import random
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project import disk, ingest, settings
from dagster_project.cli import main
from dagster_project.contracts import cells, judging, schemas
from dagster_project.contracts.cells import Readers
from dagster_project.contracts.model import LONGEST_CELL, LONGEST_NOTE
from dagster_project.contracts.structure import is_one_line
from dagster_project.ingest.fix import fix
from dagster_project.ingest.folders import name_of, open_folder
from dagster_project.messages import message
from dagster_project.reading.garbled import garbled, garbled_line
from dagster_project.reading.text import fold_plain, slugify
from dagster_project.reading.time_words import read_time_words
from dagster_project.settings import PROJECT, Settings
from dagster_project.transform import writing
from dagster_project.vocabulary import Vocabulary
from tests.small_world import figure, write_report

READERS = Readers(Vocabulary(PROJECT / "dbt" / "seeds"))
GOOD = [figure("establishments", "thai-binh", "2012", "568", "doanh nghiệp")]


@pytest.fixture
def where(tmp_path: Path) -> Settings:
    """A folder of reports with a good one, and a warehouse of its own."""
    raw = tmp_path / "raw"
    raw.mkdir()
    write_report(raw, "tot", "thai-binh", GOOD)
    return dataclasses.replace(settings.load(), raw=raw, articles=None, warehouse=tmp_path / "warehouse")


def verdicts(where: Settings) -> dict[str, str]:
    return {verdict.report_id: verdict.status for verdict in ingest.run(where).reports}


# --- time --------------------------------------------------------------------------------------------------

PIECES = (
    *(
        "a ",
        "a",
        "1 x ",
        "n/a",
        "/a",
        "1.",
        "1,",
        "12 ",
        "2012 ",
        "2012-",
        "2012/",
        "1/1/",
        "0",
        "9",
        "½ ",
        "²",
    ),
    *("tỷ ", "1 tỷ ", "nghìn ", "hai ", "một phần ", "mươi ", "rưỡi ", "nửa ", "gấp ", "từ ", "đến ", "năm "),
    *(
        "- ",
        "1 - ",
        "-",
        "/",
        ",",
        ";",
        "+",
        "=",
        "?",
        "a? ",
        "[a]",
        "(",
        "«",
        "»",
        "://",
        "x://",
        "…",
        "... ",
    ),
    *("lao động,", "lao động ", "người/", "/kg", "cơ sở và ", "chương trình, đề án, ", "xã/huyện ", "số "),
    *("quý 1 ", "tháng 1/", "ngày 1 tháng 1 ", "so với năm trước ", "P1Y/", "topic:a ", "women ", "women:"),
    *("ha-noi/", "xa-a/", "huyen-a/ccn-", "khoảng ", "hơn ", "hàng ", "T ", "1 triệu 200 ", "1tr", "đ", "Ã "),
    *("a\u0323\u0300", "\u0300\u0323", "áº¡", "\u00a0", "\t", " ", ".", "_", "·", "α", "а"),
)
ASKED: dict[str, Callable[[str], Any]] = {
    **{column: lambda text, column=column: READERS._cell(column, text) for column in READERS._readers},
    "words of a time": lambda text: read_time_words.__wrapped__(text),
    "copied letters": lambda text: garbled(text, copied=True),
    "letters of a note": lambda text: garbled(text, copied=False),
    "a line of an article": lambda text: garbled_line(text.encode()),
    "slug": lambda text: slugify(fold_plain.__wrapped__(text)),
    "form": is_one_line,
}
SLOWEST = 1.0
"""Seconds of computing for the longest cell; the slowest takes a tenth of it. What doubles with every word
would not end in a year."""


def adversarial() -> list[str]:
    """One piece repeated, behind an opening or not, and mixtures of several, as long as a cell may be."""
    rng = random.Random(20261126)
    opened = [opening + piece * LONGEST_CELL for piece in PIECES for opening in ("", "1 ")]
    mixed = ["".join(rng.choices(rng.sample(PIECES, 4), k=LONGEST_CELL)) for _ in range(20)]
    return [text[:LONGEST_CELL] for text in (*opened, *mixed)]


@pytest.mark.parametrize("reader", ASKED)
def test_no_reader_takes_long_over_any_cell(reader: str) -> None:
    texts = adversarial()
    ASKED[reader]("1")
    for text in texts:
        began = time.process_time()
        ASKED[reader](text)
        assert time.process_time() - began < SLOWEST, text[:40]


def test_nothing_but_its_length_is_looked_at_in_a_cell_that_is_too_long(
    where: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "Đ?\u0323\u0300" * 30_000
    names = ("indicator", "base", "place", "scope", "period_printed", "qualifier", "value", "unit", "note")
    write_report(where.raw, "dai", "thai-binh", [GOOD[0] | {name: long} for name in names])
    began = time.process_time()
    result = ingest.run(where)
    assert time.process_time() - began < 20
    said = result.findings.query("report_id == 'dai'")
    assert set(zip(said["rule_id"], said["column_name"], strict=True)) == {("cell-short", n) for n in names}
    assert {v.report_id: (v.accepted, v.rejected) for v in result.reports} == {"tot": (1, 0), "dai": (0, 9)}


def test_long_texts_of_the_other_files_are_refused(where: Settings) -> None:
    write_report(where.raw, "a", "thai-binh", GOOD)
    origin = where.raw / "a" / "report.yaml"
    origin.write_text(origin.read_text().replace("Khuyến công", "a\u0323\u0300" * 9_000), encoding="utf-8")
    write_report(where.raw, "b", "thai-binh", GOOD)
    (where.raw / "b" / "not_figures.csv").write_text(f"line,token,why\n1,2,{'y' * (LONGEST_NOTE + 1)}\n")
    result = ingest.run(where)
    said = result.findings.query("severity != 'info'")[["report_id", "rule_id"]]
    assert ("a", "origin-fields") in set(said.itertuples(index=False, name=None))
    assert ("b", "not-figures-sheet") in set(said.itertuples(index=False, name=None))


# --- one report alone --------------------------------------------------------------------------------


def broken_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that fails on one value as nobody foresaw."""
    stored = cells._stored

    def fail(number: Any, rounding: str) -> Any:
        return 1 // (number != 666) and stored(number, rounding)

    monkeypatch.setattr(cells, "_stored", fail)


def broken_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test of the form of cells that fails on one."""
    check = schemas._check
    monkeypatch.setattr(
        schemas,
        "_check",
        lambda name, passes: check(name, lambda text: 1 // (text != "666") and passes(text)),
    )


def broken_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim that is not what the tables take."""
    build = judging.build_claims

    def built(rows: Any) -> Any:
        claims = build(rows)
        return [tuple("nothing" if c == "666.000000" else c for c in claim) for claim in claims]

    monkeypatch.setattr(judging, "build_claims", built)


@pytest.mark.parametrize("break_it", [broken_reader, broken_form, broken_contract])
def test_an_error_that_nobody_foresaw_refuses_one_report_and_says_where(
    break_it: Callable[[pytest.MonkeyPatch], None], where: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_report(where.raw, "hong", "thai-binh", [*GOOD, GOOD[0] | {"value": "666"}])
    break_it(monkeypatch)
    result = ingest.run(where)
    assert {v.report_id: (v.status, v.rejected) for v in result.reports} == {
        "tot": ("accepted", 0),
        "hong": ("rejected", 2),
    }
    assert result.conserved
    [found] = result.findings.query("rule_id == 'report-judged'").to_dict("records")
    assert found["report_id"] == "hong"
    assert ".py:" in found["found"]
    if break_it is broken_reader:
        assert "row 3" in found["found"]


def test_what_is_no_fault_of_a_report_refuses_none(where: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(*_: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr(cells, "_stored", no_memory)
    with pytest.raises(MemoryError):
        ingest.run(where)


HOSTILE = {
    "figure": "0" * 20 + "1" + "9" * 29,
    "line": "7" * 150,
    "unit": "người" + "/kg/tấn/ha/năm/tháng/cơ sở/xã" * 6,
    "value": "9" * 23,
    "period": "P999Y/1900",
    "base": "1" * 190,
}


@pytest.mark.parametrize("column", HOSTILE)
def test_a_cell_that_once_stopped_all_reports_stops_its_own_row(column: str, where: Settings) -> None:
    write_report(where.raw, "hong", "thai-binh", [GOOD[0] | {column: HOSTILE[column]}])
    result = ingest.run(where)
    assert {v.report_id: v.accepted for v in result.reports} == {"tot": 1, "hong": 0}
    assert (result.findings["rule_id"] == "report-judged").sum() == 0


# --- files and names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["figures.csv", "report.yaml", "not_figures.csv"])
@pytest.mark.parametrize("how", ["pipe", "link", "folder"])
def test_what_is_no_file_is_refused_at_once(how: str, name: str, where: Settings, tmp_path: Path) -> None:
    write_report(where.raw, "hong", "thai-binh", GOOD)
    path = where.raw / "hong" / name
    path.unlink(missing_ok=True)
    if how == "pipe":
        os.mkfifo(path)
    elif how == "link":
        path.symlink_to(where.raw / "tot" / "report.yaml")
    else:
        path.mkdir()
    began = time.monotonic()
    assert verdicts(where) == {"tot": "accepted", "hong": "rejected"}
    assert time.monotonic() - began < 60


def test_a_pipe_that_takes_the_place_of_a_sheet_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "figures.csv")
    with disk.folder(tmp_path) as folder, pytest.raises(disk.NoPlainFile):
        disk.read("figures.csv", 10, folder)


def test_a_link_that_takes_the_place_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "away").mkdir()
    (tmp_path / "raw").symlink_to("away")
    with pytest.raises(NotADirectoryError), disk.folder(tmp_path / "raw"):
        pass


NAMES = (
    b"a\xff",
    rb"a\xff",
    b"a\x1b[31m",
    rb"a\x1b[31m",
    "a\u202e".encode(),
    rb"a\u202e",
    b"a\n",
    rb"a\n",
    b"a\\",
)


def test_no_folder_takes_the_name_of_another_or_a_terminal(where: Settings) -> None:
    for name in NAMES:
        os.mkdir(os.fsencode(where.raw) + b"/" + name)
    there = verdicts(where)
    assert len(there) == len(NAMES) + 1
    assert there.pop("tot") == "accepted"
    assert set(there.values()) == {"rejected"}
    assert all(name.isprintable() and name.isascii() for name in there)
    assert len({name_of(Path(os.fsdecode(name))) for name in NAMES}) == len(NAMES)


CONTROL = "\\e]0;OWNED\\a\\e[2J \\u202e x"


@pytest.mark.parametrize("line", ["title: ", "kind: ", "publisher: ", "url: ", "language: ", "published: "])
def test_no_field_of_a_report_reaches_the_terminal_as_a_command(
    line: str, where: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_report(where.raw, "hong", "thai-binh", GOOD)
    origin = where.raw / "hong" / "report.yaml"
    lines = origin.read_text(encoding="utf-8").splitlines()
    spoilt = [f'{line}"{CONTROL}"' if each.startswith(line) else each for each in lines]
    assert spoilt != lines
    origin.write_text("\n".join(spoilt), encoding="utf-8")
    monkeypatch.setenv("KHUYENCONG_RAW", str(where.raw))
    assert main(["check"]) == 1
    said = capsys.readouterr()
    assert "hong" in said.out
    assert all(c.isprintable() or c == "\n" for c in said.out + said.err)


def spoilt_sheet(where: Settings) -> Path:
    write_report(where.raw, "mot", "thai-binh", [GOOD[0] | {"place": "Thái Bình"}])
    return where.raw / "mot" / "figures.csv"


def test_fix_keeps_owner_and_rights(where: Settings) -> None:
    sheet = spoilt_sheet(where)
    sheet.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(sheet, 1234, 1234)
    before = sheet.stat()
    assert fix(open_folder(sheet.parent), READERS) == message("check.sheet-rewritten", path="raw/mot")
    after = sheet.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert "thai-binh" in sheet.read_text(encoding="utf-8")
    assert len(list(sheet.parent.iterdir())) == len(list((where.raw / "tot").iterdir()))


@pytest.mark.parametrize("how", ["read-only", "another name", "a pipe", "a link", "gone"])
def test_fix_leaves_alone_what_it_must_not_replace(how: str, where: Settings, tmp_path: Path) -> None:
    sheet = spoilt_sheet(where)
    read, other = open_folder(sheet.parent), tmp_path / "other.csv"
    if how == "read-only":
        sheet.chmod(0o444)
    elif how == "another name":
        os.link(sheet, other)
    else:
        sheet.rename(other)
    if how == "a pipe":
        os.mkfifo(sheet)
    if how == "a link":
        sheet.symlink_to(other)
    before = (other if other.exists() else sheet).read_bytes()
    assert fix(read, READERS) == message("check.sheet-left", path="raw/mot")
    assert (other if other.exists() else sheet).read_bytes() == before


def test_a_folder_put_in_the_place_of_a_report_is_not_written_into(where: Settings, tmp_path: Path) -> None:
    sheet = spoilt_sheet(where)
    read = open_folder(sheet.parent)
    sheet.parent.rename(tmp_path / "away")
    sheet.parent.symlink_to(tmp_path / "away")
    before = (tmp_path / "away" / "figures.csv").stat()
    with pytest.raises(NotADirectoryError):
        fix(read, READERS)
    after = (tmp_path / "away" / "figures.csv").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_nothing_is_written_through_a_link_laid_in_the_warehouse(where: Settings, tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("precious")
    where.state.mkdir(parents=True)
    for name in (f"landing.duckdb.{os.getpid()}.new", f".HELD.{os.getpid()}", "HELD", where.lock.name):
        (where.state / name).symlink_to(precious)
    disk.replace(where.state / "HELD", b"held\n")
    with writing(where, "a test"):
        ingest.run(where)
    assert precious.read_text() == "precious"
    assert (where.state / "HELD").read_text() == "held\n"
    assert stat.S_ISREG((where.state / "HELD").lstat().st_mode)
    with duckdb.connect(str(where.landing), read_only=True) as landing:
        assert landing.execute("select count(*) from raw.claims").fetchall() == [(1,)]
