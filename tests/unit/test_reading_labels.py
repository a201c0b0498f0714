"""Labels stand for codes: each label of the vocabulary for its own, with or without accents; none for two."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from dagster_project.contracts.cells import UNREAD, Readers, spelling
from dagster_project.ingest.words import find_words
from dagster_project.reading.labels import CodeIndex, names_in
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.scopes import ScopeIndex
from dagster_project.reading.text import fold_plain
from dagster_project.settings import PROJECT
from dagster_project.vocabulary import ScopeWord, Vocabulary

VOCABULARY = Vocabulary(PROJECT / "dbt" / "seeds")
READERS = Readers(VOCABULARY)
LISTS = {
    "indicator": VOCABULARY.indicators,
    "measure": VOCABULARY.measures,
    "scope": {word: row for word, row in VOCABULARY.scopes.items() if not word.endswith(":")},
    "nature": VOCABULARY.natures,
    "funding_source": VOCABULARY.funding_sources,
    "base": VOCABULARY.indicators,
}
NAMES = [
    (column, code, name)
    for column, rows in LISTS.items()
    for code, row in rows.items()
    for label in (row.label_vi, row.label_en)
    for name in names_in(label)
    if code
]


@dataclass(frozen=True)
class Word:
    label_vi: str
    label_en: str


@pytest.mark.parametrize("plain", [False, True], ids=["with accents", "without"])
def test_every_label_is_read_as_its_code_or_refused_as_ambiguous(plain: bool) -> None:
    wrong = []
    for column, code, name in NAMES:
        cell = READERS.cell(column, fold_plain(name) if plain else name)
        if cell.reading is UNREAD:
            if code not in str(cell.problems[0].accepted):
                wrong.append((column, name, "refused without its code"))
        elif spelling(column, cell.reading) != code:
            wrong.append((column, name, spelling(column, cell.reading)))
        elif name != code and [p.rule_id for p in cell.problems] != ["canonical-spelling"]:
            wrong.append((column, name, "no word of the code"))
    assert wrong == []


def test_a_label_of_two_codes_is_refused_with_both() -> None:
    index = CodeIndex({"a": Word("cụm", "site"), "b": Word("khu", "site"), "c": Word("củm", "x")})
    with pytest.raises(Unreadable) as refusal:
        index.find("Site")
    assert (refusal.value.code, refusal.value.candidates) == ("label-ambiguous", ("a", "b"))
    assert "a, b" in str(refusal.value.accepted)
    assert (index.find("CỤM"), index.find("củm"), index.find("cũm"), index.find("A")) == ("a", "c", None, "a")
    with pytest.raises(Unreadable):  # without accents it could be either
        index.find("cum")


def test_words_of_a_scope_are_told_apart_by_the_longest_label() -> None:
    words = {
        "industry": ("sector", "công nghiệp"),
        "cluster": ("site", "cụm công nghiệp (CCN)"),
        "operating": ("operation", "đang hoạt động"),
        "rural": ("area", "nông thôn"),
    }
    rows = {w: ScopeWord(w, axis, "", True, False, label, w.title()) for w, (axis, label) in words.items()}
    index = ScopeIndex(rows)
    for text, expected in {
        "cụm công nghiệp": "cluster",
        "CCN, đang hoạt động?": "cluster operating?",
        "dang hoat dong cum cong nghiep": "cluster operating",
        "công nghiệp rural": "industry rural",
        "công nghiệp và nông thôn?": "industry rural?",
        "cluster": "cluster",
    }.items():
        assert index.read(text).spelling == expected
    for text in ("cụm", "cụm công nghiệp? x", "cụm? công nghiệp", "cúm công nghiệp"):
        with pytest.raises(Unreadable):
            index.read(text)


@pytest.mark.parametrize(
    ("asked", "columns_and_codes"),
    [
        ("đào tạo nghề", {("scope (activity)", "vocational")}),
        ("dao tao", {("scope (activity)", "vocational"), ("indicator", "trainees")}),
        ("vocational training", {("scope (activity)", "vocational")}),
        ("KCQG", {("funding_source", "national")}),
        ("trieu dong", {("unit", "triệu đồng")}),
        ("ty le dong", set()),
        ("training", {("scope (activity)", "vocational"), ("indicator", "trainees")}),
        ("triệu đồng/năm", {("unit", "triệu đồng/năm")}),
        ("Lào Cai", {("place", "lao-cai"), ("place", "lao-cai-2025")}),
        ("activity", {("axis", "activity")}),
        ("muc tieu", {("nature", "target")}),
        ("gần", {("qualifier", "gần")}),
        ("may cong nghiep", {("scope (topic)", "topic:sewing")}),
        ("che bien go", {("scope (topic)", "topic:wood")}),
    ],
)
def test_words_find_codes_and_the_columns_they_go_into(
    asked: str, columns_and_codes: set[tuple[str, str]]
) -> None:
    lines, found = find_words(asked, VOCABULARY, "vi")
    assert found == bool(columns_and_codes)
    listed = {(column, code) for column, code, *_ in (line.split("  ") for line in map(squeezed, lines))}
    assert columns_and_codes <= listed


def squeezed(line: str) -> str:
    """A line of the table with two blanks between its columns."""
    return "  ".join(part.strip() for part in line.split("  ") if part.strip()) + "  "


def test_a_few_codes_say_what_goes_with_them_and_many_are_cut() -> None:
    lines, _ = find_words("site_land", VOCABULARY, "en")
    assert "needs a scope word of: site, land" in lines[1]
    lines, _ = find_words("đồng", VOCABULARY, "en")
    assert len(lines) == 21
    assert lines[-1].startswith("and ")
    lines, _ = find_words("persons", VOCABULARY, "en")
    assert lines[0].split()[:3] == ["unit", "người", "persons"]
    assert not [line for line in lines if line.endswith(" persons")], "each under the first"
    assert "also: LĐ, " in lines[0]
    assert any(line.startswith("indicator") and "trainees" in line for line in lines)
    lines, found = find_words("xuat khau hang hoas", VOCABULARY, "vi")
    assert not found
    assert lines[0].startswith("Trong từ vựng không có gì")
