"""Units: scale words and denominators composed exactly, one spelling each, the ambiguous refused."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dagster_project.messages import Message
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.units import UnitIndex
from dagster_project.settings import PROJECT
from dagster_project.vocabulary import UnitWord, Vocabulary


def word(
    text: str,
    code: str,
    quantity: str,
    factor: str = "1",
    countable: bool = False,
    canonical: bool = False,
    level: str = "",
    counts: str = "",
    after: str = "",
    says: str = "",
) -> UnitWord:
    return UnitWord(
        text, code, Decimal(factor), quantity, countable, canonical, level, counts, after, says, text, code
    )


def description(text: str, after: str, says: str = "") -> UnitWord:
    return word(text, "", "", after=after, says=says)


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
        word("mô hình", "model", "count:model", countable=True, canonical=True),
        word("ha", "ha", "area", canonical=True),
        word("km2", "ha", "area", "100"),
        word("m2", "ha", "area", "0.0001"),
        word("tấn", "tonne", "mass", canonical=True),
        word("kg", "tonne", "mass", "0.001"),
        word("%", "percent", "ratio", canonical=True),
        word("phần trăm mỗi năm", "percent_per_year", "ratio", canonical=True),
        word("lần", "multiple", "multiple", canonical=True),
        word("tá", "dozen", "count:dozen", "3"),
        word("năm", "year", "duration", canonical=True),
        word("tháng", "month", "duration", canonical=True),
    )
}
DESCRIPTIONS = [description("sản phẩm", "tonne"), description("nông thôn", "person establishment")]
INDEX = UnitIndex(UNITS | {row.unit_word: row for row in DESCRIPTIONS})
SHIPPED = Vocabulary(PROJECT / "dbt" / "seeds").units
READER = UnitIndex(SHIPPED)
SCALES = {"": 0, "chục": 1, "trăm": 2, "nghìn": 3, "ngàn": 3, "vạn": 4, "triệu": 6, "tr": 6, "tỷ": 9, "tỉ": 9}
SCALES |= {"nghìn tỷ": 12, "ngàn tỉ": 12, "trăm triệu": 8, "chục ngàn": 4, "trăm nghìn": 5, "chục tỷ": 10}


@given(
    st.sampled_from(sorted(SCALES)),
    st.sampled_from(sorted(word for word in UNITS if "," not in word)),
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
        ("1.000 đồng", "VND", "1000", "money", False, "nghìn đồng"),
        ("1.000.000đồng", "VND", "1000000", "money", False, "triệu đồng"),
        ("tr.đồng/người", "VND_per_person", "1000000", "money_rate", False, "triệu đồng/người"),
        ("đồng/năm/người", "VND_per_person_year", "1", "money_rate", False, "đồng/người/năm"),
        ("triệu đồng/1 mô hình", "VND_per_model", "1000000", "money_rate", False, "triệu đồng/mô hình"),
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


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("hội nghị, hội thảo, lớp tập huấn", "event", ()),
        ("chi nhánh, văn phòng đại diện, địa điểm kinh doanh", "establishment", ()),
        ("huyện và thành phố", "place", ()),
        ("huyện, thị, thành phố", "place", ()),
        ("huyện/thị xã/thành phố", "place", ()),
        ("điểm, cụm công nghiệp làng nghề", "site", ("craft-village",)),
        ("khu - cụm công nghiệp", "site", ()),
        ("cơ sở công nghiệp nông thôn", "establishment", ()),
        ("doanh nghiệp nhỏ và vừa, hộ sản xuất, kinh doanh", "establishment", ()),
        ("doanh nghiệp và/hoặc hợp tác xã", "establishment", ()),
        ("mô hình trình diễn kỹ thuật", "model", ()),
        ("lớp đào tạo nghề, truyền nghề", "class", ("vocational", "craft-transfer")),
        ("lượt doanh nghiệp, cơ sở", "attendance", ()),
        ("lượt doanh nghiệp/cơ sở", "attendance", ()),
        ("lượt người/cơ sở", "attendance_per_establishment", ()),
        ("chủ cơ sở sản xuất công nghiệp nông thôn", "person", ()),
        ("lượt chủ doanh nghiệp, cơ sở", "attendance", ()),
        ("lớp truyền nghề, cấy nghề", "class", ("craft-transfer",)),
        ("giải ba", "certificate", ("topic:third-prize",)),
        ("tỷ đồng (giá cố định 1994)", "VND", ("prices-1994",)),
        ("% kế hoạch năm", "percent", ("base:plan",)),
        ("nghìn lượt lao động nữ", "attendance", ("women",)),
        ("doanh nghiệp FDI, hợp tác xã", "establishment", ()),
        ("hợp tác xã, doanh nghiệp FDI", "establishment", ("foreign",)),
        ("đề án/chương trình khuyến công", "scheme", ()),
        ("chương trình, đề án, dự án", "scheme", ()),
        ("đề án khuyến công quốc gia", "scheme", ("@national",)),
        ("triệu đồng/doanh nghiệp, cơ sở", "VND_per_establishment", ()),
        ("triệu đồng/cơ sở/năm", "VND_per_establishment_year", ()),
        ("m3 nước thải/ngày đêm", "m3_per_day", ()),
        # The same word is another thing with another word before or behind it.
        ("cụm liên kết ngành", "group", ()),
        ("tổ dân phố", "place", ()),
        ("chương trình truyền hình", "item", ()),
        ("điểm bán hàng", "establishment", ()),
        ("số bản tin", "issue", ()),
        ("nhóm sản phẩm", "product", ()),
    ],
)
def test_a_phrase_is_read_from_its_parts(text: str, code: str, says: tuple[str, ...]) -> None:
    read = READER.read(text)
    assert (read.unit_code, read.says) == (code, says)


@pytest.mark.parametrize(
    "text",
    [
        "cơ sở dữ liệu",
        "cơ sở sản xuất gạch",
        "cụm công nghiệp dệt",
        "lao động thường xuyên",
        "sản phẩm đoạt giải",
        "dự án hạ tầng",
        "hội trường",
        "đoàn thể",
        "lớp phủ",
        "tờ khai",
        "đề án hoàn thành",
        "đề án chưa triển khai",
        "đề án được phê duyệt",
        "mô hình tại hợp tác xã",
        "lớp tập huấn cho quản đốc",
        "lớp tập huấn 30 ngày",
        "lớp tập huấn kiến thức",
        "hội nghị kết nối, giao lưu",
    ],
)
def test_words_of_no_row_are_refused_where_they_may_change_what_is_counted(text: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        READER.read(text)
    assert refusal.value.code == "unit-unknown"


def test_a_slip_is_proposed() -> None:
    with pytest.raises(Unreadable) as refusal:
        READER.read("mô hình trình diễn kỹ thuâtj")
    assert refusal.value.candidates == ("mô hình trình diễn kỹ thuật",)


def test_words_behind_per_cent_are_a_base() -> None:
    with pytest.raises(Unreadable) as refusal:
        READER.read("% số lao động")
    assert isinstance(refusal.value.accepted, Message)
    assert "base" in refusal.value.accepted.text("en")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("KCN", {"zone"}),
        ("cụm công nghiệp", {"cluster"}),
        ("điểm, cụm công nghiệp làng nghề", {"point", "cluster"}),
        ("hợp tác xã", {"cooperative", "non-enterprise"}),
        ("lượt doanh nghiệp", {"enterprise"}),
        ("chủ doanh nghiệp", {"enterprise"}),
        ("cơ sở", set()),
        ("cơ sở, doanh nghiệp", set()),
        ("hội doanh nghiệp", set()),
        ("khu kinh tế", set()),
        ("điểm bán hàng", set()),
        ("cụm liên kết ngành", set()),
        ("lớp khởi sự doanh nghiệp", set()),
        ("triệu đồng/doanh nghiệp", set()),
    ],
)
def test_words_that_count_name_kinds(text: str, kinds: set[str]) -> None:
    assert set(READER.read(text).kinds) == kinds


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        ("doanh nghiệp, lao động", "unit-mixed", "doanh nghiệp = establishment; lao động = person"),
        ("cụm công nghiệp, làng nghề", "unit-mixed", "cụm công nghiệp = site; làng nghề = village"),
        ("cơ sở, lượt người", "unit-mixed", "lượt người = attendance"),
        ("hội nghị, lớp đào tạo nghề", "unit-mixed", "lớp đào tạo nghề = class"),
        ("tỷ đồng, triệu USD", "unit-unknown", "triệu USD"),
        ("đồng, USD", "unit-mixed", "USD = USD"),
        ("ha, m2", "unit-mixed", "ha = ha; m2 = ha"),
        ("xã/huyện", "unit-ambiguous", "xã in each huyện"),
        ("túi/thùng", "unit-ambiguous", "túi in each thùng"),
        ("người/người", "unit-malformed", "each word once"),
        ("người/kg/kg", "unit-malformed", "each word once"),
        ("doanh nghiệp,", "unit-malformed", "both sides"),
        ("cụm dân cư", "unit-unknown", "dân cư"),
        ("cơ sở dữ liệu", "unit-unknown", "dữ liệu"),
        ("hội đồng", "unit-unknown", "đồng"),
        ("bản tin truyền hình", "unit-unknown", "truyền hình"),
        ("tỷ đồng lao động", "unit-unknown", "lao động"),
        ("doanh nghiệp, khách sạn", "unit-unknown", "sạn"),
        ("kg/nguyên liệu", "unit-unknown", "nguyên liệu"),
    ],
)
def test_what_a_phrase_does_not_say_is_refused(text: str, code: str, named: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        READER.read(text)
    assert refusal.value.code == code
    assert isinstance(refusal.value.accepted, Message)
    assert named in refusal.value.accepted.text("en")
    for candidate in refusal.value.candidates:
        READER.read(candidate)


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("xã/huyện", {"place", "place_per_place"}),
        ("[xã/huyện]", {"place", "place_per_place"}),
        ("cở sở công nghiệp nông thôn", {"establishment"}),
        ("lao đông nữ", {"person"}),
        ("doanh nghiệp, cơ xở", {"establishment"}),
        ("[cum]", {"site"}),
        ("trieu dong", {"VND"}),
        ("đề án khuyến công quốc gai", {"scheme"}),
    ],
)
def test_a_proposal_says_what_was_meant(text: str, meanings: set[str]) -> None:
    with pytest.raises(Unreadable) as refusal:
        READER.read(text)
    proposed = [READER.read(candidate) for candidate in refusal.value.candidates]
    assert {unit.unit_code for unit in proposed} == meanings
    assert {unit.bracketed for unit in proposed} == {"[" in c for c in refusal.value.candidates}


COUNTED = sorted(word for word, row in SHIPPED.items() if row.countable and "," not in word)
JOINTS = [", ", " và ", " hoặc ", "; ", " – ", " & ", ", và "]


def phrases(unit_code: str) -> st.SearchStrategy[str]:
    """A head of a unit, with a word behind it that can describe it, or none."""
    heads = [word for word in COUNTED if SHIPPED[word].unit_code == unit_code]
    behind = [w for w, row in SHIPPED.items() if unit_code in row.after.split() and not row.unit_code]
    described = st.tuples(st.sampled_from(heads), st.sampled_from(["", *behind]))
    return described.map(lambda words: " ".join(words).strip())


@given(st.data())
def test_words_of_one_unit_are_that_unit_in_any_order_and_join(data: st.DataObject) -> None:
    unit_code = data.draw(st.sampled_from(sorted({SHIPPED[word].unit_code for word in COUNTED})))
    parts = data.draw(st.lists(phrases(unit_code), min_size=1, max_size=4, unique_by=str.casefold))
    joint = data.draw(st.sampled_from(JOINTS))
    read = READER.read(joint.join(parts))
    assert (read.unit_code, read.factor, read.countable) == (unit_code, 1, True)
    below = READER.read("đồng/" + joint.join(parts))
    assert below.unit_code == f"VND_per_{unit_code}"


@given(st.data())
def test_words_of_several_units_have_no_unit_unless_a_row_joins_them(data: st.DataObject) -> None:
    parts = data.draw(st.lists(st.sampled_from(COUNTED), min_size=2, max_size=3, unique=True))
    units = {SHIPPED[part].unit_code for part in parts}
    joined = {frozenset(w.split(", ")): row.unit_code for w, row in SHIPPED.items() if "," in w}
    text = ", ".join(parts)
    mixed = [f"{part} = {SHIPPED[part].unit_code}" for part in parts]
    try:
        read = READER.read(text)
    except Unreadable as why:
        refusal = why
    else:
        odd = {part for part in parts if SHIPPED[part].unit_code != read.unit_code}
        named = {word for words, unit_code in joined.items() if unit_code == read.unit_code for word in words}
        assert odd <= named
        return
    assert len(units) > 1
    assert refusal.code == "unit-mixed"
    assert isinstance(refusal.accepted, Message)
    assert "; ".join(mixed) in refusal.accepted.text("vi")


def test_a_word_with_accents_is_not_proposed_as_a_scale_without_its_own() -> None:
    with pytest.raises(Unreadable) as refusal:
        READER.read("văn,phòng đại diện tiểu thủ công nghiệp")
    assert all(READER.read(candidate).factor == 1 for candidate in refusal.value.candidates)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [("tr ển lãm", ("triển lãm",)), ("tr lao độngg", ("tr lao động", "triệu lao động"))],
)
def test_a_proposal_takes_no_syllable_for_a_million_and_leaves_none_out(
    text: str, candidates: tuple[str, ...]
) -> None:
    with pytest.raises(Unreadable) as refusal:
        READER.read(text)
    assert refusal.value.candidates == candidates


@given(st.data())
def test_a_slip_in_a_phrase_is_refused_or_changes_nothing_and_proposals_can_be_read(
    data: st.DataObject,
) -> None:
    unit_code = data.draw(st.sampled_from(["establishment", "person", "site", "event", "scheme"]))
    text = ", ".join(data.draw(st.lists(phrases(unit_code), min_size=1, max_size=2, unique=True)))
    at = data.draw(st.integers(0, len(text) - 1))
    slipped = text[:at] + data.draw(st.sampled_from("aơờ, ")) + text[at + 1 :]
    try:
        readings = [READER.read(slipped)]
    except Unreadable as refusal:
        assume(refusal.code != "unit-ambiguous")  # "T" alone is billion or tonne, and says so
        readings = [READER.read(candidate) for candidate in refusal.candidates]
    assert all(unit.factor == 1 for unit in readings)


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
