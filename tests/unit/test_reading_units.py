"""Units: scale words and denominators composed exactly, one spelling each, the ambiguous refused."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.reading.reason import Unreadable
from dagster_project.reading.units import UnitIndex
from dagster_project.vocabulary import UnitWord


def word(
    text: str, code: str, quantity: str, factor: str = "1", countable: bool = False, canonical: bool = False
) -> UnitWord:
    return UnitWord(text, code, Decimal(factor), quantity, countable, canonical, text, code)


UNITS = {
    row.unit_word: row
    for row in (
        word("VND", "VND", "money"),
        word("đồng", "VND", "money", canonical=True),
        word("trđ", "VND", "money", "1E+6"),
        word("USD", "USD", "money", canonical=True),
        word("người", "person", "count:person", countable=True, canonical=True),
        word("lao động", "person", "count:person", countable=True),
        word("cơ sở", "establishment", "count:establishment", countable=True, canonical=True),
        word("DN", "establishment", "count:establishment", countable=True),
        word("đề án", "scheme", "count:scheme", countable=True, canonical=True),
        word("chương trình", "programme", "count:programme", countable=True, canonical=True),
        word("chương trình, đề án", "scheme", "count:scheme", countable=True),
        word("chương trình/đề án", "scheme", "count:scheme", countable=True),
        word("mô hình", "model", "count:model", countable=True, canonical=True),
        word("ha", "ha", "area", canonical=True),
        word("km2", "ha", "area", "100"),
        word("m2", "ha", "area", "0.0001"),
        word("tấn", "tonne", "mass", canonical=True),
        word("kg", "tonne", "mass", "0.001"),
        word("tấn sản phẩm", "tonne", "mass"),
        word("%", "percent", "ratio", canonical=True),
        word("phần trăm mỗi năm", "percent_per_year", "ratio", canonical=True),
        word("lần", "multiple", "multiple", canonical=True),
        word("tá", "dozen", "count:dozen", "3"),
        word("năm", "year", "time", canonical=True),
        word("tháng", "month", "time", canonical=True),
    )
}
INDEX = UnitIndex(UNITS)
SCALES = {"": 0, "chục": 1, "trăm": 2, "nghìn": 3, "ngàn": 3, "vạn": 4, "triệu": 6, "tr": 6, "tỷ": 9, "tỉ": 9}
SCALES |= {"nghìn tỷ": 12, "ngàn tỉ": 12, "trăm triệu": 8, "chục ngàn": 4, "trăm nghìn": 5, "chục tỷ": 10}


@given(
    st.sampled_from(sorted(SCALES)),
    st.sampled_from(sorted(UNITS)),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_scale_and_word_compose_and_round_trip(
    scale: str, base: str, nfd: bool, upper: bool, bracket: bool
) -> None:
    text = f"{scale} {base}".strip()
    text = f"[{text}]" if bracket else text
    text = unicodedata.normalize("NFD", text) if nfd else text
    read = INDEX.read(text.upper() if upper else text)
    assert read.factor == UNITS[base].factor.scaleb(SCALES[scale])
    assert read.unit_code == UNITS[base].unit_code
    assert read.bracketed is bracket
    assert "E" not in str(read.factor)
    assert INDEX.read(read.spelling) == read


@given(
    st.sampled_from(sorted(SCALES)),
    st.sampled_from(["đồng", "tấn", "kg", "%"]),
    st.sampled_from(["/năm", "/người/tháng", " / mô hình", "/kg"]),
)
def test_denominators_compose_and_round_trip(scale: str, base: str, below: str) -> None:
    read = INDEX.read(f"{scale} {base}{below}".strip())
    assert "_per_" in read.unit_code
    assert not read.countable
    assert INDEX.read(read.spelling) == read


@given(st.text(alphabet="[]/ đồngtỷriệuTtấ%", max_size=14))
def test_any_text_is_a_unit_or_a_reason(text: str) -> None:
    try:
        read = INDEX.read(text)
    except Unreadable as caught:
        refusal = caught
    else:
        assert INDEX.read(read.spelling) == read
        return
    assert refusal.code.startswith("unit-")


@pytest.mark.parametrize(
    ("text", "code", "factor", "quantity", "countable", "spelling"),
    [
        ("triệu USD", "USD", "1000000", "money", False, "triệu USD"),
        ("tỷ đồng", "VND", "1000000000", "money", False, "tỷ đồng"),
        ("tỉ đồng", "VND", "1000000000", "money", False, "tỷ đồng"),
        ("nghìn triệu đồng", "VND", "1000000000", "money", False, "tỷ đồng"),
        ("trđ", "VND", "1000000", "money", False, "triệu đồng"),
        ("nghìn lao động", "person", "1000", "count:person", True, "nghìn người"),
        ("vạn lao động", "person", "10000", "count:person", True, "chục nghìn người"),
        ("DN", "establishment", "1", "count:establishment", True, "cơ sở"),
        ("Chương trình", "programme", "1", "count:programme", True, "chương trình"),
        ("chương trình, đề án", "scheme", "1", "count:scheme", True, "đề án"),
        ("chương trình,đề án", "scheme", "1", "count:scheme", True, "đề án"),
        ("chương trình/đề án", "scheme", "1", "count:scheme", True, "đề án"),
        ("km2", "ha", "100", "area", False, "trăm ha"),
        ("m2", "ha", "0.0001", "area", False, "m2"),
        ("nghìn kg", "tonne", "1", "mass", False, "tấn"),
        ("tấn sản phẩm/năm", "tonne_per_year", "1", "mass_rate", False, "tấn/năm"),
        ("chương trình/đề án/năm", "scheme_per_year", "1", "count:scheme_rate", False, "đề án/năm"),
        ("%/năm", "percent_per_year", "1", "ratio", False, "phần trăm mỗi năm"),
        ("% / năm", "percent_per_year", "1", "ratio", False, "phần trăm mỗi năm"),
        (
            "triệu đồng/người/tháng",
            "VND_per_person_month",
            "1000000",
            "money_rate",
            False,
            "triệu đồng/người/tháng",
        ),
        ("triệu đồng/mô hình", "VND_per_model", "1000000", "money_rate", False, "triệu đồng/mô hình"),
        ("đồng/kg", "VND_per_tonne", "1000", "money_rate", False, "đồng/kg"),
    ],
)
def test_accepts(text: str, code: str, factor: str, quantity: str, countable: bool, spelling: str) -> None:
    read = INDEX.read(text)
    assert (read.unit_code, read.factor, read.quantity) == (code, Decimal(factor), quantity)
    assert read.countable is countable
    assert not read.bracketed
    assert read.spelling == spelling
    assert INDEX.read(read.spelling) == read


@pytest.mark.parametrize("text", ["[cụm]", "tỷ [đồng]", "[triệu đồng]", "[lần]", "đồng[/năm]"])
def test_brackets_say_not_printed(text: str) -> None:
    index = UnitIndex(UNITS | {"cụm": word("cụm", "site", "count:site", countable=True, canonical=True)})
    read = index.read(text)
    assert read.bracketed
    assert read.spelling.startswith("[")
    assert index.read(read.spelling) == read


@pytest.mark.parametrize(
    ("text", "code", "candidates"),
    [
        ("", "unit-empty", ()),
        ("T", "unit-ambiguous", ("tỷ đồng", "tấn")),
        ("T đồng", "unit-ambiguous", ("tỷ đồng", "tấn")),
        ("tr", "unit-scale-alone", ("triệu [đồng]", "triệu [USD]")),
        ("tỷ", "unit-scale-alone", ("tỷ [đồng]", "tỷ [USD]")),
        ("nghìn tỷ", "unit-scale-alone", ("nghìn tỷ [đồng]", "nghìn tỷ [USD]")),
        ("tỷ nghìn đồng", "unit-malformed", ()),
        ("tỷ rưỡi đồng", "unit-holds-number", ()),
        ("tỷ 200 triệu đồng", "unit-holds-number", ()),
        ("đồng/", "unit-malformed", ()),
        ("đồng//năm", "unit-malformed", ()),
        ("[cụm", "unit-malformed", ()),
        ("[]", "unit-malformed", ()),
        ("[[đồng]]", "unit-malformed", ()),
        ("đồng/tá", "unit-malformed", ()),
        ("cở sở", "unit-unknown", ("cơ sở",)),
        ("trieu dong", "unit-unknown", ("triệu đồng",)),
        ("triệu dong", "unit-unknown", ("triệu đồng",)),
        ("tấn quặng", "unit-unknown", ()),
        ("đồng/hộp", "unit-unknown", ()),
        ("zzz", "unit-unknown", ()),
    ],
)
def test_refuses_with_a_reason(text: str, code: str, candidates: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable) as refusal:
        INDEX.read(text)
    assert refusal.value.code == code
    assert refusal.value.candidates[: len(candidates)] == candidates
    assert refusal.value.found == text
