"""Safe by default: loopback, safe YAML, values that stay values, releases that nobody writes, tame exports.

The tempting clean-up that would break this: a convenient host option, `yaml.load`, or a value in an f-string.
"""

from __future__ import annotations

import ast
import csv
import dataclasses
import os
import re
import shutil
import unicodedata
from pathlib import Path

import duckdb
import pytest

from benchmarks.soak.bad_inputs import FORMULAS, PATHS, STATEMENTS, TAGGED
from dagster_project import ingest, publish, settings
from dagster_project.cli import main
from dagster_project.contracts.model import SHEET_COLUMNS
from dagster_project.ingest.origin import load
from dagster_project.publish import script
from dagster_project.publish.acceptance import Unexplained
from dagster_project.settings import Settings
from tests.small_world import ORIGIN
from tests.tiny_release import Cell, Tiny

PACKAGE = Path(__file__).resolve().parents[2] / "dagster_project"


# --- the UI ------------------------------------------------------------------------------------------------


def test_the_ui_listens_on_loopback_and_knows_no_other_host(
    shipped: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(shipped.warehouse))
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "execv", lambda _, arguments: started.append(arguments))
    main(["dev", "-p", "3999"])
    [arguments] = started
    assert arguments[arguments.index("-h") + 1] == "127.0.0.1"
    assert arguments.count("-h") == 1
    assert main(["dev", "--host", "0.0.0.0"]) == 2
    assert len(started) == 1


def test_no_address_but_loopback_stands_in_the_code() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    assert [str(path) for path, text in sources.items() if "0.0.0.0" in text or '"::"' in text] == []


# --- YAML --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", TAGGED)
def test_a_tag_or_alias_is_refused_and_nothing_is_made_of_it(value: str) -> None:
    found = load(f"title: {value}\n".encode())
    assert not isinstance(found, dict)
    assert found.rule_id == "origin-readable"


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_yaml_of_any_depth_is_refused_and_the_process_lives(opening: str) -> None:
    found = load(
        b"a: 1\nb: " + opening.encode() * 30_000 if opening in "[{a: " else opening.encode() * 30_000
    )
    assert not isinstance(found, dict)


def test_yaml_of_many_names_is_read_in_no_time() -> None:
    found = load(b"{" + b",".join(b"%x" % n for n in range(13_000)) + b"}")
    assert isinstance(found, dict)
    assert len(found) == 13_000


def test_yaml_is_text_and_null_and_nothing_else() -> None:
    found = load(b"a: no\nb: 2013-02\nc: ~\nd: 'null'\ne: [1, {f: 0x1}]\ng: {}\nh:\n")
    assert found == {
        "a": "no",
        "b": "2013-02",
        "c": None,
        "d": "null",
        "e": ["1", {"f": "0x1"}],
        "g": {},
        "h": None,
    }


def test_yaml_is_only_read_by_safe_readers() -> None:
    used = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "yaml"
            ):
                used.append((path.name, node.attr))
    # What people hand in is read by origin.py; vocabulary.py reads files of the repository, the others write.
    assert {name for name, _ in used} == {"origin.py", "vocabulary.py", "draft.py", "citation.py"}
    assert {attribute for name, attribute in used if name != "origin.py"} == {"SafeLoader", "safe_dump"}
    assert {attribute for _, attribute in used} & {
        "load",
        "load_all",
        "unsafe_load",
        "full_load",
        "Loader",
    } == set()


