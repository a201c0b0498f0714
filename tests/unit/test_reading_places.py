"""Places: an id, or a name that means one place; a name of two territories is never guessed."""

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.reading.places import PART_KINDS, PlaceIndex, PlaceRef
from dagster_project.reading.reason import Unreadable
from dagster_project.vocabulary import Place, PlaceName


def place(place_id: str, name: str, start: str = "", end: str = "", english: str = "") -> Place:
    day = dt.date.fromisoformat
    return Place(
        place_id,
        name,
        english,
        "province",
        "",
        "",
        day(start) if start else None,
        day(end) if end else None,
        True,
        "",
    )


PLACES = {
    row.place_id: row
    for row in (
        place("viet-nam", "Việt Nam", english="Vietnam"),
        place("thai-binh", "Thái Bình", end="2025-06-30"),
        place("hoa-binh", "Hòa Bình", end="2025-06-30"),
        place("thai-nguyen", "Thái Nguyên", end="2025-06-30"),
        place("thai-nguyen-2025", "Thái Nguyên", start="2025-07-01"),
        place("ha-noi-before-2008", "Hà Nội", end="2008-07-31", english="Hanoi"),
        place("ha-noi", "Hà Nội", start="2008-08-01", english="Hanoi"),
        place("ba-ria-vung-tau", "Bà Rịa - Vũng Tàu"),
        place("ho-chi-minh", "Hồ Chí Minh"),
        place("dak-lak", "Đắk Lắk"),
        place("xa-ba", "Xã Ba"),
        place("xa-ba-2", "Xà Bá"),
    )
}
NAMES = (
    PlaceName("TP.HCM", "ho-chi-minh", "short", ""),
    PlaceName("Sài Gòn", "ho-chi-minh", "old", ""),
    PlaceName("cả nước", "viet-nam", "common", ""),
    PlaceName("Đắc Lắc", "dak-lak", "spelling", ""),
)
INDEX = PlaceIndex(PLACES, NAMES)
SLUG = st.lists(st.text("abcxyz0123456789", min_size=1, max_size=4), min_size=1, max_size=4).map("-".join)


@given(
    st.sampled_from(sorted(PLACES)),
    st.one_of(st.just(""), st.builds("{}-{}".format, st.sampled_from(PART_KINDS), SLUG)),
    st.booleans(),
)
def test_ids_and_parts_round_trip(place_id: str, part: str, inferred: bool) -> None:
    text = (f"{place_id}/{part}" if part else place_id) + "?" * inferred
    read = INDEX.read(text)
    assert read == PlaceRef(place_id, part, inferred, text.removesuffix("?"))
    assert INDEX.read(read.spelling + "?" * inferred) == read


@given(st.text(max_size=20))
def test_any_text_is_a_place_or_a_reason(text: str) -> None:
    try:
        read = INDEX.read(text)
    except Unreadable as caught:
        refusal = caught
    else:
        assert read.place_id in PLACES
        return
    assert refusal.code.startswith("place-")


@pytest.mark.parametrize(
    ("text", "place_id"),
    [
        ("Thái Bình", "thai-binh"),
        ("tỉnh Thái Bình", "thai-binh"),
        ("TỈNH THÁI BÌNH", "thai-binh"),
        (unicodedata.normalize("NFD", "Thái\u00a0Bình"), "thai-binh"),
        ("Thai Binh", "thai-binh"),
        ("tinh thai binh", "thai-binh"),
        ("THAI-BINH", "thai-binh"),
        ("Hoà Bình", "hoa-binh"),
        ("Hòa Bình", "hoa-binh"),
        ("Bà Rịa – Vũng Tàu", "ba-ria-vung-tau"),
        ("Bà Rịa-Vũng Tàu", "ba-ria-vung-tau"),
        ("TP. Hồ Chí Minh", "ho-chi-minh"),
        ("thành phố Hồ Chí Minh", "ho-chi-minh"),
        ("TP.HCM", "ho-chi-minh"),
        ("tp hcm", "ho-chi-minh"),
        ("Sài Gòn", "ho-chi-minh"),
        ("Cả nước", "viet-nam"),
        ("Vietnam", "viet-nam"),
        ("Dak Lak", "dak-lak"),
        ("\u00d0ắk Lắk", "dak-lak"),
        ("Đắc Lắc", "dak-lak"),
    ],
)
def test_accepts_names(text: str, place_id: str) -> None:
    assert INDEX.read(text).place_id == place_id
    assert INDEX.read(f"{text}/ccn-a?") == PlaceRef(place_id, "ccn-a", True, f"{place_id}/ccn-a")


@pytest.mark.parametrize(
    ("text", "on", "place_id"),
    [
        ("Thái Nguyên", "2012-12-31", "thai-nguyen"),
        ("Thái Nguyên", "2025-06-30", "thai-nguyen"),
        ("Thái Nguyên", "2025-07-01", "thai-nguyen-2025"),
        ("Hà Nội", "2008-07-31", "ha-noi-before-2008"),
        ("Hanoi", "2008-08-01", "ha-noi"),
        ("thai-nguyen", "2030-01-01", "thai-nguyen"),
        ("Thái Bình", "2030-01-01", "thai-binh"),
    ],
)
def test_the_day_decides_between_territories_of_one_name(text: str, on: str, place_id: str) -> None:
    assert INDEX.read(text, dt.date.fromisoformat(on)).place_id == place_id


@pytest.mark.parametrize(
    ("text", "code", "candidates"),
    [
        ("", "place-empty", ()),
        ("?", "place-empty", ()),
        ("Thái Nguyên", "place-ambiguous", ("thai-nguyen", "thai-nguyen-2025")),
        ("Xa Ba", "place-ambiguous", ("xa-ba", "xa-ba-2")),
        ("Thài Bình", "place-unknown", ("thai-binh",)),
        ("thai-bin", "place-unknown", ("thai-binh",)),
        ("Atlantis", "place-unknown", ()),
        ("thai-binh/", "place-part-malformed", ()),
        ("thai-binh/CCN Hải Lệ", "place-part-malformed", ("thai-binh/ccn-hai-le",)),
        ("thai-binh/ccn-a/b", "place-part-malformed", ("thai-binh/ccn-a-b",)),
        ("thai-binh/ccn--a", "place-part-malformed", ("thai-binh/ccn-a",)),
        ("thai-binh/hai-le", "place-part-kind", ()),
        ("thai-binh/ccm-hai-le", "place-part-kind", ("thai-binh/ccn-ccm-hai-le",)),
        ("thai-binh/ccn", "place-part-kind", ()),
    ],
)
def test_refuses_with_a_reason(text: str, code: str, candidates: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable) as refusal:
        INDEX.read(text)
    assert refusal.value.code == code
    assert refusal.value.candidates[: len(candidates)] == candidates


def test_a_day_on_which_none_of_the_namesakes_existed_is_refused() -> None:
    index = PlaceIndex(
        {p.place_id: p for p in (place("a-1", "A", end="2000-01-01"), place("a-2", "A", start="2010-01-01"))}
    )
    with pytest.raises(Unreadable) as refusal:
        index.read("A", dt.date(2005, 1, 1))
    assert refusal.value.code == "place-not-then"
    assert index.read("A", dt.date(2010, 1, 1)).place_id == "a-2"
