"""What a seed must keep to bites: the shipped seeds pass, a spoiled copy is refused with its place.

Belongs here: `contracts/seeds.py` and the declarations in `dbt/seeds`. Does not belong here: what particular
words mean (`tests/unit/test_vocabulary_*.py`).
"""

from __future__ import annotations

import csv
import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dagster_project.contracts import seeds
from dagster_project.defs.refresh import refresh
from dagster_project.ingest import run
from dagster_project.ingest.check import check
from dagster_project.settings import PROJECT, load
from dagster_project.vocabulary import VocabularyError

SHIPPED = seeds.Seeds(PROJECT / "dbt" / "seeds")
COLUMNS = [(name, column) for name, seed in SHIPPED.declared.items() for column in seed.types]
KEYS = [(name, tuple(key)) for name, seed in SHIPPED.declared.items() for key in seed.meta.get("keys", ())]

Row = dict[str, str]
Change = Callable[[list[Row]], object]


@pytest.fixture(scope="module")
def dbt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds and what they are compared with."""
    folder = tmp_path_factory.mktemp("seeds") / "dbt"
    shutil.copytree(PROJECT / "dbt" / "seeds", folder / "seeds")
    shutil.copytree(PROJECT / "dbt" / "models" / "marts", folder / "models" / "marts")
    shutil.copy(PROJECT / "dbt" / "dbt_project.yml", folder)
    return folder


class Copy:
    """A copy of the seeds in which one file is spoiled for a time."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.path = next(folder.glob(f"*/{name}.csv"))
        self.before = self.path.read_bytes()

    def change(self, change: Change) -> None:
        with self.path.open(encoding="utf-8", newline="") as handle:
            rows = [*csv.DictReader(handle)]
        names = list(SHIPPED.declared[self.path.stem].types)
        change(rows)
        with self.path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def complaints(self) -> list[str]:
        read = seeds.Seeds(self.folder)
        said = [str(complaint) for complaint in read.complaints(self.path.stem)]
        # pandera, which the asset checks ask, says the same
        assert read.keeps_schema(self.path.stem) == (not said)
        return said


def spoiled(dbt: Path, name: str, change: Change | bytes) -> list[str]:
    copy = Copy(dbt / "seeds", name)
    try:
        if isinstance(change, bytes):
            copy.path.write_bytes(change)
        else:
            copy.change(change)
        return copy.complaints()
    finally:
        copy.path.write_bytes(copy.before)


def put(at: Row, **cells: str) -> Change:
    """Change the first row that says something."""
    return lambda rows: next(row for row in rows if at.items() <= row.items()).update(cells)


def add(like: Row, **cells: str) -> Change:
    """Add a row like another, which stands behind all others."""
    return lambda rows: rows.append(next(row for row in rows if like.items() <= row.items()) | cells)


@pytest.mark.parametrize("name", SHIPPED.declared)
def test_a_shipped_seed_keeps_its_declaration(name: str) -> None:
    assert SHIPPED.complaints(name) == []
    assert SHIPPED.keeps_schema(name)


def test_every_seed_is_declared() -> None:
    assert {path.stem for path in SHIPPED.folder.glob("*/*.csv")} == SHIPPED.declared.keys()
    keyed = ("keys", "once_at_a_time")
    assert [n for n, seed in SHIPPED.declared.items() if not seed.meta.keys() & set(keyed)] == []


