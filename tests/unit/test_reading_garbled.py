"""Broken letters in a cell are recognised and a reading proposed; sound words are left alone."""

from __future__ import annotations

import unicodedata

import pytest

from dagster_project.reading.garbled import garbled, garbled_line
from dagster_project.settings import PROJECT
from dagster_project.vocabulary import Vocabulary

VOCABULARY = Vocabulary(PROJECT / "dbt" / "seeds")


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("trieäu ñoàng", "triệu đồng"),
        ("coâng", "công"),
        ("ngöôøi", "người"),
        ("triÖu ®ång", "triệu đồng"),
        ("c¬ së", ""),
        ("triá»‡u", "triệu"),
        ("tri\u00e1\u00bb\u0087u", "triệu"),
        ("triõ»‡u", "triệu"),  # the first byte of the letter was changed as well
        ("ä‘á»“ng", "đồng"),  # made small letters
        ("triÃ¡Â»â€¡u", "triệu"),  # twice
        ("Ä‘Ã o táº¡o", "đào tạo"),  # with an ordinary blank for the no-break space
        ("nghá» nÃ´ng", ""),  # a letter is lost for good
        ("ðồng", "đồng"),
        ("с\u01a1 sở", "cơ sở"),  # the first letter is Cyrillic
        ("tri?u ??ng", ""),
        ("s?", ""),
    ],
)
def test_printed_words_in_broken_letters_are_named(text: str, proposed: str) -> None:
    found = garbled(text, copied=True)
    assert found is not None
    assert found.proposed == proposed
    assert found.what.text("en") != found.what.text("vi")


def test_every_word_of_the_vocabulary_is_sound() -> None:
    for word in (*VOCABULARY.units, *VOCABULARY.qualifiers):
        assert garbled(word, copied=True) is None, word


@pytest.mark.parametrize(
    "text",
    [
        "m²",
        "µg/m³",
        "tấn CO₂/năm",
        "%/năm",
        "°C",
        "≥",
        "€",
        "Trong 5 năm (2008 – 2012)",
        "«hiện nay»",
        "2012?",
    ],
)
def test_signs_of_print_are_sound(text: str) -> None:
    assert garbled(text, copied=True) is None


@pytest.mark.parametrize(
    "text",
    ["Müller GmbH; which of the two?", "xem https://vi-du.vn/?id=3", "Đoàn Øresund", "α = 0,05", "cơ sở (?)"],
)
def test_a_note_may_hold_names_and_questions(text: str) -> None:
    assert garbled(text, copied=False) is None


@pytest.mark.parametrize("text", ["kinh phí do ñòa phöông caáp", "t?ng kinh ph?", "tá»•ng kinh phÃ­"])
def test_a_note_in_broken_letters_is_named_too(text: str) -> None:
    assert garbled(text, copied=False) is not None


SENTENCE = "Tổng kinh phí đạt 5.739 triệu đồng"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Tæng kinh phÝ ®¹t 5.739 triÖu ®ång".encode("latin-1"), "TCVN3"),
        ("Tæng kinh phÝ ®¹t 5.739 triÖu ®ång".encode(), "TCVN3"),
        ("Toång kinh phí ñaït 5.739 trieäu ñoàng".encode(), "VNI"),
        (SENTENCE.encode().decode("latin-1").encode(), "Western European"),
        (SENTENCE.replace("T", "Т").encode(), "another alphabet"),
    ],
)
def test_a_line_of_an_article_is_named_with_its_reading(line: bytes, named: str) -> None:
    found = garbled_line(line)
    assert found is not None
    assert named in found.what.text("en")
    assert found.proposed == SENTENCE


@pytest.mark.parametrize(
    "line",
    [
        SENTENCE,
        unicodedata.normalize("NFD", SENTENCE),
        "■ “Café Müller” – 5 µg/m³, 20\u00a0%…",
        "Vì sao? Hỏi ông",
    ],
)
def test_a_sound_line_of_an_article_is_left_alone(line: str) -> None:
    assert garbled_line(line.encode()) is None
