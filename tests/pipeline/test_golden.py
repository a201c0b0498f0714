"""Facts chosen by hand from the articles, which must come out of the warehouse exactly.

They are read from the page, never from the output. Columns: indicator, measure, place, scope, period,
nature, funding source, value, low, high, unit, report, line.
"""

# ruff: noqa: E501 - one fact, one line

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

PRESS_THAI_BINH = "thai-binh-2008-2012"

GOLDEN = [
    # 50.108 tỷ đồng: the last printed digit is a billion
    ("industrial_output", "", "thai-binh", "industry-handicraft", "2008/2012", "actual", "", "50108000000000", "50107500000000", "50108500000000", "VND", PRESS_THAI_BINH, 6),
    # trên 163.000 người: open above
    ("workers", "", "thai-binh", "rural-industry", f"now@{PRESS_THAI_BINH}", "actual", "", "163000", "163000", None, "person", PRESS_THAI_BINH, 11),
    # 2.387,5 triệu USD
    ("exports", "", "thai-binh", "", "2008/2012", "actual", "", "2387500000", "2387450000", "2387550000", "USD", PRESS_THAI_BINH, 12),
    # 15.743 học viên: a count written in full is exact
    ("trainees", "", "thai-binh", "vocational craft-transfer", "2008/2012", "actual", "", "15743", "15743", "15743", "person", PRESS_THAI_BINH, 48),
    # khoảng 400 DN, a target: 10 % either way
    ("establishments", "", "thai-binh", "industry-handicraft craft-village enterprise", "2015", "target", "", "400", "360", "440", "establishment", PRESS_THAI_BINH, 177),
    # 4.177,97 ha
    ("site_area", "", "thai-binh", "cluster in-plan", "2030", "plan", "", "4177.97", "4177.965", "4177.975", "ha", "thai-binh-cuc-cong-thuong-dia-phuong", 5),
    # tỷ lệ lấp đầy 41,3 %
    ("site_fill_rate", "", "thai-binh", "cluster operating", "now@thai-binh-cuc-cong-thuong-dia-phuong", "actual", "", "41.3", "41.25", "41.35", "percent", "thai-binh-cuc-cong-thuong-dia-phuong", 5),
    # 07 chương trình
    ("programmes", "", "thai-binh", "product", "2012/now@thai-binh-cuc-cong-thuong-dia-phuong", "actual", "", "7", "7", "7", "programme", "thai-binh-cuc-cong-thuong-dia-phuong", 3),
    # 5.739 triệu đồng of local money
    ("funding", "", "lao-cai", "", "2008/2012", "actual", "local", "5739000000", "5738500000", "5739500000", "VND", "lao-cai-2008-2012", 47),
    # tăng 141 %
    ("industrial_output", "increase", "lao-cai", "industry-handicraft", "2012", "actual", "", "141", "140.5", "141.5", "percent", "lao-cai-2008-2012", 49),
    # 1.300.000 triệu đồng: rounding of the last written digit
    ("industrial_output", "", "thai-nguyen", "rural-industry", "2010", "actual", "", "1300000000000", "1299999500000", "1300000500000", "VND", "thai-nguyen-2011", 93),
    # chưa đầy 10 làng nghề: a pure bound
    ("craft_villages", "", "thai-nguyen", "", "@thai-nguyen-2011", "actual", "", None, "0", "10", "village", "thai-nguyen-2011", 124),
    # gần gấp đôi: below two and near it
    ("products", "multiple", "hai-duong", "contest", "2018", "actual", "", "2", "1.8", "2", "multiple", "hai-duong-binh-chon-2018", 1),
    # trên 95 %: a share ends at 100
    ("exports", "share", "thai-binh", "industry", "2008/2012", "actual", "", "95", "95", "100", "percent", PRESS_THAI_BINH, 14),
    # hàng chục ngàn lao động: an order of magnitude
    ("jobs_created", "", "viet-nam", "", "@thai-nguyen-2011", "actual", "", None, "10000", "100000", "person", "thai-nguyen-2011", 22),
    # 12 - 1,7 lần: a lost comma, corrected to 1,2 - 1,7
    ("capacity", "multiple", "thai-nguyen", "", "@thai-nguyen-htx-phuc-loi", "plan", "", None, "1.2", "1.7", "multiple", "thai-nguyen-htx-phuc-loi", 123),
    # 466 = 54 national + 412 local
    ("schemes", "", "thai-binh", "", "2012/2022", "actual", "all", "466", "466", "466", "scheme", "thai-binh-2012-2022", 1),
    ("schemes", "", "thai-binh", "", "2012/2022", "actual", "national", "54", "54", "54", "scheme", "thai-binh-2012-2022", 1),
    ("schemes", "", "thai-binh", "", "2012/2022", "actual", "local", "412", "412", "412", "scheme", "thai-binh-2012-2022", 1),
    # 158 dự án đã đi vào hoạt động: the state of the projects, not of the clusters
    ("investment_projects", "", "thai-binh", "cluster project-operating", "2009", "actual", "", "158", "158", "158", "project", "thai-binh-2005-2009", 3),
    # tổng mức bán lẻ 349.784 tỷ đồng of a group of provinces
    ("retail_sales", "", "dong-bang-song-hong-bac-trung-bo-14", "", "2010-01/2010-09", "estimate", "", "349784000000000", "349783500000000", "349784500000000", "VND", "mien-bac-2010", 4),
    # bình quân 100 triệu đồng/mô hình: a mean, no level
    ("funding", "mean", "viet-nam", "demonstration", "P5Y/now@viet-nam-5-nam", "actual", "national", "100000000", "99500000", "100500000", "VND_per_model", "viet-nam-5-nam", 1),
    # >600 ha in the plan, undated
    ("site_area", "", "quang-ninh", "cluster in-plan", "@red-river-north-central-cluster-table", "plan", "", "600", "600", None, "ha", "red-river-north-central-cluster-table", 15),
    # 300–400 lượt cơ sở: a range with a dash
    ("establishment_supports", "", "vinh-long-2025", "machinery", "2026/2030", "plan", "total", None, "300", "400", "attendance", "vinh-long-2026-2030", 7),
]  # fmt: skip


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda g: f"{g[0]}-{g[2]}-{g[11]}-{g[12]}")
def test_a_golden_fact_comes_out_exactly(release: Path, golden: tuple[str | None, ...]) -> None:
    indicator, measure, place, scope, period, nature, source, value, low, high, unit, report, line = golden
    with duckdb.connect(str(release), read_only=True) as db:
        rows = db.execute(
            """
            select o.value, o.value_low, o.value_high, c.report_id, c.source_line
            from marts.observations o join marts.claims c on c.report_id = o.report_id and c.figure = o.figure
            where o.indicator_code = ? and o.measure = ? and o.place_id = ? and o.period_id = ?
              and o.nature = ? and o.funding_source = ? and o.unit_code = ?
              and list_sort(string_split(o.scope_code, ' ')) = list_sort(string_split(?, ' '))
              and c.source_line = ?
            """,
            [indicator, measure, place, period, nature, source, unit, scope, line],
        ).fetchall()
    assert (number(value), number(low), number(high), report, line) in rows, rows


def test_every_printed_figure_is_a_claim(release: Path) -> None:
    with duckdb.connect(str(release), read_only=True) as db:
        assert db.sql("select count(*) from marts.claims").fetchone() == (439,)
        assert db.sql("select report_id, figure from quality.rejects").fetchall() == []