BROKEN: list[tuple[str, Change, str]] = [
    # what was seen: each stood in no message, or in that of a test far behind
    (
        "indicators",
        add({"indicator_code": "exports"}),
        "indicators.csv, row {last}, column indicator_code: found",
    ),
    (
        "units",
        add({"unit_word": "đồng"}, factor="1000"),
        "units.csv, row {last}, column unit_word: found 'đồng'",
    ),
    (
        "scopes",
        put({"scope_word": "fair"}, parent="PRODS"),
        "accepted: a value of activities.activity_code; nearest: PROD",
    ),
    (
        "place_members",
        put({"group_id": "tay-nguyen"}, group_id="tay-nguyn"),
        "column group_id: found 'tay-nguyn'; accepted: a value of places.place_id; nearest: tay-nguyen",
    ),
    # types
    (
        "units",
        put({"unit_word": "kg"}, factor="1e-3"),
        "column factor: found '1e-3'; accepted: a number above 0",
    ),
    ("units", put({"unit_word": "kg"}, factor="0"), "column factor: found '0'"),
    (
        "natures",
        put({"nature": "plan"}, rank="four"),
        "column rank: found 'four'; accepted: a whole",
    ),
    (
        "places",
        put({"place_id": "hue"}, valid_from="1.1.2025"),
        "column valid_from: found '1.1.2025'; accepted: a day",
    ),
    (
        "place_events",
        put({"kind": "merge"}, event_date="2025-02-30"),
        "column event_date: found '2025-02-30'",
    ),
    ("indicators", put({}, plausible_low="0.0000001"), "at most 22 digits before the point and 6 behind it"),
    ("reporting_calendar", put({}, due="31-06"), "column due: found '31-06'; accepted: a month and a day"),
    # accepted values, blanks
    ("indicators", put({}, measure_kind="level"), "accepted: one of stock, flow, rate, ratio"),
    ("indicators", put({}, funded="true"), "accepted: one of yes, no"),
    ("indicators", put({}, subject="sport"), "accepted: a value of models/marts/facts/fct_*.sql"),
    ("indicators", put({}, definition_en=""), "column definition_en: found ''"),
    ("indicators", put({}, quantity="count:unicorn"), "a value of units.quantity"),
    ("indicators", put({}, quantity=""), "column quantity: found ''"),
    ("units", put({"unit_word": "nữ"}, says="kind:unicorn"), "kind:scopes.scope_word"),
    ("units", put({"unit_word": "KCQG"}, says="@nationl"), "nearest: @national"),
    ("corrections", put({}, column_name="colour"), "accepted: one of line, indicator"),
    ("cost_units", put({}, implied_word="modern"), "a value of scopes.scope_word"),
    ("populations", put({}, place_id="atlantis"), "a value of places.place_id"),
    ("populations", put({}, population="0"), "above 0"),
    ("populations", put({}, source_id="memory"), "a value of reference_sources.source_id"),
    # order in time and in size
    (
        "places",
        put({"place_id": "ha-tay"}, valid_from="2009-01-01"),
        "accepted: nothing below valid_from, 2009-01-01",
    ),
    (
        "indicators",
        put({"plausible_low": "10"}, plausible_high="9"),
        "accepted: nothing below plausible_low, 10",
    ),
    ("place_members", add({"member_id": "thai-binh"}), "accepted: one row for each time; row"),
    (
        "reporting_calendar",
        add({"cycle": "year"}, valid_from="2025-01-01"),
        "accepted: one row for each time; row",
    ),
    # circles
    (
        "funding_sources",
        put({"funding_source": "total"}, parent="local"),
        "accepted: nothing that leads back to total",
    ),
    (
        "scope_parents",
        put({"scope_word": "certified"}, wider_word="certified"),
        "nothing that leads back to certified",
    ),
    (
        "indicator_parts",
        add({}, indicator_code="site_area", wider_indicator_code="site_land"),
        "leads back to site_area",
    ),
    # what goes together
    (
        "indicators",
        put({"indicator_code": "sites"}, additive_time="sum"),
        "one of last, because the row says measure_kind 'stock'",
    ),
    (
        "indicators",
        put({"indicator_code": "exports"}, additive_time="last"),
        "one of stock, because the row says additive_time",
    ),
    (
        "indicators",
        put({"indicator_code": "income"}, additive_place="sum"),
        "one of none, because the row says measure_kind",
    ),
    (
        "indicators",
        put({"indicator_code": "exports"}, funded="yes"),
        "one of sum, cover, last, because the row says funded 'yes'",
    ),
    (
        "indicators",
        put({"indicator_code": "funding"}, funded="no"),
        "one of none, because the row says funded 'no'",
    ),
    ("indicators", put({"verified": "yes"}, legal_basis=""), "because the row says verified 'yes'"),
    ("indicators", put({}, plausible_high=""), "because the row says plausible_low"),
    ("units", put({"unit_word": "học viên"}, quantity="count:attendance"), "as row"),
    (
        "units",
        put({"unit_word": "học viên"}, canonical="yes"),
        "column unit_code: found 'person'; accepted: each once",
    ),
    ("units", put({"unit_word": "kg"}, countable="yes"), "column factor: found '0.001'; accepted: one of 1"),
    ("units", put({"unit_word": "nông thôn"}, after=""), "column after: found ''"),
    ("scope_groups", put({"scope_word": "domestic"}, complete="no"), "column complete: found"),
    ("scopes", put({"scope_word": "cluster"}, column_axis="yes"), "column column_axis: found"),
    ("qualifiers", put({"qualifier": "dưới"}, has_point="yes"), "because the row says bound"),
    (
        "qualifiers",
        add({"qualifier": "trên"}, qualifier="đạt", bound="exact"),
        "column qualifier: found 'đạt'; accepted: nothing",
    ),
    ("corrections", put({"action": "replace"}, action="withdraw"), "column replacement"),
    ("corrections", put({}, review_by="2020-01-01"), "accepted: nothing below decided_on"),
    ("precedence", put({"name": "press"}, name="radio"), "one of authority, press, plan, draft, study"),
    (
        "messages",
        put({"message_id": "list.more"}, vi="{names}"),
        "accepted: the values that en names in braces: n, names",
    ),
    # what is read by its folded form stands once in it
    ("units", add({"unit_word": "đồng"}, unit_word="ĐỒNG"), "accepted: each once; row 2 has it already"),
    ("qualifiers", add({"qualifier": "trên"}, qualifier="TRÊN"), "accepted: each once"),
    # a sentence is filled in with values and shows nothing of what they are made of
    ("messages", put({"message_id": "list.more"}, en="{names.__class__} {n}"), "accepted: a sentence"),
    ("messages", put({"message_id": "list.more"}, en="{names} {n"), "accepted: a sentence"),
]


