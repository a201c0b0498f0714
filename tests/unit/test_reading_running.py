"""Numbers in running text: which are there, where, and which of them count nothing."""

from __future__ import annotations

import pytest

from dagster_project.reading.running import numbers_in


def found(text: str) -> list[tuple[str, str]]:
    return [(text[p.start : p.end], p.why) for p in numbers_in(text)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("trên 1.200 người", ["1.200"]),
        ("2.353,6ha và 44 cụm", ["2.353,6", "44"]),
        ("từ 4 - 5,4 triệu đồng", ["4 - 5,4"]),
        ("từ 50 đến 100 người", ["từ 50 đến 100"]),
        ("tăng gấp đôi", ["gấp đôi"]),
        ("hàng chục ngàn lao động", ["hàng chục ngàn"]),
        ("1 tỷ 200 triệu đồng", ["1 tỷ 200 triệu"]),
        ("xây dựng ba mô hình", ["ba"]),
        ("một nửa kinh phí", ["một nửa"]),
        ("12/15 xã", ["12/15"]),
    ],
)
def test_every_form_of_number_is_found_whole(text: str, values: list[str]) -> None:
    assert found(text) == [(value, "") for value in values]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Quyết định 136/2007/QĐ-TTg", "document"),
        ("Quyết định số 12", "document"),
        ("ngày 13/12", "date"),
        ("ngày 21/5/2012", "date"),
        ("tháng 6/2012", "date"),
        ("năm 2012", "year"),
        ("2008 - 2012", "year"),
        ("5 năm qua", "length"),
        ("quý I/2013", "time"),
        ("theo ISO 9001", "name"),
        ("giấy A4", "name"),
    ],
)
def test_what_counts_nothing_has_its_reason(text: str, why: str) -> None:
    assert [reason for _, reason in found(text)] == [why]


def test_a_number_that_opens_a_line_is_a_mark_only_before_a_stop() -> None:
    assert found("1. Đào tạo nghề") == [("1.", "list")]
    assert found("30 cụm công nghiệp") == [("30", "")]


def test_a_page_may_be_a_figure_after_all() -> None:
    """A unit behind it decides; where it stands is that of its digits."""
    assert found("đầu tư hạ tầng 14 cụm") == [("14", "page?")]
    assert found("lần thứ 5") == [("5", "page?")] or found("lần thứ 5")[0][1] == "page?"


def test_a_long_text_takes_time_in_proportion() -> None:
    text = "hỗ trợ 30 cơ sở năm 2012. " * 4000
    assert len(numbers_in(text)) == 8000
