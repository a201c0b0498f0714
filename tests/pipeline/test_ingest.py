"""A folder of reports into the landing file: faulty sheets fall alone, rows are conserved, nothing is lost.

Every message must let a transcriber who has never seen the code mend the sheet: where, what, what to do.
"""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project import ingest
from dagster_project.cli import main
from dagster_project.contracts import SHEET_COLUMNS
from dagster_project.contracts.cells import Readers
from dagster_project.ingest.check import check
from dagster_project.ingest.fix import fix, fixed
from dagster_project.ingest.folders import LIMITS, find, open_folder
from dagster_project.messages import message
from dagster_project.settings import PROJECT, Settings
from dagster_project.vocabulary import Vocabulary

HEADER = ",".join(SHEET_COLUMNS)
ROWS = (
    "1,12,establishments,,,thai-binh,enterprise,2012,năm 2012,actual,,trên,568,doanh nghiệp,",
    '2,13,exports,,,thai-binh,,2008/2012?,5 năm qua,actual,,,"2.387,5",triệu USD,from line 4',
)
SHEET = "\n".join([HEADER, *ROWS, ""])
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
source: {{file: null, sha256: null, lines: null, title_lines: null, caption_lines: null, complete: null}}
transcription: {{by: reader, on: 2026-01-31, checked_by: null}}
notes: null
"""


def report(raw: Path, report_id: str, sheet: bytes | str = SHEET, origin: str | None = None) -> Path:
    folder = raw / report_id
    folder.mkdir(parents=True)
    folder.joinpath("figures.csv").write_bytes(sheet.encode() if isinstance(sheet, str) else sheet)
    text = ORIGIN.format(report_id=report_id) if origin is None else origin
    folder.joinpath("report.yaml").write_text(text, encoding="utf-8")
    return folder


def settings_in(folder: Path) -> Settings:
    """Settings of an empty folder of reports and a warehouse beside it."""
    (folder / "raw").mkdir()
    return Settings(
        project=PROJECT,
        raw=folder / "raw",
        articles=None,
        warehouse=folder / "warehouse",
        seeds=PROJECT / "dbt" / "seeds",
        dbt=PROJECT / "dbt",
        keep_releases=3,
    )


@pytest.fixture
def where(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def rows_of(where: Settings, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(where.landing), read_only=True) as connection:
        return connection.execute(sql).fetchall()


FAULTS: dict[str, tuple[bytes | str, str, tuple[str, ...]]] = {
    # what is wrong: the sheet, the rule, words that the message must hold
    "empty": ("", "sheet-format", ("empty",)),
    "only blanks": ("\ufeff \n\n", "sheet-format", ("empty",)),
    "only commas": (",,,\n,,\n", "sheet-header", ("missing figure",)),
    "column missing": (SHEET.replace("qualifier,", "", 1), "sheet-header", ("missing qualifier",)),
    "column unknown": (SHEET.replace("note", "note,extra", 1), "sheet-header", ("not known extra",)),
    "column misspelt": (SHEET.replace("qualifier", "qualifer", 1), "sheet-header", ("qualifer → qualifier",)),
    "columns out of order": (
        SHEET.replace("figure,line", "line,figure", 1),
        "sheet-header",
        ("out of order from line", HEADER),
    ),
    "two byte order marks": ("\ufeff\ufeff" + SHEET, "sheet-format", ("U+FEFF", "figure")),
    "a hard blank in the header": (
        SHEET.replace("line,", "line\u00a0,", 1),
        "sheet-format",
        ("U+00A0", "line"),
    ),
    "a mark before a line for a spreadsheet": (
        "\ufeff\ufeffSEP=;\n" + SHEET.replace(",", ";"),
        "sheet-format",
        ("SEP=;", "semicolons"),
    ),
    "a line for a spreadsheet": (
        "sep=;\r\n" + SHEET.replace(",", ";"),
        "sheet-format",
        ("sep=;", "semicolons"),
    ),
    "semicolons": (SHEET.replace(",", ";"), "sheet-format", ("semicolons", "commas")),
    "tabs": (SHEET.replace(",", "\t"), "sheet-format", ("tabs", "commas")),
    "an .xlsx renamed": (b"PK\x03\x04" + bytes(200), "sheet-format", (".xlsx", "not renamed")),
    "an .xls renamed": (b"\xd0\xcf\x11\xe0" + bytes(200), "sheet-format", (".xls", "not renamed")),
    "UTF-16": (SHEET.encode("utf-16"), "sheet-encoding", ("UTF-16", "CSV UTF-8")),
    "UTF-16 without mark": (SHEET.encode("utf-16-le"), "sheet-encoding", ("UTF-16",)),
    "one wrong byte": (
        SHEET.encode().replace("ệ".encode(), b"\xe6", 1),
        "sheet-encoding",
        ("byte 204", "line 2", "0xE6"),
    ),
    "an old font encoding": (
        SHEET.encode().replace("năm 2012".encode(), "nhöõng naêm cuûa ñòa phöông".encode("cp1252")),
        "sheet-encoding",
        ("line 2", "VNI", "những năm của địa phương"),
    ),
    "NUL characters": (SHEET.replace("568", "5\x0068"), "sheet-format", ("NUL", "line 2")),
    "a quote that never closes": (
        SHEET.replace('"2.387,5"', '"2.387,5'),
        "sheet-format",
        ("text line 3", "double quote"),
    ),
    "a quote that swallows a row": (
        SHEET.replace("năm 2012", '"năm 2012').replace("from line 4", 'line" 4'),
        "sheet-format",
        ("text line 2",),
    ),
    "a stray quote": (
        SHEET.replace("năm 2012", '"năm" 2012'),
        "sheet-format",
        ("text line 2", "double quote"),
    ),
}


def names_of(faults: dict[str, Any]) -> dict[str, str]:
    """A report id for each fault."""
    return {fault: f"b-faulty-{number:02}" for number, fault in enumerate(faults)}


@pytest.fixture(scope="module")
def faulty_sheets(tmp_path_factory: pytest.TempPathFactory) -> ingest.IngestResult:
    """One ingest of a report for each fault, between two good ones."""
    where = settings_in(tmp_path_factory.mktemp("sheets"))
    for fault, name in names_of(FAULTS).items():
        report(where.raw, name, FAULTS[fault][0])
    report(where.raw, "a-good")
    report(where.raw, "c-good")
    return ingest.run(where)


def status_of(result: ingest.IngestResult) -> dict[str, str]:
    return {verdict.report_id: verdict.status for verdict in result.reports}


def test_only_the_faulty_sheets_fall(faulty_sheets: ingest.IngestResult) -> None:
    expected = dict.fromkeys(names_of(FAULTS).values(), "rejected")
    assert status_of(faulty_sheets) == {"a-good": "accepted", **expected, "c-good": "accepted"}
    assert faulty_sheets.tables["claims"] == 4
    assert faulty_sheets.conserved


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_sheet_falls_and_says_why(fault: str, faulty_sheets: ingest.IngestResult) -> None:
    _, rule_id, words = FAULTS[fault]
    name, findings = names_of(FAULTS)[fault], faulty_sheets.findings
    assert status_of(faulty_sheets)[name] == "rejected"
    found = findings[findings["rule_id"] == rule_id].set_index("report_id")
    assert not {"a-good", "c-good"} & set(found.index)
    assert list(found.index).count(name) == 1
    message, message_vi = found.loc[name, "message_en"], found.loc[name, "message_vi"]
    assert f"raw/{name}" in message
    assert "figures.csv" in message
    for word in words:
        assert word in message, message
    assert "Chấp nhận:" in message_vi
    assert "Hãy" in message_vi


def test_a_row_with_too_few_cells_is_rejected_alone(where: Settings) -> None:
    report(
        where.raw,
        "mot",
        "\n".join([HEADER, ROWS[0], "2,13,exports,,,thai-binh", ROWS[1].replace("2,13", "3,13"), ""]),
    )
    result = ingest.run(where)
    (verdict,) = result.reports
    assert (verdict.status, verdict.figures, verdict.accepted, verdict.rejected) == ("accepted", 3, 2, 1)
    (message,) = result.findings.loc[result.findings["severity"] == "error", "message_en"]
    assert "row 3" in message
    assert "6 cells" in message
    assert rows_of(where, "select figure, place, note from raw.figures where row = 3") == [
        ("2", "thai-binh", "")
    ]


def test_blank_rows_of_a_spreadsheet_are_no_figures_and_do_not_shift_row_numbers(where: Settings) -> None:
    blank = "," * (len(SHEET_COLUMNS) - 1)
    report(where.raw, "mot", "\n".join([HEADER, ROWS[0], blank, "", ROWS[1], blank, ""]))
    result = ingest.run(where)
    assert (result.reports[0].figures, result.reports[0].accepted) == (2, 2)
    assert rows_of(where, "select figure, row from raw.claims order by 1") == [(1, 2), (2, 5)]


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_every_kind_of_line_end_is_read(ending: str, where: Settings) -> None:
    report(where.raw, "mot", SHEET.replace("\n", ending).encode())
    assert ingest.run(where).tables["claims"] == 2


def test_values_arrive_exactly_as_decimals(where: Settings) -> None:
    report(where.raw, "mot")
    ingest.run(where)
    ((value, low, high, kind),) = rows_of(
        where, "select value, value_low, value_high, typeof(value) from raw.claims where figure = 2"
    )
    assert (value, low, high) == (Decimal("2387500000"), Decimal("2387450000"), Decimal("2387550000"))
    assert kind == "DECIMAL(28,6)"
    assert rows_of(where, "select inferred, flags from raw.claims order by figure") == [
        ([], ["gt"]),
        (["period"], []),
    ]


def test_figures_written_are_claims_and_rejects_whatever_happens(where: Settings) -> None:
    report(where.raw, "mot", SHEET.replace("568", "5.6.8").replace("2,13", "1,13"))
    report(where.raw, "hai", SHEET, origin="kind: [")
    report(where.raw, "ba", b"\xff\xfe")
    report(where.raw, "bon")
    result = ingest.run(where)
    assert result.conserved
    written = rows_of(where, "select report_id, count(*) from raw.figures group by 1 order by 1")
    assert written == [("bon", 2), ("hai", 2), ("mot", 2)]
    for verdict in result.reports:
        assert verdict.figures == verdict.accepted + verdict.rejected
    unexplained = """
        select count(*) from raw.figures
        anti join raw.claims using (report_id, row)
        anti join (select * from raw.findings where severity in ('error', 'critical')) using (report_id, row)
    """
    assert rows_of(where, unexplained) == [(0,)]


ORIGIN_FAULTS: dict[str, tuple[str, str, str]] = {
    "not YAML": ("title: [", "origin-readable", "line"),
    "a list": ("- a\n- b\n", "origin-readable", "a list or a single value"),
    "nothing": ("", "origin-readable", "nothing"),
    "billion laughs": (
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "origin-readable",
        "anchor or alias on line 1",
    ),
    "recursion": ("a: &a [*a]\n", "origin-readable", "anchor or alias"),
    "depth": ("a: " + "[" * 5000, "origin-readable", "report.yaml"),
    "a name twice": (
        ORIGIN.format(report_id="mot") + "title: again\n",
        "origin-readable",
        "'title' stands twice",
    ),
    "python object": ("a: !!python/object/apply:os.getcwd []\n", "origin-readable", "line 1"),
    "another id": (ORIGIN.format(report_id="khac"), "origin-fields", "khac"),
    "a field missing": (ORIGIN.format(report_id="mot").replace("url: null\n", ""), "origin-fields", "url"),
    "a field unknown": (ORIGIN.format(report_id="mot") + "colour: red\n", "origin-fields", "colour"),
    "no such day": (
        ORIGIN.format(report_id="mot").replace("2013-06", "2013-02-30"),
        "origin-fields",
        "2013-02-30",
    ),
    "a path": (
        ORIGIN.format(report_id="mot").replace("file: null", "file: ../secret"),
        "origin-fields",
        "../secret",
    ),
    "half a source": (
        ORIGIN.format(report_id="mot").replace("file: null", "file: a.txt"),
        "origin-fields",
        "a.txt",
    ),
    "lines backwards": (
        ORIGIN.format(report_id="mot").replace(" lines: null", " lines: [[9, 3]]"),
        "origin-fields",
        "9-3",
    ),
    "places no list": (
        ORIGIN.format(report_id="mot").replace("[thai-binh]", "thai-binh"),
        "origin-fields",
        "places",
    ),
}


@pytest.fixture(scope="module")
def faulty_origins(tmp_path_factory: pytest.TempPathFactory) -> ingest.IngestResult:
    """One ingest of a report for each fault, and a good one."""
    where = settings_in(tmp_path_factory.mktemp("origins"))
    for fault, name in names_of(ORIGIN_FAULTS).items():
        origin = ORIGIN_FAULTS[fault][0].replace("report_id: mot\n", f"report_id: {name}\n")
        report(where.raw, name, origin=origin)
    report(where.raw, "tot")
    return ingest.run(where)


def test_only_the_reports_of_faulty_origins_are_rejected(faulty_origins: ingest.IngestResult) -> None:
    expected = dict.fromkeys(names_of(ORIGIN_FAULTS).values(), "rejected")
    assert status_of(faulty_origins) == {**expected, "tot": "accepted"}
    assert faulty_origins.tables["claims"] == 2
    assert faulty_origins.conserved


@pytest.mark.parametrize("fault", ORIGIN_FAULTS)
def test_a_faulty_origin_rejects_its_report(fault: str, faulty_origins: ingest.IngestResult) -> None:
    _, rule_id, word = ORIGIN_FAULTS[fault]
    name, findings = names_of(ORIGIN_FAULTS)[fault], faulty_origins.findings
    assert status_of(faulty_origins)[name] == "rejected"
    found = findings[(findings["rule_id"] == rule_id) & (findings["report_id"] == name)]
    assert any(word in message for message in found["message_en"]), list(found["message_en"])


def half_written(raw: Path) -> None:
    report(raw, "dang-do").joinpath("report.yaml").unlink()


def a_link(raw: Path) -> None:
    report(raw.parent / "elsewhere", "that")
    (raw / "lien-ket").symlink_to(raw.parent / "elsewhere" / "that")


def a_linked_file(raw: Path) -> None:
    folder = report(raw, "noi")
    (raw.parent / "figures.csv").write_text(SHEET, encoding="utf-8")
    (folder / "figures.csv").unlink()
    (folder / "figures.csv").symlink_to(raw.parent / "figures.csv")


def a_broken_link(raw: Path) -> None:
    (raw / "gay").symlink_to(raw / "nowhere")


def capitals(raw: Path) -> None:
    report(raw, "Thai_Binh")


def too_large(raw: Path) -> None:
    report(raw, "lon").joinpath("report.yaml").write_bytes(b"#" * (LIMITS["report.yaml"] + 1))


@pytest.mark.parametrize("write", [half_written, a_link, a_linked_file, a_broken_link, capitals, too_large])
def test_a_folder_that_is_no_report_is_refused_with_a_reason(
    write: Callable[[Path], None], where: Settings
) -> None:
    write(where.raw)
    report(where.raw, "tot")
    result = ingest.run(where)
    refused = [v for v in result.reports if v.status == "rejected"]
    assert len(refused) == 1
    found = result.findings[result.findings["rule_id"] == "folder-whole"]
    assert len(found) >= 1
    assert result.tables["claims"] == 2


def test_a_folder_being_written_may_hide_behind_a_dot(where: Settings) -> None:
    report(where.raw, ".dang-viet", "half a she")
    report(where.raw, "tot")
    (where.raw / "README.md").write_text("for transcribers", encoding="utf-8")
    assert [v.report_id for v in ingest.run(where).reports] == ["tot"]


def test_the_hash_of_a_report_changes_with_any_byte_of_its_files(where: Settings) -> None:
    folder = report(where.raw, "mot")
    hashes = set()
    for name in ("figures.csv", "report.yaml", "not_figures.csv"):
        hashes.add(next(find(where.raw)).content_sha256)
        with (folder / name).open("ab") as handle:
            handle.write(b"\n")
    hashes.add(next(find(where.raw)).content_sha256)
    assert len(hashes) == 4


def test_the_same_inputs_give_the_same_tables(where: Settings) -> None:
    report(where.raw, "mot", SHEET.replace("568", "x"))
    report(where.raw, "hai")
    tables = ("reports", "figures", "claims", "findings", "not_figures", "rule_results")
    seen = []
    for _ in range(2):
        result = ingest.run(where)
        seen.append(
            (result.inputs_sha256, *(rows_of(where, f"select * from raw.{t} order by all") for t in tables))
        )
    assert seen[0] == seen[1]


def test_a_run_that_fails_leaves_the_landing_file_as_it_was(
    where: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(where.raw, "mot")
    ingest.run(where)
    before = where.landing.read_bytes()
    report(where.raw, "hai")
    from dagster_project.contracts import schemas

    def broken(*_: object) -> None:
        raise schemas.ContractBroken("for the test")

    monkeypatch.setattr(schemas, "checked_claims", broken)
    with pytest.raises(schemas.ContractBroken):
        ingest.run(where)
    assert where.landing.read_bytes() == before
    assert [p.name for p in where.state.iterdir()] == [where.landing.name]


def test_a_reader_of_the_old_landing_file_is_not_disturbed(where: Settings) -> None:
    report(where.raw, "mot")
    ingest.run(where)
    with duckdb.connect(str(where.landing), read_only=True) as reader:
        report(where.raw, "hai")
        ingest.run(where)
        assert reader.execute("select count(*) from raw.reports").fetchone() == (1,)
    assert rows_of(where, "select count(*) from raw.reports") == [(2,)]


def test_the_landing_file_is_readable_by_older_clients(where: Settings) -> None:
    report(where.raw, "mot")
    ingest.run(where)
    with duckdb.connect(str(where.landing), read_only=True) as connection:
        tags = connection.execute("select tags from duckdb_databases() where not internal").fetchone()
    assert tags is not None
    assert "v1.4" in str(tags)


def test_figures_are_proven_against_the_article_where_it_is_at_hand(where: Settings, tmp_path: Path) -> None:
    text = "năm 2012 tỉnh có trên 568\x0c doanh nghiệp\nkim ngạch 2.387,6 triệu USD\n".encode()
    source = f"{{file: a.txt, sha256: {hashlib.sha256(text).hexdigest()}, lines: [[1, 2]]"
    for name in ("co", "khong"):
        origin = ORIGIN.format(report_id=name).replace("{file: null, sha256: null, lines: null", source)
        report(where.raw, name, SHEET.replace("1,12,", "1,1,").replace("2,13,", "2,2,"), origin)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_bytes(text)
    at_hand = dataclasses.replace(where, articles=tmp_path / "articles")
    ingest.run(at_hand)
    assert rows_of(where, "select figure, state from raw.verification where report_id = 'co' order by 1") == [
        (1, "matched"),
        (2, "not_found"),
    ]
    assert rows_of(where, "select distinct article_state from raw.reports") == [("at_hand",)]
    # what the text contradicts is held back as a reject; nothing else changes when a text is mislaid
    proven = "select * from raw.claims where figure = 1 order by all"
    contradicted = "select count(*) from raw.claims where figure = 2"
    claims = rows_of(where, proven)
    assert len(claims) == 2
    assert rows_of(where, contradicted) == [(0,)]
    ingest.run(where)
    assert rows_of(where, "select count(*) from raw.verification") == [(0,)]
    assert rows_of(where, "select distinct article_state from raw.reports") == [("not_at_hand",)]
    assert rows_of(where, proven) == claims
    assert rows_of(where, contradicted) == [(2,)]


# --- the transcriber's loop


def run_check(where: Settings, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setenv("KHUYENCONG_RAW", str(where.raw))
    monkeypatch.delenv("KHUYENCONG_ARTICLES", raising=False)
    return main(["check", *arguments])


def test_check_says_what_is_wrong_in_the_language_asked_for(
    where: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = report(where.raw, "mot", SHEET.replace("doanh nghiệp", "doanh nghiêp"))
    assert run_check(where, monkeypatch, str(folder)) == 1
    english = capsys.readouterr().out
    assert "2 figures, 1 accepted, 1 rejected" in english
    assert "doanh nghiệp" in english
    assert run_check(where, monkeypatch, str(folder / "figures.csv"), "--lang", "vi") == 1
    assert "nhận 1, loại 1" in capsys.readouterr().out


def test_check_of_good_reports_is_content(where: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    report(where.raw, "mot")
    assert run_check(where, monkeypatch) == 0
    assert run_check(where, monkeypatch, str(where.raw)) == 0


def test_check_of_nothing_is_wrong_use(where: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_check(where, monkeypatch, str(where.raw / "nowhere")) == 2
    monkeypatch.setenv("KHUYENCONG_RAW", str(where.raw / "nowhere"))
    assert main(["check"]) == 2


def test_check_and_ingest_find_the_same(where: Settings) -> None:
    for n, (name, (sheet, _, _)) in enumerate(FAULTS.items()):
        assert name
        report(where.raw, f"r-{n}", sheet)
    report(where.raw, "z", SHEET.replace("568", "5.6.8").replace("2,13", "1,13").replace("actual", ""))
    lines, _ = check([], where)
    result = ingest.run(where)
    for verdict in result.reports:
        counts = f"{verdict.figures} figures, {verdict.accepted} accepted, {verdict.rejected} rejected"
        assert any(f"/{verdict.report_id}: {counts}" in line for line in lines)


UNTIDY = "\n".join(
    [
        HEADER,
        '01, 12,Establishments,,,Thái Bình?,enterprise rural?,2012/2012,"năm  2012",actual ,, Trên,568 ,'
        '"Doanh nghiệp, cơ sở"," a  note "',
        "",
        '2,13,exports,,,thai-bin,,2008/2012?,,actual,,,"2.387,50",triệu USD,',
        "3,too,few",
        "",
    ]
)


def test_fix_rewrites_codes_and_leaves_evidence_alone(where: Settings) -> None:
    readers = Readers(Vocabulary(PROJECT / "dbt" / "seeds"))
    once = fixed(UNTIDY.encode(), readers)
    assert once is not None
    rows = list(csv.reader(io.StringIO(once.decode(), newline="")))
    first = dict(zip(SHEET_COLUMNS, rows[1], strict=True))
    assert first == {
        "figure": "1",
        "line": "12",
        "indicator": "establishments",
        "measure": "",
        "base": "",
        "place": "thai-binh?",
        "scope": "rural? enterprise",
        "period": "2012",
        "period_printed": "năm  2012",
        "nature": "actual",
        "funding_source": "",
        "qualifier": "Trên",
        "value": "568",
        "unit": "Doanh nghiệp, cơ sở",
        "note": "a  note",
    }
    assert rows[3][5] == "thai-bin"
    assert rows[3][12] == "2.387,50"
    assert rows[4] == ["3", "too", "few"]
    assert fixed(once, readers) is None


def test_fix_writes_the_file_once_and_leaves_a_good_one_untouched(
    where: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = report(where.raw, "mot", SHEET.replace("thai-binh", "Thái Bình"))
    assert run_check(where, monkeypatch, str(folder), "--fix") == 0
    assert (folder / "figures.csv").read_text(encoding="utf-8") == SHEET
    os.utime(folder / "figures.csv", (1, 1))
    assert run_check(where, monkeypatch, str(folder), "--fix") == 0
    assert (folder / "figures.csv").stat().st_mtime == 1
    assert sorted(p.name for p in folder.iterdir()) == ["figures.csv", "report.yaml"]


def test_fix_writes_codes_for_labels_and_leaves_a_blank_mark(where: Settings) -> None:
    readers = Readers(Vocabulary(PROJECT / "dbt" / "seeds"))
    labels = (
        "1,12,Kim ngạch xuất khẩu,,,-,Doanh nghiệp?,-,,thuc hien,–,,568,người được đào tạo,người được đào tạo"
    )
    once = fixed(f"{HEADER}\n{labels}\n".encode(), readers)
    written = dict(zip(SHEET_COLUMNS, next(iter(csv.reader([labels]))), strict=True))
    fixed_row = dict(zip(SHEET_COLUMNS, (once or b"").decode().splitlines()[1].split(","), strict=True))
    changed = {name: cell for name, cell in fixed_row.items() if cell != written[name]}
    assert changed == {"indicator": "exports", "scope": "enterprise?", "nature": "actual"}
    assert once is not None
    assert fixed(once, readers) is None


def test_fix_writes_through_no_link_that_was_laid_for_it(where: Settings, tmp_path: Path) -> None:
    readers = Readers(Vocabulary(PROJECT / "dbt" / "seeds"))
    folder = report(where.raw, "mot", SHEET.replace("thai-binh", "Thái Bình"))
    precious = tmp_path / "precious.txt"
    precious.write_text("precious")
    (folder / f".figures.csv.{os.getpid()}").symlink_to(precious)
    assert fix(open_folder(folder), readers)
    assert precious.read_text() == "precious"
    assert (folder / "figures.csv").read_text(encoding="utf-8") == SHEET


def test_fix_leaves_a_sheet_that_was_saved_since_it_was_read(where: Settings) -> None:
    readers = Readers(Vocabulary(PROJECT / "dbt" / "seeds"))
    folder = report(where.raw, "mot", SHEET.replace("thai-binh", "Thái Bình"))
    read = open_folder(folder)
    saved = SHEET.replace("568", "570")
    (folder / "figures.csv").write_text(saved, encoding="utf-8")
    assert fix(read, readers) == message("check.sheet-left", path="raw/mot")
    assert (folder / "figures.csv").read_text(encoding="utf-8") == saved
    assert sorted(p.name for p in folder.iterdir()) == ["figures.csv", "report.yaml"]


def test_check_says_once_what_is_wrong_with_several_cells(
    where: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"{n},{n},exports,,,thai-binh,,2012,năm 2012,actual,,,{n},triệu USDD," for n in range(1, 8)]
    rows[3] = rows[3].replace("exports", "xuất").replace("USDD", "USD")
    rows[4] = rows[4].replace("actual", "thực hiện")
    folder = report(where.raw, "mot", "\n".join([HEADER, *rows, ""]))
    (folder / "not_figures.csv").write_text("line,token,why\n3,7,No indicator yet: markets\n4,8,a page\n")
    assert run_check(where, monkeypatch, str(folder)) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert said.count("[unit-known]") == 1
    assert "rows 2-4, 6-8 (figures 1-3, 5-7), column unit: found “triệu USDD”" in said
    assert "row 5 (figure 4), column indicator: found “xuất”" in said
    assert "nature: “thực hiện” is read as actual (figures 5)" in said
    assert "1 printed figure has no indicator yet, left out: 7." in said


def test_a_draft_is_judged_like_any_report_and_said_to_be_one(where: Settings) -> None:
    folder = report(where.raw, "mot", SHEET)
    lines, clean = check([folder], where)
    draft = folder.rename(folder.with_name(".mot"))
    as_draft, as_clean = check([draft], where)
    note = (
        "A draft: its folder opens with a dot, so no refresh reads it. "
        f"`khuyencong accept {draft}` makes a report of it."
    )
    said, told = (" ".join(" ".join(each).split()) for each in (lines, as_draft))
    assert (told.replace(f" {note}", "").replace("/.mot", "/mot"), as_clean) == (said, clean)
    assert note in told
    assert list(find(where.raw)) == []


def test_the_worked_example_of_the_readme_is_accepted(where: Settings) -> None:
    text = (PROJECT / "raw" / "README.md").read_text(encoding="utf-8")
    blocks = {
        name: text.split(f"`{name}`\n\n", 1)[1].split("\n", 1)[1].split("```", 1)[0]
        for name in ("report.yaml", "figures.csv", "not_figures.csv")
    }
    folder = where.raw / "vi-du-2013"
    folder.mkdir()
    for name, block in blocks.items():
        (folder / name).write_text(block, encoding="utf-8")
    lines, clean = check([folder], where)
    assert clean, "\n".join(lines)
    assert "5 figures, 5 accepted, 0 rejected, 0 warnings" in lines[0]
    assert lines[1].startswith("Not compared with 1 text"), "\n".join(lines)