@pytest.mark.parametrize(
    ("name", "change", "said"), BROKEN, ids=[f"{i}-{b[0]}" for i, b in enumerate(BROKEN)]
)
def test_a_spoiled_seed_is_refused_with_its_place(dbt: Path, name: str, change: Change, said: str) -> None:
    complaints = spoiled(dbt, name, change)
    last = SHIPPED.count(name) + 2
    assert any(said.format(last=last) in each for each in complaints), complaints
    assert all(each.startswith(f"{name}.csv, row ") for each in complaints)


FILES = {
    b"": "the header is ; accepted is nature,rank",
    b"nature;rank\n": "the header is nature;rank",
    b"\xef\xbb\xbfnature,rank,label_vi,label_en,definition_en\n": "the header is <U+FEFF>nature",
    b"nature,rank,label_vi,label_en,definition_en\nplan,1,a,b\n": "row 2: found 4 cells; accepted: 5",
    b'nature,rank,label_vi,label_en,definition_en\n"plan': "is no table",
    b"nature,rank,label_vi,label_en,definition_en\nplan,1,k\xea,b,c\n": "UTF-8",
}


@pytest.mark.parametrize("data", FILES)
def test_a_file_that_is_no_such_table_is_refused_and_blames_no_other(dbt: Path, data: bytes) -> None:
    copy = Copy(dbt / "seeds", "natures")
    try:
        copy.path.write_bytes(data)
        found = {name: said for name, said in seeds.findings(copy.folder).items() if said}
        assert found.keys() == {"natures"}
        assert FILES[data] in str(found["natures"][0])
        copy.path.unlink()
        assert "cannot be read" in copy.complaints()[0]
    finally:
        copy.path.write_bytes(copy.before)


