"""Scale words of a value and of its unit, together."""

import pytest

from dagster_project.reading.scales import make_one_scale


@pytest.mark.parametrize(
    ("number", "unit"),
    [
        ("1,2 nghìn", "tỷ đồng"),
        ("5 triệu", "đồng"),
        ("2.387,5", "triệu đồng"),
        ("hai mươi", "triệu đồng"),
        ("một trăm hai mươi", "triệu đồng"),
        ("một nghìn hai trăm", "tỷ đồng"),
        ("hàng chục", "tỷ đồng"),
        ("hàng nghìn", "tỷ đồng"),
        ("1 chục nghìn", "tỷ đồng"),
        ("hai rưỡi", "tỷ đồng"),
        ("1 trăm rưỡi", "triệu đồng"),
    ],
)
def test_scales_that_are_said_together(number: str, unit: str) -> None:
    assert make_one_scale(number, unit)


@pytest.mark.parametrize(
    ("number", "unit"),
    [
        ("5 triệu", "triệu đồng"),
        ("5 triệu", "nghìn đồng"),
        ("1 tỷ rưỡi", "triệu đồng"),
        ("1,5 tỷ - 2 tỷ", "tỷ đồng"),
        ("hai triệu", "triệu đồng"),
        ("hàng triệu", "triệu đồng"),
    ],
)
def test_scales_that_are_said_twice(number: str, unit: str) -> None:
    assert not make_one_scale(number, unit)