# --- values stay values ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A landing file of reports in which every cell and field was once a statement, a path or a formula."""
    folder = tmp_path_factory.mktemp("hostile")
    texts = [text for text in (*STATEMENTS, *PATHS, *FORMULAS) if "\0" not in text]
    for number, text in enumerate(texts):
        report = folder / "raw" / f"report-{number}"
        report.mkdir(parents=True)
        quoted = "'" + text.strip().replace("'", "''") + "'"
        origin = ORIGIN.format(
            report_id=report.name,
            kind="press",
            publisher="Sở Công Thương",
            place="son-la",
            published="2014",
            title_lines="[]",
        )
        for field in ("title: Khuyến công", "publisher: Sở Công Thương", "notes: null"):
            origin = origin.replace(field, f"{field.partition(':')[0]}: {quoted}")
        (report / "report.yaml").write_text(origin, encoding="utf-8")
        with (report / "figures.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, SHEET_COLUMNS, lineterminator="\n")
            writer.writeheader()
            good = dict.fromkeys(SHEET_COLUMNS, "") | {
                **{"figure": "1", "line": "1", "indicator": "jobs_created", "place": "son-la"},
                **{"period": "2013", "nature": "actual", "value": "120", "unit": "lao động"},
            }
            writer.writerow(good | {"note": text, "period_printed": text})
            for n, column in enumerate(SHEET_COLUMNS[1:], start=2):
                writer.writerow(good | {"figure": str(n), column: text})
    where = dataclasses.replace(
        settings.load(), raw=folder / "raw", articles=None, warehouse=folder / "warehouse"
    )
    ingest.run(where)
    return where


def test_no_value_becomes_a_table_a_column_or_a_file(hostile: Settings, shipped: Settings) -> None:
    question = (
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where not internal order by all"
    )

    def shape(path: Path) -> list[tuple[object, ...]]:
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.execute(question).fetchall()

    assert shape(hostile.landing) == shape(shipped.landing)
    assert not Path("khuyencong-written").exists()
    assert [p.name for p in hostile.state.iterdir()] == ["landing.duckdb"]
    assert [p.name for p in hostile.warehouse.iterdir()] == ["state"]


def test_hostile_values_arrive_as_they_were_written(hostile: Settings) -> None:
    with duckdb.connect(str(hostile.landing), read_only=True) as landing:
        written = {text for (text,) in landing.execute("select distinct note from raw.figures").fetchall()}
    assert {text for text in (*STATEMENTS, *PATHS) if "\0" not in text} <= written


@pytest.mark.parametrize("asked", [*STATEMENTS, *FORMULAS[:3]])
def test_what_is_asked_of_explain_is_never_a_statement(
    asked: str, shipped: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(shipped.warehouse))
    before = shipped.current.stat().st_mtime_ns
    assert main(["explain", "--", asked]) in (0, 1)
    assert "Traceback" not in capsys.readouterr().err
    assert shipped.current.stat().st_mtime_ns == before


# --- releases ----------------------------------------------------------------------------------------------


def test_a_release_may_be_read_by_all_and_written_by_none(shipped: Settings) -> None:
    for path in (shipped.current, *publish.release_files(shipped)):
        assert oct(path.stat().st_mode)[-3:] == "444"


# --- tables for people -------------------------------------------------------------------------------------


BEHIND = (
    *(
        "bad;=cmd|'/c calc'!A0;",
        "x\n=1+1",
        "x\r\n \u00a0@SUM(1)",
        "a|=1;-cmd",
        'see;"=HYPERLINK(1)',
        "x\t+1",
        "x,=1",
    ),
    *("\u00a0=1", "\u200b=1", "\ufeff=1", "\u0301=1", "\u2028=1", "x\x0b=1", "x;\u202e=1", "\x00;\x01=1"),
)
"""Formulas behind separators, line breaks, blanks and marks."""


@pytest.mark.parametrize("text", [*FORMULAS, *BEHIND])
def test_a_formula_is_disarmed_where_a_table_is_written_out(text: str) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table t as select ? as cell", [text])
        script.run(connection, "for_spreadsheet")
        [(written,)] = connection.execute("from for_spreadsheet('t')").fetchall()
    for separator in (";", ",", "|", "\t"):
        for piece in re.split(f"[{separator}\r\n\x0b\x0c\x85\u2028\u2029]", written):
            shown = [c for c in piece if c != '"' and unicodedata.category(c)[0] not in "CMZ"]
            assert not shown or shown[0] not in "=+-@＝＋－＠"
    assert written.replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize(
    "text",
    ["-5", "+84", "-2.500000", "12 - 1,7", "a=b", "", "'=1", "bình thường", "xã, huyện; tỉnh", "a; b - c"],
)
def test_numbers_and_plain_text_are_written_out_as_they_are(text: str) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table t as select ? as cell", [text])
        script.run(connection, "for_spreadsheet")
        assert connection.execute("from for_spreadsheet('t')").fetchall() == [(text,)]


def test_the_list_of_refused_changes_holds_no_formula(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    tiny.accept()
    tiny.publish([Cell("a", 1)])
    with pytest.raises(Unexplained):
        tiny.publish([Cell("a", 2), Cell("b", 1, place=FORMULAS[0]), Cell("-c", -3, indicator="@SUM(1)")])
    text = (tiny.settings.state / "refused_changes.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["place_id"] for row in rows} == {"son-la", f"'{FORMULAS[0]}"}
    assert {row["indicator_code"] for row in rows} == {"funding", "'@SUM(1)"}
    assert {row["cell_id"] for row in rows} == {"a", "b", "'-c"}
    assert {row["value_after"] for row in rows} == {"2.000000", "1.000000", "-3.000000"}


def test_a_release_writes_any_table_out_for_a_spreadsheet(shipped: Settings, tmp_path: Path) -> None:
    copy = tmp_path / "release.duckdb"
    shutil.copyfile(shipped.current, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute("update marts.claims set note = '=cmd|x', value = -1")
        out = tmp_path / "claims.csv"
        connection.execute(f"copy (from for_spreadsheet('marts.claims')) to '{out}' (header)")
        names = [row[0] for row in connection.execute("describe marts.claims").fetchall()]
    with out.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert list(rows[0]) == names
    assert {row["note"] for row in rows} == {"'=cmd|x"}
    assert {row["value"] for row in rows} == {"-1.000000"}


def test_no_shell_stands_between_the_project_and_what_it_starts() -> None:
    found = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if named in ("os.system", "os.popen", "eval", "exec") or named.startswith("subprocess."):
                found.append((path.name, named))
    assert found == []
