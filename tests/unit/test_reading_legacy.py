"""Legacy encodings are recognised and named, never converted silently, and Unicode is left alone."""

import unicodedata

import pytest

from dagster_project.reading.legacy import TCVN3, VISCII, VNI, VPS, detect_legacy

SMALL = "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđ"
CAPITALS = SMALL.upper()
LINES = [
    "Cần sự đồng thuận của chính quyền địa phương",
    "Phát triển cụm công nghiệp, làng nghề: kết quả và thách thức",
    "Kinh phí khuyến công quốc gia hỗ trợ 54 đề án (2008-2012)",
    "nghị quyết về sản phẩm tiêu biểu",
]


def written(table: dict[str, str], text: str) -> str:
    """The text as a legacy file shows it when it is read as Latin-1."""
    marks: dict[str, str] = {}
    for mark, letter in table.items():
        marks.setdefault(letter, mark)
    return "".join(marks.get(letter, letter) for letter in unicodedata.normalize("NFC", text))


def test_a_real_title_in_vni_is_read() -> None:
    garbage = "Caàn söï ñoàng thuaän cuûa chính quyeàn"
    assert detect_legacy(garbage) == ("VNI", "Cần sự đồng thuận của chính quyền")


@pytest.mark.parametrize("garbage", ["HiÖu qu¶ tõ c«ng t¸c khuyÕn c«ng", "C¤NG NGHIÖP N¤NG TH¤N"])
def test_tcvn3_is_read_with_its_capitals(garbage: str) -> None:
    found = detect_legacy(garbage)
    assert found is not None
    assert found == (
        "TCVN3",
        {"H": "Hiệu quả từ công tác khuyến công", "C": "CÔNG NGHIỆP NÔNG THÔN"}[garbage[0]],
    )


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(
    ("name", "table"),
    [("VNI", VNI), ("TCVN3", TCVN3), ("VISCII", VISCII), ("VPS", VPS)],
    ids=lambda v: str(v)[:6],
)
def test_each_encoding_is_told_from_the_others(name: str, table: dict[str, str], line: str) -> None:
    assert detect_legacy(written(table, line)) == (name, line)


def test_a_line_of_a_sheet_is_told_cell_by_cell() -> None:
    line = "7,12,exports,growth,,thai-binh,,2012,năm,actual,,trên,5,triệu đồng,"
    assert detect_legacy(line) is None
    assert detect_legacy(written(TCVN3, line)) == ("TCVN3", line)


def test_vni_in_capitals_is_read() -> None:
    line = "CÔNG TÁC KHUYẾN CÔNG TỈNH THÁI BÌNH"
    assert detect_legacy(written(VNI, line)) == ("VNI", line)


@pytest.mark.parametrize("line", LINES)
def test_unicode_is_left_alone_composed_and_decomposed(line: str) -> None:
    assert detect_legacy(line) is None
    assert detect_legacy(unicodedata.normalize("NFD", line)) is None
    assert detect_legacy(line.upper()) is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "plain ASCII, 54.752 ha",
        "España año señor",
        "l'été à Paris où ça",
        "Müller für Köln",
        "São Paulo não é",
        "smörgåsbord på grå",
        "54 m² – 12 €",
        "chính quyền",
    ],
)
def test_other_languages_and_signs_are_left_alone(line: str) -> None:
    assert detect_legacy(line) is None


def test_one_garbled_phrase_in_a_unicode_line_leaves_the_sound_words() -> None:
    found = detect_legacy("Đại biểu dự hoäi thaûo toång keát của tỉnh")
    assert found == ("VNI", "Đại biểu dự hội thảo tổng kết của tỉnh")


@pytest.mark.parametrize(
    ("table", "letters"),
    [
        (VNI, SMALL + CAPITALS),
        (VISCII, SMALL + "".join(c for c in CAPITALS if c not in "ẲẴẪỶỸỴ")),
        (VPS, SMALL),
    ],
    ids=["VNI", "VISCII", "VPS"],
)
def test_tables_hold_every_letter(table: dict[str, str], letters: str) -> None:
    # VISCII has six capitals on control codes, which no text file carries.
    assert set(letters) <= set(table.values())


def test_tcvn3_holds_every_small_letter_and_the_seven_plain_capitals() -> None:
    assert set(SMALL) | set("ĂÂÊÔƠƯĐ") <= set(TCVN3.values())


@pytest.mark.parametrize("table", [TCVN3, VISCII, VPS], ids=["TCVN3", "VISCII", "VPS"])
def test_single_byte_tables_have_one_small_letter_per_byte(table: dict[str, str]) -> None:
    latin = {mark: letter for mark, letter in table.items() if ord(mark) < 256}
    assert len({letter for letter in latin.values() if letter in SMALL}) == len(SMALL)
    assert len([letter for letter in latin.values() if letter in SMALL]) == len(SMALL)