def test_a_file_that_no_declaration_names_is_refused(dbt: Path) -> None:
    stray = dbt / "seeds" / "vocabulary" / "units (1).csv"
    stray.write_text("unit_word\n")
    try:
        assert "units (1).csv is no seed" in str(seeds.findings(dbt / "seeds")["units (1)"][0])
    finally:
        stray.unlink()


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, key in KEYS if SHIPPED.count(name)])
def test_a_row_stands_once(dbt: Path, name: str, key: tuple[str, ...]) -> None:
    said = spoiled(dbt, name, lambda rows: rows.append(rows[0]))
    assert any("each once; row 2 has it already" in each and key[-1] in each for each in said), said


UNSEEN = ("\x1b]0;title\x07", "\u202e", "\u2066", "\ufeff", "\x00")


@pytest.mark.parametrize(("name", "column"), COLUMNS)
def test_no_cell_hides_what_a_terminal_or_a_reader_would_obey(name: str, column: str) -> None:
    accepts = SHIPPED._accepts(SHIPPED._spec(SHIPPED.declared[name], column))
    assert [mark for mark in UNSEEN if accepts.passes(f"a{mark}b") or accepts.passes(f"{mark}1")] == []


CODE = ("{{ 7 * 7 }}", "{% raw %}", "x'; drop table claims; --", 'x" or 1', "x\\", "${x}", "x`y`")


def test_what_becomes_part_of_a_statement_is_a_code() -> None:
    """Names of columns and codes are written into SQL; of texts see `tests/pipeline/test_seeds.py`."""
    written = {
        "labels": ("kind", "code"),
        "natures": ("nature",),
        "measures": ("measure",),
        "indicators": ("indicator_code", "subject"),
        "scopes": ("scope_word", "axis"),
        "messages": ("message_id",),
    }
    for name, columns in written.items():
        for column in columns:
            accepts = SHIPPED._accepts(SHIPPED._spec(SHIPPED.declared[name], column))
            assert [text for text in CODE if accepts.passes(text)] == [], (name, column)


def test_check_ingest_and_refresh_say_it_before_anything_is_read(
    dbt: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "raw").mkdir()
    where = dataclasses.replace(
        load(), raw=tmp_path / "raw", warehouse=tmp_path / "warehouse", dbt=dbt, seeds=dbt / "seeds"
    )
    # a refresh that would find nothing changed says it all the same
    monkeypatch.setattr("dagster_project.publish.stands_for", lambda *_: "20261126T000000Z-00000000")
    copy = Copy(dbt / "seeds", "units")
    try:
        copy.change(add({"unit_word": "đồng"}, factor="1000"))
        for asks in (lambda: check([], where), lambda: run(where)):
            with pytest.raises(VocabularyError, match=r"units\.csv, row \d+, column unit_word: found 'đồng'"):
                asks()
        assert not where.landing.exists()
        assert refresh(where, language="vi") == 1
        assert "units.csv, dòng" in capsys.readouterr().err
    finally:
        copy.path.write_bytes(copy.before)
    assert check([], where)[1]


def test_a_broken_file_of_sentences_is_named_even_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from dagster_project import messages

    (tmp_path / "messages.csv").write_text("message,english\nseed.wrong,text\n")
    monkeypatch.setattr(messages, "SEEDS", tmp_path)
    messages._rows.cache_clear()
    try:
        error = VocabularyError("vocabulary.wrong-header", file="messages.csv", found="message,english")
        assert "vocabulary.wrong-header" in str(error)
        assert "messages.csv" in str(error)
    finally:
        messages._rows.cache_clear()
