"""What the engine says of figures in sentences made up for it: each convention of the sheet it keeps."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from dagster_project.drafting.draft import cells_of
from dagster_project.drafting.figures import Figure
from dagster_project.drafting.phrases import GENERAL, Phrases, keys_of
from dagster_project.drafting.reader import Reader
from dagster_project.drafting.second_reader import SecondReader
from dagster_project.drafting.tables import read_tables
from dagster_project.drafting.text import Text
from dagster_project.vocabulary import Phrase, Vocabulary

SEEDS = Path(__file__).resolve().parents[2] / "dbt" / "seeds"
VOCABULARY = Vocabulary(SEEDS)
READER = Reader(VOCABULARY)


def figures(*lines: str, place: str = "thai-binh", published: dt.date | None = None) -> list[Figure]:
    return READER.read(Text(lines), place, published).figures


def said(column: str, *lines: str) -> list[str]:
    return [figure.cells[column].value for figure in figures(*lines)]


@pytest.mark.parametrize(
    ("line", "indicators"),
    [
        ("Tỉnh đào tạo nghề cho 300 lao động.", ["trainees"]),
        ("Tỉnh tạo việc làm cho 300 lao động.", ["jobs_created"]),
        ("Các cụm công nghiệp tạo việc làm cho 300 lao động.", ["workers"]),
        ("Trung tâm hỗ trợ 14 cơ sở ứng dụng máy móc.", ["establishments_supported"]),
        ("Hiện toàn tỉnh có 14 cơ sở sản xuất công nghiệp.", ["establishments"]),
        ("Kim ngạch xuất khẩu đạt 20 triệu USD.", ["exports"]),
        ("Giá trị sản xuất công nghiệp đạt 364 tỷ đồng.", ["industrial_output"]),
        ("Thực hiện 54 đề án với tổng kinh phí 3 tỷ đồng.", ["schemes", "funding"]),
        ("Có 46 cụm công nghiệp, tổng diện tích 2.353 ha.", ["sites", "site_area"]),
        ("Tỷ lệ lấp đầy đạt 41,3%.", ["site_fill_rate"]),
        ("Doanh nghiệp có dư nợ 3 tỷ đồng.", []),
    ],
)
def test_the_words_around_a_number_say_what_it_counts(line: str, indicators: list[str]) -> None:
    assert said("indicator", line) == indicators


@pytest.mark.parametrize(
    ("line", "measures", "bases"),
    [
        ("Xuất khẩu đạt 20 triệu USD, tăng 15% so với năm 2012.", ["", "increase"], ["", "2012"]),
        ("Xuất khẩu tăng trưởng bình quân 15%/năm.", ["growth"], [""]),
        ("Kinh phí giải ngân 5 tỷ đồng, đạt 60% kế hoạch.", ["", "multiple"], ["", "plan"]),
        ("Năm 2012 có 20 cơ sở, tăng gấp đôi so với năm 2008.", ["", "multiple"], ["", "2008"]),
        ("Hỗ trợ bình quân 100 triệu đồng/mô hình.", ["mean"], ["demonstration_models"]),
    ],
)
def test_direction_is_the_measure(line: str, measures: list[str], bases: list[str]) -> None:
    assert said("measure", line) == measures
    assert said("base", line) == bases


@pytest.mark.parametrize(
    ("lines", "periods"),
    [
        (["Năm 2012, tỉnh đào tạo nghề cho 300 lao động."], ["2012"]),
        (["Năm 2012 có 30 đề án.", "Kinh phí hỗ trợ là 3 tỷ đồng."], ["2012", "2012?"]),
        (["Hiện có 30 cụm công nghiệp."], ["now"]),
        (["Từ 193 làng nghề năm 2005 lên 291 làng nghề năm 2009."], ["2005", "2009"]),
        (["Phấn đấu đến năm 2015 giá trị sản xuất công nghiệp đạt 364 tỷ đồng."], ["2015"]),
        (["Tính đến hết năm 2011 thực hiện 135 đề án khuyến công."], ["../2011"]),
        (["Trong 5 năm (2008 - 2012) có 30 đề án. 5 năm qua hỗ trợ 9 đề án."], ["2008/2012", "2008/2012?"]),
        (["5 năm qua thực hiện 30 đề án."], ["P5Y/now"]),
        (["Tổng số lao động là 17.500 người, năm 2008 là 13.593 người."], ["", "2008"]),
    ],
)
def test_time_is_that_of_the_sentence_and_goes_on_with_a_mark(lines: list[str], periods: list[str]) -> None:
    assert said("period", *lines) == periods


@pytest.mark.parametrize(
    ("line", "natures"),
    [
        ("Đã đào tạo nghề cho 300 lao động.", ["actual"]),
        ("Phấn đấu đào tạo nghề cho 300 lao động.", ["target"]),
        ("Dự kiến đào tạo nghề cho 300 lao động.", ["plan"]),
        ("Tổng kinh phí ước đạt 3 tỷ đồng.", ["estimate"]),
        ("Theo dự thảo, hỗ trợ 400 mô hình trình diễn.", ["proposal"]),
        ("Kinh phí đạt 86% kế hoạch.", ["actual"]),
    ],
)
def test_intention_is_the_nature(line: str, natures: list[str]) -> None:
    assert said("nature", line) == natures


@pytest.mark.parametrize(
    ("lines", "sources"),
    [
        (["Kinh phí khuyến công quốc gia 3 tỷ đồng."], ["national"]),
        (["Thực hiện 54 đề án khuyến công quốc gia."], ["national"]),
        (
            ["Có 3 đề án từ khuyến công quốc gia và 10 đề án từ khuyến công địa phương."],
            ["national", "local"],
        ),
        (
            [
                "Tổng kinh phí 10 tỷ đồng, trong đó khuyến công quốc gia 4 tỷ đồng, "
                "khuyến công địa phương 6 tỷ đồng."
            ],
            ["all?", "national", "local"],
        ),
        (["Doanh thu đạt 3 tỷ đồng từ khuyến công quốc gia."], [""]),
    ],
)
def test_money_is_said_or_that_of_its_parts(lines: list[str], sources: list[str]) -> None:
    assert said("funding_source", *lines) == sources


@pytest.mark.parametrize(
    ("line", "scopes"),
    [
        ("Đào tạo nghề, truyền nghề cho 1.903 người.", ["craft-transfer vocational"]),
        ("46 cụm công nghiệp được thành lập với diện tích 2.508 ha.", ["cluster established"] * 2),
        ("35 cụm công nghiệp đã đi vào hoạt động.", ["cluster operating"]),
        ("Hỗ trợ lập quy hoạch chi tiết cho 7 cụm công nghiệp.", ["cluster planning"]),
        ("Hiện có 48 dự án đang xây dựng trong cụm công nghiệp.", ["cluster project-under-construction"]),
        ("Hiện có 568 doanh nghiệp sản xuất công nghiệp.", ["industry enterprise"]),
        ("Tổng vốn đăng ký của các cụm công nghiệp là 30 tỷ đồng.", ["cluster registered"]),
    ],
)
def test_scope_is_said_of_the_figure(line: str, scopes: list[str]) -> None:
    assert said("scope", line) == scopes


def test_of_a_draft_only_what_differs_from_what_the_engine_reads_is_compared() -> None:
    second = SecondReader(VOCABULARY)
    lines = ["Năm 2012 có 300 lao động được truyền nghề, đạt 86% kế hoạch."]
    article = second.read(lines, [(1, 1)], "thai-binh", None)
    row = cells_of(article, 1, article.figures[0])

    def columns(row: dict[str, str], *, drafted: bool) -> list[str]:
        return [problem.column for problem in second.problems([row], article, drafted=drafted)[0]]

    assert columns(row, drafted=True) == columns(row, drafted=False) == []
    changed = {**row, "indicator": "workers"}
    assert columns(changed, drafted=True) == columns(changed, drafted=False) == ["indicator"]
    # Were it an increase, the plan would be its base: the person has said nothing of the base.
    other = {**row, "measure": "increase"}
    assert columns(other, drafted=False) == ["base"]
    assert columns(other, drafted=True) == []


def test_a_phrase_behind_a_figure_is_not_said_of_the_next_one() -> None:
    line = "Có 46 cụm công nghiệp được thành lập và 44 cụm công nghiệp có quy hoạch chi tiết."
    assert said("scope", line) == ["cluster established", "cluster detailed-plan"]


def test_the_country_and_other_provinces_are_places_of_their_own() -> None:
    assert said("place", "Trên phạm vi cả nước đã đào tạo nghề cho 300 lao động.") == ["viet-nam"]
    assert said("place", "Tỉnh Hà Tĩnh quy hoạch 25 cụm công nghiệp.") == ["ha-tinh"]
    assert said("place", "Thái Bình đào tạo nghề cho 300 lao động.") == ["thai-binh"]
    assert said("place", "Tỉnh đào tạo nghề cho 300 lao động.") == ["thai-binh?"]
    assert said("place", "KCN Phúc Khánh (Thái Bình) có diện tích 200 ha.") == ["thai-binh/kcn-phuc-khanh"]


def test_lines_that_print_has_broken_are_one_sentence() -> None:
    page = [
        "Trong năm 2012 hoạt động khuyến công của tỉnh Thái Bình đã thực hiện hỗ trợ",
        "đào tạo nghề, truyền nghề và phát triển nghề tiểu thủ công nghiệp cho 15.743",
        "học viên, nhờ vậy nhiều gia đình có thêm nghề lúc nông nhàn, nhất là ở vùng",
        "nông thôn, từng bước chuyển dịch cơ cấu kinh tế của địa phương trong tỉnh và",
        "các vùng lân cận, theo đánh giá của ngành công thương và các cơ quan liên quan",
        "trong nhiều cuộc họp đã được tổ chức với sự tham gia của đông đảo doanh nghiệp",
        "và người lao động ở nông thôn trong suốt thời gian thực hiện của chương trình",
        "khuyến công do các cơ quan của tỉnh cùng nhau thực hiện cho tới thời điểm này",
        "và còn tiếp tục trong thời gian tới với nhiều nội dung mới cho các cơ sở ấy.",
    ]
    [figure] = figures(*page)
    assert figure.indicator == "trainees"
    assert figure.cells["period"].value == "2012"


def test_positions_lead_back_to_the_line() -> None:
    text = Text(["  Năm 2012", "", "tỉnh có 30 cụm công nghiệp."])
    [figure] = READER.read(text, "thai-binh").figures
    assert text.where(figure.start) == (3, 8)
    start, end = figure.cells["period"].evidence or (0, 0)
    assert text.where(start)[0] == 1
    assert text.whole[start:end] == "Năm 2012"


def test_a_table_gives_a_figure_for_every_cell_with_a_unit() -> None:
    lines = [
        "Số liệu cụm công nghiệp năm 2013",
        "Địa phương | Số cụm (cụm) | Diện tích (ha) | Ghi chú",
        "Quảng Ninh | khoảng 20 | 310,5 | 7",
        "Hà Nội | 226 | 3.946 | 8",
    ]
    article = READER.read(Text(lines), "dong-bang-song-hong")
    read_tables(READER, lines, article)
    found = [(f.cells["place"].value, f.indicator, f.qualifier, f.value, f.unit) for f in article.figures]
    assert found == [
        ("quang-ninh", "sites", "khoảng", "20", "[cụm]"),
        ("quang-ninh", "site_area", "", "310,5", "[ha]"),
        ("ha-noi", "sites", "", "226", "[cụm]"),
        ("ha-noi", "site_area", "", "3.946", "[ha]"),
    ]
    left = [article.text.whole[o.start : o.end] for o in article.others if o.why == "table"]
    assert left == ["7", "8"]


def test_a_table_that_lost_its_lines_is_left_to_a_person() -> None:
    lines = ["Địa phương", "Số cụm", "Hà Nội", *map(str, range(10, 18))]
    article = READER.read(Text(lines), "ha-noi")
    read_tables(READER, lines, article)
    assert article.figures == []
    assert len([other for other in article.others if other.why == "table"]) == 8


def phrase(words: str, code: str = "trainees", sources: str = "terms") -> Phrase:
    return Phrase("indicator", code, words, VOCABULARY.phrases[0].weight, "any", "", sources)


def test_a_longer_phrase_hides_a_shorter_one() -> None:
    rows = [phrase("đào tạo"), phrase("đào tạo nghề", "jobs_created"), phrase("tạo nghề may", "")]
    hits = Phrases(rows, VOCABULARY.scopes).find(Text(["đào tạo nghề cho"]))
    assert [hit.row.code for hit in hits] == ["jobs_created"]
    assert [h.row.code for h in Phrases(rows, VOCABULARY.scopes).find(Text(["đào tạo"]))] == ["trainees"]


def test_a_phrase_that_only_one_report_taught_is_left_out_when_that_report_is_judged() -> None:
    rows = [phrase("đào tạo", sources="a-2012"), phrase("dạy nghề", sources="a-2012 b-2013")]
    text = Text(["đào tạo và dạy nghề"])
    assert len(Phrases(rows, VOCABULARY.scopes).find(text)) == 2
    assert [h.row.phrase for h in Phrases(rows, VOCABULARY.scopes, "a-2012").find(text)] == ["dạy nghề"]
    assert len(Phrases(rows, VOCABULARY.scopes, "b-2013").find(text)) == 2


def test_every_phrase_can_be_found_and_names_where_it_comes_from() -> None:
    for row in VOCABULARY.phrases:
        sources = set(row.sources.split())
        assert sources <= GENERAL or all("-" in source for source in sources), row
        if row.kind in ("unit", "after", "at_site"):
            continue
        assert keys_of(row.phrase), row
