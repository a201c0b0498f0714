"""What the engine says of figures in sentences made up for it: each convention of the sheet it keeps."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from dagster_project.drafting.draft import cells_of
from dagster_project.drafting.figures import Figure
from dagster_project.drafting.phrases import GENERAL, Phrases, keys_of
from dagster_project.drafting.reader import Reader
from dagster_project.drafting.second_reader import SecondReader
from dagster_project.drafting.tables import read_tables
from dagster_project.drafting.text import Text
from dagster_project.messages import text
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
        ("Hiện có 90 cơ sở sản xuất, tạo việc làm cho 300 lao động.", ["establishments", "workers"]),
        ("Hỗ trợ 90 cơ sở, tạo việc làm cho 300 lao động.", ["establishments_supported", "jobs_created"]),
        ("Trung tâm hỗ trợ 14 cơ sở ứng dụng máy móc.", ["establishments_supported"]),
        ("Hiện toàn tỉnh có 14 cơ sở sản xuất công nghiệp.", ["establishments"]),
        ("Kim ngạch xuất khẩu đạt 20 triệu USD.", ["exports"]),
        ("Giá trị sản xuất công nghiệp đạt 364 tỷ đồng.", ["industrial_output"]),
        ("Thực hiện 54 đề án với tổng kinh phí 3 tỷ đồng.", ["schemes", "funding"]),
        ("Có 46 cụm công nghiệp, tổng diện tích 2.353 ha.", ["sites", "site_area"]),
        ("Cụm công nghiệp có 46 dự án đầu tư, tổng diện tích 30 ha.", ["investment_projects", "site_land"]),
        ("Cụm công nghiệp thuê đất 30 ha.", ["site_land"]),
        ("Tập huấn chuyên đề cho 935 đại biểu.", ["attendances"]),
        ("Tập huấn chuyên đề cho 935 học viên.", ["trainees"]),
        ("Số lượng lao động tại cơ sở tăng lên 7.100 lao động.", ["workers"]),
        ("Tỷ lệ lấp đầy đạt 41,3%.", ["site_fill_rate"]),
        ("Hỗ trợ sản xuất gạch không nung 500 triệu đồng.", ["funding"]),
        ("Sản xuất gạch không nung 500 triệu viên.", ["product_output"]),
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
        ("Thu nhập của lao động là 3 triệu đồng/người.", [""], [""]),
    ],
)
def test_direction_is_the_measure(line: str, measures: list[str], bases: list[str]) -> None:
    assert said("measure", line) == measures
    assert said("base", line) == bases


def test_a_mean_goes_on_where_what_is_counted_does() -> None:
    line = "Vốn bình quân của mỗi cơ sở là 9 tỷ đồng; hợp tác xã 80 triệu đồng"
    assert said("measure", f"{line}.") == ["mean", "mean"]
    assert said("measure", f"{line}. Kinh phí hỗ trợ 3 tỷ đồng.") == ["mean", "mean", ""]


@pytest.mark.parametrize(
    ("lines", "periods"),
    [
        (["Năm 2012, tỉnh đào tạo nghề cho 300 lao động."], ["2012"]),
        (["Năm 2012 có 30 đề án.", "Kinh phí hỗ trợ là 3 tỷ đồng."], ["2012", "2012?"]),
        (["Hiện có 30 cụm công nghiệp."], ["now"]),
        (["Hiện có 30 CCN, dự kiến đến năm 2015 thu hút 9 tỷ đồng."], ["now", "now/2015"]),
        (["Có 30 CCN, dự kiến đến năm 2015 thu hút 9 tỷ đồng."], ["", "../2015"]),
        (["Từ 193 làng nghề năm 2005 lên 291 làng nghề năm 2009."], ["2005", "2009"]),
        (["Phấn đấu đến năm 2015 giá trị sản xuất công nghiệp đạt 364 tỷ đồng."], ["2015"]),
        (["Tính đến hết năm 2011 thực hiện 135 đề án khuyến công."], ["../2011"]),
        (["Trong 5 năm (2008 - 2012) có 30 đề án. 5 năm qua hỗ trợ 9 đề án."], ["2008/2012", "2008/2012?"]),
        (["5 năm qua thực hiện 30 đề án."], ["P5Y/now"]),
        (["Tổng số lao động là 17.500 người, năm 2008 là 13.593 người."], ["", "2008"]),
        (["Năm 2016 có 5 đề án, 2017 có 6 đề án và 2018 có 7 đề án."], ["2016", "2017", "2018"]),
        (["Hàng năm các cụm công nghiệp tạo việc làm cho 300 lao động."], [""]),
        (["Hàng năm giá trị sản xuất công nghiệp đạt 364 tỷ đồng."], ["P1Y"]),
        (["Năm 2016 có 5 đề án, hội chợ Thái Bình 2017 có 40 gian hàng."], ["2016", "2016"]),
        (["Năm 2016 giá trị sản xuất công nghiệp (giá 2010) đạt 364 tỷ đồng."], ["2016"]),
        (
            ["Năm 2012 có 30 đề án. Quy hoạch có tầm nhìn đến năm 2050.", "Kinh phí hỗ trợ là 3 tỷ đồng."],
            ["2012", "2012?"],
        ),
        (["Đến nay có 30 cụm công nghiệp.", "Kinh phí hỗ trợ là 3 tỷ đồng."], ["now", "now?"]),
        (
            ["Năm 2012 có 30 đề án. Đến nay có 9 cụm công nghiệp.", "Kinh phí hỗ trợ là 3 tỷ đồng."],
            ["2012", "now", "2012?"],
        ),
        (["Dự kiến vốn đầu tư hạ tầng cụm công nghiệp thời kỳ 2012 - 2014 cần 3 tỷ đồng."], ["2012/2014"]),
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
        ("Tổng kinh phí ước đạt trên 3 tỷ đồng.", ["estimate"]),  # words that bound the value say it too
        ("Tổng kinh phí đạt trên 3 tỷ đồng.", ["actual"]),
        ("Kinh phí thực hiện các đề án, kế hoạch đạt gần 3 tỷ đồng.", ["actual"]),
        ("Kinh phí thực hiện các đề án, kế hoạch là gần 3 tỷ đồng.", ["plan"]),
        ("Dự kiến kinh phí đạt gần 3 tỷ đồng.", ["plan"]),
        ("Phấn đấu kinh phí đạt gần 3 tỷ đồng.", ["target"]),
        ("Theo dự thảo, hỗ trợ 400 mô hình trình diễn.", ["proposal"]),
        ("Kinh phí đạt 86% kế hoạch.", ["actual"]),
    ],
)
def test_intention_is_the_nature(line: str, natures: list[str]) -> None:
    assert said("nature", line) == natures


@pytest.mark.parametrize(
    ("line", "published", "natures"),
    [
        ("Năm 2018, tỉnh hỗ trợ 40 cơ sở sản xuất.", "2018-02-20", ["plan?"]),
        ("Năm 2018, tỉnh hỗ trợ 40 cơ sở sản xuất.", "2018-12-20", ["actual"]),
        ("Năm 2018, tỉnh đã hỗ trợ 40 cơ sở sản xuất.", "2018-02-20", ["actual"]),
        ("Năm 2018, tỉnh đang triển khai 40 đề án.", "2018-02-20", ["actual"]),
        ("Giai đoạn 2016 - 2020 có 9 đề án. Dự kiến hỗ trợ 40 cơ sở.", "2018-06-01", ["plan?", "plan"]),
        ("Giai đoạn 2016 - 2020 có 9 đề án. Đã hỗ trợ 40 cơ sở.", "2018-06-01", ["actual", "actual"]),
        ("Đến năm 2020 có 34 cụm công nghiệp. Đã hỗ trợ 40 cơ sở.", "2013-06-01", ["plan?", "actual"]),
        ("Phấn đấu năm 2018 hỗ trợ 9 cơ sở. Kinh phí là 3 tỷ đồng.", "2018-02-20", ["target", "plan?"]),
        ("Phấn đấu năm 2018 hỗ trợ 9 cơ sở. Năm 2016 hỗ trợ 7 cơ sở.", "2018-02-20", ["target", "actual"]),
        ("Đã thực hiện 2 kế hoạch và 50 đề án.", "2018-12-20", ["actual", "actual"]),
        ("Năm 2017 có 9 đề án được phê duyệt. Kinh phí là 3 tỷ đồng.", "2018-06-01", ["actual", "actual"]),
        ("Năm 2018 được phê duyệt 9 đề án.", "2018-06-01", ["plan"]),
        ("Theo kế hoạch năm 2017 hỗ trợ 9 đề án.", "2018-06-01", ["plan"]),
        ("Được phê duyệt 9 đề án, tăng 50% so với năm 2017.", "2018-06-01", ["plan", "plan"]),
    ],
)
def test_what_is_not_over_is_planned_unless_the_text_says_otherwise(
    line: str, published: str, natures: list[str]
) -> None:
    found = figures(line, published=dt.date.fromisoformat(published))
    assert [figure.cells["nature"].value for figure in found] == natures


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
        (
            [
                "Tổng kinh phí 20 tỷ đồng, trong đó khuyến công quốc gia 4 tỷ đồng và ngân sách địa phương "
                "6 tỷ đồng, phần dư do cơ sở thụ hưởng góp. Đào tạo nghề cho 300 lao động."
            ],
            ["total?", "national", "local", "total?"],
        ),
        (
            [
                "Tổng kinh phí 10 tỷ đồng, trong đó khuyến công quốc gia 4 tỷ đồng, khuyến công địa phương "
                "6 tỷ đồng, ngoài ra có vốn đối ứng của các đơn vị."
            ],
            ["all?", "national", "local"],
        ),
        (
            ["Với 3 tỷ đồng từ ngân sách tỉnh và 1 tỷ đồng từ khuyến công quốc gia, hỗ trợ 35 cơ sở."],
            ["province", "national", "all?"],
        ),
        (
            ["Khuyến công quốc gia 3 tỷ đồng hỗ trợ 5 đề án, ngân sách tỉnh 1 tỷ đồng hỗ trợ 9 đề án."],
            ["national", "national", "province", "province"],
        ),
        (["Có 18 đề án, trong đó 3 đề án khuyến công quốc gia. Hỗ trợ 6 cơ sở."], ["", "national", ""]),
        (
            ["Được 9 tỷ đồng, khuyến công địa phương có 2 nghệ nhân tham gia; hỗ trợ 6 cơ sở."],
            ["", "", "local?"],
        ),
        (
            [
                "Tổng ngân sách 9 tỷ đồng, trong đó khuyến công quốc gia 4 tỷ đồng, "
                "khuyến công địa phương 5 tỷ đồng."
            ],
            ["all?", "national", "local"],
        ),
        (
            ["Tổng 9 tỷ đồng (khuyến công quốc gia 4 tỷ đồng và KCĐP 5 tỷ đồng); tạo việc làm cho 20 người."],
            ["all?", "national", "local", "all?"],
        ),
        (
            ["Tổng 9 tỷ đồng, khuyến công quốc gia 4 tỷ đồng hỗ trợ 6 cơ sở, KCĐP 5 tỷ đồng hỗ trợ 9 cơ sở."],
            ["all?", "national", "national", "local", "local"],
        ),
        (["Chương trình khuyến công tỉnh cần 9 tỷ đồng."], [""]),
        (["Kinh phí khuyến công tỉnh có 9 tỷ đồng."], ["local"]),
        (
            ["Hỗ trợ 6 cơ sở, thu hút vốn đối ứng 118 tỷ đồng. Đào tạo nghề cho 300 lao động."],
            ["", "counterpart", ""],
        ),
        (["Từ khuyến công địa phương hỗ trợ 6 cơ sở.", "Tổ chức 9 hội chợ."], ["local", "local?"]),
        (
            ["Tin", "Có 6 đề án.", "Khuyến công quốc gia hỗ trợ 2 cơ sở.", "Tổ chức 9 hội chợ."],
            ["", "national", ""],
        ),
        (["Hỗ trợ 24 cơ sở với 3 tỷ đồng từ khuyến công quốc gia."], ["national?", "national"]),
        (["Hỗ trợ 24 cơ sở, có 3 tỷ đồng từ khuyến công quốc gia."], ["", "national"]),
        (
            ["Đào tạo 150 lao động tại 3 cơ sở, với kinh phí 3 tỷ đồng từ khuyến công quốc gia."],
            ["national?", "national?", "national"],
        ),
        (["Có 54 đề án khuyến công quốc gia, khuyến công huyện."], ["all"]),
        (["Có 54 đề án khuyến công quốc gia và khuyến công tỉnh."], ["all"]),
        (["Có 54 đề án khuyến công quốc gia, 9 đề án của tỉnh và huyện."], ["national", "local"]),
        (["Khuyến công có 9 tỷ đồng, trong đó khuyến công quốc gia 4 tỷ đồng."], ["all?", "national"]),
        (["Khuyến công có 9 tỷ đồng, khuyến công quốc gia 4 tỷ đồng."], ["", "national"]),
        (["Tổng kinh phí 2 tỷ đồng, trong đó vốn khuyến công 300 triệu đồng."], ["total?", ""]),
        (["Tổng kinh phí khuyến công 2 tỷ đồng, trong đó khuyến công xã 300 triệu đồng."], ["", ""]),
        (
            ["Dành 9 tỷ đồng cho khuyến công", "Có 9 tỷ đồng, trong đó khuyến công quốc gia 4 tỷ đồng."],
            ["all?", "all?", "national"],
        ),
        (
            ["Dành 8 tỷ đồng cho khuyến công", "Có 9 tỷ đồng, trong đó khuyến công quốc gia 4 tỷ đồng."],
            ["", "all?", "national"],
        ),
        (
            ["Tin", "UBND tỉnh ban hành kế hoạch. Hỗ trợ 6 cơ sở.", "Tỉnh chi 9 tỷ đồng từ ngân sách."],
            ["province?", "province?"],
        ),
        (["Hỗ trợ 6 cơ sở.", "Tỉnh chi 9 tỷ đồng từ ngân sách."], ["", "state"]),
        (["UBND tỉnh ban hành Kế hoạch.", "Chi 9 tỷ đồng từ ngân sách nhà nước."], ["state"]),
        (["Từ nguồn ngân sách tỉnh, ngân sách huyện hỗ trợ 15 cơ sở."], ["local"]),
        (
            ["Kinh phí: 3 tỷ đồng, gồm ngân sách tỉnh: 1 tỷ đồng; đơn vị thụ hưởng: 2 tỷ đồng."],
            ["total?", "province", "counterpart"],
        ),
        (["Hỗ trợ các doanh nghiệp thụ hưởng 300 triệu đồng."], [""]),
        (["Từ nguồn ngân sách tỉnh hỗ trợ 15 cơ sở của ngân sách huyện."], ["province"]),
        (
            ["Tổng kinh phí 10 tỷ đồng, gồm ngân sách tỉnh 7 tỷ đồng, ngân sách huyện 3 tỷ đồng."],
            ["local?", "province", "district"],
        ),
        (
            ["Tổng kinh phí 10 tỷ đồng, gồm ngân sách tỉnh 7 tỷ đồng, tiền vay 3 tỷ đồng."],
            ["", "province", "province"],
        ),
        (["Bình chọn sản phẩm: kinh phí cấp huyện 9 tỷ đồng."], [""]),
        (["Bình chọn sản phẩm: ngân sách cấp huyện 9 tỷ đồng."], ["district"]),
        (["Hỗ trợ cơ sở: kinh phí cấp huyện 9 tỷ đồng."], ["district"]),
        (
            ["Khuyến công quốc gia hỗ trợ 6 cơ sở, thu hút vốn đầu tư 9 tỷ đồng, tạo việc làm cho 20 người."],
            ["national", "", "national?"],
        ),
        (["Các cơ sở đóng góp vào ngân sách nhà nước 40 tỷ đồng."], [""]),
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
        (
            "Đã thành lập 33 CCN với diện tích 1.057 ha. Trong đó có 23 CCN đi vào hoạt động.",
            ["cluster established", "cluster established", "cluster established? operating"],
        ),
        (
            "Đã thành lập 33 CCN với diện tích 1.057 ha. Có 23 CCN đi vào hoạt động.",
            ["cluster established", "cluster established", "cluster operating"],
        ),
        (
            "Có 7 CCN đi vào hoạt động, gồm: CCN Phong Khê 12 ha; CCN Tân Chi 9 ha.",
            ["cluster operating"] * 3,
        ),
        ("Có 7 CCN đi vào hoạt động. CCN Phong Khê rộng 12 ha.", ["cluster operating", "cluster"]),
        (
            "Có 51 CCN đang xây dựng và đi vào hoạt động với đất công nghiệp 93 ha.",
            ["cluster operating under-construction", "cluster operating under-construction industrial-land"],
        ),
        ("Đất công nghiệp các CCN đã cho thuê 9 ha.", ["cluster leased-land"]),
        ("Có 12/20 CCN được thành lập.", ["cluster established"]),
        (
            "Các CCN có 62 dự án đã đi vào hoạt động, tạo việc làm cho 300 lao động.",
            ["cluster project-operating", "cluster project-operating?"],
        ),
        (
            "Các CCN có 62 dự án đã đi vào hoạt động, 9 dự án đang xây dựng, có 300 lao động.",
            ["cluster project-operating", "cluster project-under-construction", "cluster"],
        ),
        (
            "Nội dung ứng dụng máy móc có kinh phí 9 tỷ đồng. Trong đó năm 2012 kinh phí 3 tỷ đồng.",
            ["machinery", "machinery?"],
        ),
        ("Nội dung ứng dụng máy móc được ưu tiên. Hỗ trợ 5 cơ sở.", ["machinery?"]),
        ("Nội dung ứng dụng máy móc, đào tạo nghề được ưu tiên. Hỗ trợ 5 cơ sở.", [""]),
        ("Xây dựng 3 mô hình trình diễn kỹ thuật, kinh phí 450 triệu đồng.", ["", "demonstration"]),
        (
            "Bình chọn cấp tỉnh có 45 sản phẩm. Có 9 sản phẩm được chứng nhận.",
            ["contest province", "certified"],
        ),
        (
            "Bình chọn cấp tỉnh có 45 sản phẩm của 30 cơ sở tham gia, 9 sản phẩm được chứng nhận.",
            ["contest province", "contest province", "certified province"],
        ),
        ("Bình chọn cấp tỉnh có kinh phí 3 tỷ đồng.", ["contest province"]),
        ("Đào tạo nghề cấp tỉnh có kinh phí 3 tỷ đồng.", ["vocational"]),
        ("Có 26 sản phẩm của 24 cơ sở đạt giải.", ["certified", "certified?"]),
        ("Có 26 sản phẩm, 24 sản phẩm đạt giải.", ["", "certified"]),
        ("Có 12 trong tổng số 20 CCN được thành lập.", ["cluster", "cluster established"]),
        (
            "Các CCN đang hoạt động gồm: CCN Phong Khê 12 ha, lấp đầy 9%; CCN Tân Chi 7 ha.",
            ["cluster operating"] * 3,
        ),
        ("Các CCN gồm: CCN Phong Khê 12 ha; CCN Tân Chi 7 ha đang hoạt động.", ["cluster"] * 2),
        ("CCN Phong Khê được thành lập năm 2012, rộng 12 ha.", ["cluster established"]),
        ("Có 18 CCN, diện tích 667 ha do doanh nghiệp làm chủ đầu tư.", ["cluster enterprise-led"] * 2),
        ("Có 18 CCN (667 ha) đã đi vào hoạt động.", ["cluster operating"] * 2),
        (
            "Có 18 CCN với diện tích 667 ha, 12 CCN đi vào hoạt động.",
            ["cluster", "cluster", "cluster operating"],
        ),
        ("Theo quy hoạch, trên địa bàn tỉnh đến năm 2020 chỉ còn 10 CCN.", ["cluster in-plan"]),
        ("Các CCN có giá trị sản xuất công nghiệp 9 tỷ đồng.", ["cluster"]),
        ("Giá trị sản xuất công nghiệp là 9 tỷ đồng.", ["industry"]),
        ("Tỉnh đưa ra khỏi quy hoạch 7 CCN.", ["cluster"]),
        ("Tỉnh đưa vào quy hoạch 7 CCN.", ["cluster in-plan"]),
        ("Kinh phí hỗ trợ hạ tầng các cụm công nghiệp là 9 tỷ đồng.", ["cluster infrastructure"]),
        ("Kinh phí đào tạo nghề tại các cụm công nghiệp là 9 tỷ đồng.", ["vocational"]),
        ("Các CCN có 62 dự án đăng ký đầu tư.", ["cluster registered"]),
        ("Tỉnh đang triển khai 13 đề án, kinh phí 9 tỷ đồng.", ["under-way", "under-way?"]),
        (
            "Tỉnh được giao 3 đề án với kinh phí 2 tỷ đồng; 9 đề án khác với kinh phí 4 tỷ đồng.",
            ["assigned"] * 4,
        ),
        ("Có 4 cơ sở được hỗ trợ 2 tỷ đồng để mua máy móc.", ["machinery"] * 2),
        ("Có 4 cơ sở, hỗ trợ 2 tỷ đồng để mua máy móc.", ["", "machinery"]),
        ("Có 4 cơ sở được hỗ trợ 2 tỷ đồng", ["", ""]),
        ("Có 180 lượt cơ sở, 90 học viên được nâng cao năng lực quản lý.", ["management"] * 2),
        ("Có 180 lượt cơ sở; 90 học viên được nâng cao năng lực quản lý.", ["", "management"]),
        ("Mở 3 lớp tập huấn (khởi sự doanh nghiệp).", ["start-up"]),
        ("Mở 3 lớp tập huấn.", ["promotion-training"]),
        ("Đào tạo nghề cho 90 lao động, hỗ trợ 15 cơ sở.", ["vocational", ""]),
        ("Đào tạo nghề cho 90 lao động, kinh phí 2 tỷ đồng.", ["vocational", "vocational"]),
        ("Hỗ trợ 45 cơ sở mua máy móc, xây dựng 2 mô hình trình diễn.", ["machinery", ""]),
        ("Hỗ trợ 45 cơ sở mua máy móc, kinh phí 2 tỷ đồng.", ["machinery", "machinery"]),
        (
            "Có 2 CCN đã được quy hoạch chi tiết nhưng chưa được thành lập.",
            ["cluster detailed-plan not-established"],
        ),
        ("Có 2 CCN đã được quy hoạch chi tiết nhưng 9 CCN chưa có.", ["cluster detailed-plan", "cluster"]),
        (
            "Đào tạo nghề cho 90 người; có 3 mô hình trình diễn mới; tạo việc làm cho 20 người.",
            ["vocational", "", ""],
        ),
        (
            "Xây dựng 3 mô hình trình diễn, hỗ trợ 9 cơ sở mua máy móc. Kinh phí cho nội dung này 9 tỷ đồng.",
            ["", "machinery", "demonstration? machinery?"],
        ),
        ("Tỉnh có 9 làng nghề, thu hút 300 lao động nông thôn.", ["", "craft-village"]),
        ("Tỉnh có 9 hội chợ, thu hút 300 lao động nông thôn.", ["fair", ""]),
        (
            "Bình chọn cấp tỉnh có 45 sản phẩm. Sau đó 45 sản phẩm được in.",
            ["contest province", "contest province?"],
        ),
        ("Bình chọn cấp tỉnh có 45 sản phẩm. Sau đó 46 sản phẩm được in.", ["contest province", "contest"]),
    ],
)
def test_scope_is_said_of_the_figure(line: str, scopes: list[str]) -> None:
    assert said("scope", line) == scopes


@pytest.mark.parametrize(
    ("line", "scope"),
    [
        ("Giá trị sản xuất CNNT tăng nhanh. Năm 2006 đạt 462 tỷ đồng.", "rural-industry"),
        ("Giá trị sản xuất CNNT tăng nhanh. Doanh thu năm 2006 đạt 462 tỷ đồng.", ""),
        ("Tỉnh mở lớp khởi sự doanh nghiệp. Năm 2015 có 470 học viên được đào tạo.", "start-up?"),
        ("Tỉnh mở lớp khởi sự doanh nghiệp. Năm 2015 có 470 học viên được dạy nghề.", "vocational"),
    ],
)
def test_what_a_sentence_leaves_open_the_one_before_says(line: str, scope: str) -> None:
    assert said("scope", line) == [scope]


def test_of_a_draft_only_what_differs_from_what_the_engine_reads_is_compared() -> None:
    second = SecondReader(VOCABULARY)
    lines = ["Năm 2012 có 300 lao động được truyền nghề, đạt 86% kế hoạch."]
    article = second.read(lines, [(1, 1)], "thai-binh", None)
    row = cells_of(article, 1, article.figures[0])

    def columns(row: dict[str, str], *, drafted: bool) -> list[str]:
        of_rows, of_sheet = second.problems([row], article, drafted=drafted)
        assert not of_sheet
        return [problem.column for problem in of_rows[0]]

    assert columns(row, drafted=True) == columns(row, drafted=False) == []
    changed = {**row, "indicator": "jobs_created"}
    assert columns(changed, drafted=True) == columns(changed, drafted=False) == ["indicator"]
    # Were it an increase, the plan would be its base: the person has said nothing of the base.
    other = {**row, "measure": "increase"}
    assert columns(other, drafted=False) == ["base"]
    assert columns(other, drafted=True) == []


def read_again(lines: list[str], column: str, *typed: str) -> tuple[list[list[str]], list[tuple[str, str]]]:
    """Rules about each row, and about the sheet, where a column of the first rows is typed otherwise."""
    second = SecondReader(VOCABULARY)
    article = second.read(lines, [(1, len(lines))], "thai-binh", dt.date(2015, 12, 31))
    rows = [cells_of(article, n, figure) for n, figure in enumerate(article.figures, start=1)]
    for row, value in zip(rows, typed, strict=False):
        row[column] = value
    of_rows, of_sheet = second.problems(rows, article)
    said = [(problem.rule_id, text(problem.found, "en")) for problem in of_sheet]
    return [[problem.rule_id for problem in problems] for problems in of_rows], said


TAUGHT = [f"Năm {year} đã đào tạo nghề cho {year - 1800} lao động." for year in range(2010, 2015)]


@pytest.mark.parametrize(
    ("typed", "slips", "once"),
    [
        (1, [0], ""),
        (2, [0, 1], ""),  # three others are read as they were typed
        (3, [], "'target' of the figures 1, 2, 3"),
        (5, [], "'target' of the figures 1, 2, 3, 4, 5"),
    ],
)
def test_what_is_read_otherwise_in_one_manner_on_many_rows_is_told_once(
    typed: int, slips: list[int], once: str
) -> None:
    of_rows, of_sheet = read_again(TAUGHT, "nature", *["target"] * typed)
    assert [n for n, rules in enumerate(of_rows) if rules] == slips
    assert of_sheet == ([("article-read-otherwise", once)] if once else [])


def test_two_rows_are_told_once_where_the_sheet_hardly_agrees_elsewhere() -> None:
    of_rows, of_sheet = read_again(TAUGHT[:3], "nature", "target", "target")
    assert not any(of_rows)
    assert of_sheet == [("article-read-otherwise", "'target' of the figures 1, 2")]
    of_rows, of_sheet = read_again(TAUGHT[:3], "nature", "target", "plan")  # two manners
    assert [bool(rules) for rules in of_rows] == [True, True, False]
    assert not of_sheet


@pytest.mark.parametrize(
    ("line", "column", "typed", "told"),
    [
        ("Năm 2016 sẽ đào tạo nghề cho 300 lao động.", "nature", "actual", True),
        ("Năm 2016 sẽ đào tạo nghề cho 300 lao động.", "nature", "target", False),
        ("Hỗ trợ 300 triệu đồng từ kinh phí khuyến công địa phương.", "funding_source", "national", True),
        ("Hỗ trợ 300 triệu đồng từ kinh phí khuyến công địa phương.", "funding_source", "province", False),
        ("Hỗ trợ 300 triệu đồng từ kinh phí khuyến công địa phương.", "funding_source", "all", True),
        ("Cụm công nghiệp có diện tích 30 ha.", "indicator", "site_area_newly_established", True),
        ("Cụm công nghiệp có diện tích 30 ha.", "indicator", "site_land", False),  # the words may mean it too
    ],
)
def test_codes_that_pass_into_each_other_are_no_slip(line: str, column: str, typed: str, told: bool) -> None:
    of_rows, of_sheet = read_again([line], column, typed)
    assert any(rule.startswith("read-otherwise") for rule in of_rows[0]) == told
    assert not of_sheet


def test_a_phrase_behind_a_figure_is_not_said_of_the_next_one() -> None:
    line = "Có 46 cụm công nghiệp được thành lập và 44 cụm công nghiệp có quy hoạch chi tiết."
    assert said("scope", line) == ["cluster established", "cluster detailed-plan"]


def test_the_country_and_other_provinces_are_places_of_their_own() -> None:
    assert said("place", "Trên phạm vi cả nước đã đào tạo nghề cho 300 lao động.") == ["viet-nam"]
    assert said("place", "Tỉnh Hà Tĩnh quy hoạch 25 cụm công nghiệp.") == ["ha-tinh"]
    assert said("place", "Thái Bình đào tạo nghề cho 300 lao động.") == ["thai-binh"]
    assert said("place", "Tỉnh đào tạo nghề cho 300 lao động.") == ["thai-binh?"]
    assert said("place", "KCN Phúc Khánh (Thái Bình) có diện tích 200 ha.") == ["thai-binh/kcn-phuc-khanh"]


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("CCN Phong Khê (TP Bắc Ninh) 12 ha.", ["tp-bac-ninh/ccn-phong-khe"]),
        ("CCN An Phú (xã An Thịnh, huyện Quế Võ) 6 ha.", ["huyen-que-vo/xa-an-thinh/ccn-an-phu"]),
        ("CCN làng nghề An Phú mở rộng (TP Bắc Ninh) 9 ha.", ["tp-bac-ninh/ccn-an-phu-mo-rong"]),
        ("CCN Hà Mãn - Trí Quả 75 ha.", ["ccn-ha-man-tri-qua"]),
        ("CCN của huyện 75 ha.", [""]),
        ("CCN Phong Khê 12 ha; CCN Phong Khê (TP Bắc Ninh) 12 ha.", ["ccn-phong-khe", "ccn-phong-khe"]),
        (
            "Huyện Quế Võ có 2 CCN, gồm: CCN Châu Phong 50 ha, CCN Nhân Hòa 9 ha.",
            ["huyen-que-vo", "huyen-que-vo/ccn-chau-phong", "huyen-que-vo/ccn-nhan-hoa"],
        ),
        ("Hỗ trợ 2 cơ sở tại huyện Quế Võ.", ["huyen-que-vo"]),
        ("Hỗ trợ 2 cơ sở, theo huyện Quế Võ.", [""]),
        ("Hỗ trợ 2 cơ sở dự hội chợ tại TP Hải Phòng với 5 gian hàng.", ["", ""]),
        (
            "Công ty TNHH chế biến gỗ An Hòa (huyện Quế Võ) được hỗ trợ. Công ty đã nhận 300 triệu đồng.",
            ["huyen-que-vo/cty-che-bien-go-an-hoa"],
        ),
        ("Các công ty được hỗ trợ. Công ty đã nhận 300 triệu đồng.", [""]),
        ("CCN Phong Khê 12 ha. Vốn hạ tầng của CCN là 39 tỷ đồng.", ["ccn-phong-khe", "ccn-phong-khe"]),
        ("CCN Phong Khê 12 ha. Vốn hạ tầng của các CCN là 39 tỷ đồng.", ["ccn-phong-khe", ""]),
        ("Công ty đã hỗ trợ Trung tâm 300 triệu đồng.", [""]),
        ("Cơ sở sản xuất bún khô Thanh Hương được hỗ trợ 300 triệu đồng.", ["coso-bun-kho-thanh-huong"]),
        (
            "Huyện Quế Võ có 2 CCN: Châu Phong (50 ha) và Nhân Hòa 9 ha.",
            ["huyen-que-vo", "huyen-que-vo/ccn-chau-phong", "huyen-que-vo/ccn-nhan-hoa"],
        ),
        (
            "Huyện Quế Võ có 8 CCN, huyện Tiên Du có 9 CCN.",
            ["huyen-que-vo", "huyen-tien-du"],
        ),
        ("Tỉnh có 8 CCN, huyện Tiên Du có 9 CCN.", ["", ""]),
        ("Tỉnh có 2 CCN, theo Trung tâm Khuyến công rộng 9 ha.", ["", ""]),
        ("Hộ kinh doanh Ngân Mỹ Á được hỗ trợ 300 triệu đồng.", ["coso-ngan-my-a"]),
        ("Hỗ trợ cơ sở CNNT 300 triệu đồng.", [""]),
        ("So với các tỉnh trên cả nước, kinh phí khuyến công cao: 5 tỷ đồng.", [""]),
    ],
)
def test_things_inside_a_province_have_their_district_before_them(line: str, places: list[str]) -> None:
    found = figures(line, place="bac-ninh", published=dt.date(2020, 1, 1))
    assert [f.cells["place"].value.removesuffix("?").partition("/")[2] for f in found] == places


def test_a_short_form_stands_for_its_words() -> None:
    rows = [Phrase("short", "cụm công nghiệp", "CCN", Decimal(1), "any", "", "terms")]
    rows += [Phrase("scope", "cluster", "trong cụm công nghiệp", Decimal(5), "any", "", "terms")]
    found = Phrases(rows, VOCABULARY.scopes).find
    assert [hit.row.code for hit in found(Text(["Trong CCN, trong cụm công nghiệp, trong cụm."]))] == [
        "cluster",
        "cluster",
    ]


def test_a_number_of_a_total_is_a_figure_in_the_unit_of_the_total() -> None:
    part, total = figures("Tỉnh có 12 trong tổng số 20 cụm công nghiệp.")
    assert (part.value, part.unit) == ("12", "[cụm công nghiệp]")
    assert (total.value, total.unit) == ("20", "cụm công nghiệp")
    assert [f.value for f in figures("Điều 33, trong đó có 37 cụm công nghiệp.")] == ["37"]


def test_a_capital_behind_a_comma_opens_no_unit() -> None:
    [scheme, more] = figures("Hỗ trợ 8 đề án, Chương trình khuyến công tỉnh có 9 đề án.")
    assert (scheme.unit, more.unit) == ("đề án", "đề án")
    assert [f.unit for f in figures("Có 8 chương trình, đề án.")] == ["chương trình, đề án"]


def test_what_came_in_within_a_time_is_new() -> None:
    line = "Năm 2017, CCN thu hút 9 dự án với tổng vốn 60 tỷ đồng."
    assert said("indicator", line) == ["investment_projects_new", "investment_attracted"]
    assert said("indicator", line.replace("Năm 2017", "Đến nay")) == ["investment_projects", "investment"]


def test_a_rate_a_year_goes_with_the_sum_before_it() -> None:
    line = "Ngân sách hỗ trợ hạ tầng 350 tỷ đồng, bình quân 20,5 tỷ đồng/năm."
    assert said("indicator", line)[1:] == said("indicator", line)[:1]
    assert len(figures(line.replace(", bình quân", "; lãi suất"))) == 1


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
        if row.kind in ("unit", "after", "at_site", "does", "in_span"):
            continue
        assert keys_of(row.phrase), row
