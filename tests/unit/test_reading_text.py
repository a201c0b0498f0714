"""Text keys: equal for what people write alike, different for what means something else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.messages import message
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.text import fold, fold_plain, nearest, normalise, slugify

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹ ếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
)


@given(st.text())
def test_normalise_is_composed_single_spaced_and_stable(text: str) -> None:
    once = normalise(text)
    assert once == normalise(once)
    assert once == " ".join(once.split())
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", "\u2007", "\u3000", "\t", "\n", "  "])
def test_every_kind_of_space_is_one_space(space: str) -> None:
    assert normalise(f"1{space}234") == "1 234"


@pytest.mark.parametrize("invisible", ["\u200b", "\ufeff", "\u00ad", "\u2060"])
def test_invisible_characters_are_dropped(invisible: str) -> None:
    assert normalise(f"tri{invisible}ệu") == "triệu"


@given(VIETNAMESE)
def test_decomposed_and_composed_text_have_one_key(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert fold(fold(text)) == fold(text)
    assert fold_plain(text).isascii()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("Thuỷ", "THỦY"),
        ("khoẻ", "khỏe"),
        ("quý", "qúy"),
        ("Đắk", "\u00d0ắk"),
        ("đ", "\u0256"),
        ("TỶ", "tỷ"),
        ("Hòa Bình", " hoà  bình "),
    ],
)
def test_fold_joins(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("tỷ", "tỉ"), ("đồng", "dong"), ("lợp", "lớp"), ("tấn", "tân"), ("ba", "bà")]
)
def test_fold_keeps_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_fold_plain_and_slug() -> None:
    assert fold_plain("Đắk Lắk") == "dak lak"
    assert slugify("CCN Hải Lệ (Quảng Trị)") == "ccn-hai-le-quang-tri"


def test_nearest_names_at_most_three_and_none_for_noise() -> None:
    assert nearest("cở sở", ["cơ sở", "tấn", "đồng"]) == ("cơ sở",)
    assert len(nearest("a1", ["a2", "a3", "a4", "a5"])) <= 3
    assert nearest("zzzz", ["cơ sở"]) == ()


@pytest.mark.parametrize(
    ("word", "choice"),
    [("qualifer", "qualifier"), ("thai-bing", "thai-binh"), ("ha-nan", "ha-nam"), ("Đắk Nông", "dac nong")],
)
def test_a_slip_of_one_letter_is_near(word: str, choice: str) -> None:
    assert nearest(word, [choice]) == (choice,)


@pytest.mark.parametrize(
    ("word", "choice"),
    [
        ("mien-bac", "yen-bai"),
        ("mien-nam", "viet-nam"),
        ("last year", "plan"),
        ("tương đương", "không dưới"),
        ("value", "unit"),
    ],
)
def test_another_word_is_not_near(word: str, choice: str) -> None:
    assert nearest(word, [choice]) == ()


def test_a_reason_says_what_was_found_and_what_is_near() -> None:
    reason = Unreadable("unit-unknown", "cở sở", message("unit.of-vocabulary", unknown="cở sở"), ("cơ sở",))
    assert "cở sở" in str(reason)
    assert "Nearest: cơ sở" in str(reason)
    assert isinstance(reason, ValueError)
