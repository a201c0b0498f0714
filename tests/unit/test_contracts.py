"""What contracts promise about any set of sheets: conservation, both engines alike, exact claims."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from dagster_project.contracts.coded import Coded, combine, encode, repeated
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.contracts import SHEET_COLUMNS, Judgement, Origin, Problem, Row, Sheet, judge, schemas
from dagster_project.contracts.cells import Words
from dagster_project.contracts.rules import touches
from dagster_project.settings import PROJECT
from dagster_project.vocabulary import Vocabulary

VOCABULARY = Vocabulary(PROJECT / "dbt" / "seeds")
WORDS = Words(VOCABULARY)
GOOD = {
    "figure": "1",
    "line": "1",
    "indicator": "exports",
    "place": "thai-binh",
    "period": "2012",
    "nature": "actual",
    "value": "2.387,5",
    "unit": "triệu USD",
}


def sheet(*changes: dict[str, str], report_id: str = "mot", **origin: Any) -> Sheet:
    rows = []
    for n, change in enumerate(changes, start=1):
        cells = {"figure": str(n), "line": str(n)}
        rows.append(Row(n + 1, tuple((GOOD | cells | change).get(c, "") for c in SHEET_COLUMNS)))
    facts = {"places": ("thai-binh",), "published_end": dt.date(2013, 12, 31)} | origin
    return Sheet(report_id, f"raw/{report_id}", origin=Origin(**facts), rows=rows)


def judged(*sheets: Sheet, **options: Any) -> Judgement:
    return judge(sheets, VOCABULARY, words=WORDS, **options)


def only_claim(judgement: Judgement) -> dict[str, Any]:
    assert [f.message_en for f in judgement.findings if f.severity in ("error", "critical")] == []
    return {name: column[0] for name, column in judgement.claims.items()}


def rules_of(judgement: Judgement) -> set[str]:
    return {f.rule_id for f in judgement.findings}


def test_a_claim_carries_its_exact_interval_in_the_canonical_unit() -> None:
    claim = only_claim(judged(sheet({"qualifier": "trên", "scope": "rural?", "period": "2008/2012?"})))
    assert claim["value"] == Decimal("2387500000")
    assert (claim["value_low"], claim["value_high"]) == (Decimal("2387500000"), None)
    assert (claim["unit_code"], claim["value_printed"], claim["unit_printed"]) == (
        "USD",
        "2.387,5",
        "triệu USD",
    )
    assert claim["inferred"] == ("scope", "period")
    assert claim["flags"] == ("gt",)
    assert (claim["period_start"], claim["period_end"]) == (dt.date(2008, 1, 1), dt.date(2012, 12, 31))


def test_a_rounded_value_implies_the_interval_of_its_last_digit() -> None:
    claim = only_claim(judged(sheet({})))
    assert (claim["value_low"], claim["value_high"]) == (Decimal("2387450000"), Decimal("2387550000"))


def test_a_value_with_more_than_six_decimals_is_refused_not_rounded() -> None:
    judgement = judged(
        sheet({"indicator": "site_area", "scope": "cluster", "value": "1,1234567", "unit": "ha"})
    )
    assert "value-fits" in rules_of(judgement)
    assert judgement.reports[0].rejected == 1


def test_a_private_period_is_named_after_its_report() -> None:
    judgement = judged(
        sheet({"period": "now"}), sheet({"period": "P5Y/now"}, {"period": ""}, report_id="hai")
    )
    assert judgement.claims["period_id"].to_list() == ["now@mot", "P5Y/now@hai", "@hai"]
    assert set(judgement.claims["period_private"].to_list()) == {True}


def test_title_and_caption_lines_flag_their_claims() -> None:
    judgement = judged(sheet({}, {}, {}, title_lines=((1, 1),), caption_lines=((3, 4),)))
    assert judgement.claims["flags"].to_list() == [("title",), (), ("caption",)]
    assert judgement.claims["is_caption"].to_list() == [False, False, True]


def test_what_is_printed_but_odd_is_kept_and_flagged() -> None:
    said = {"period_printed": "năm 2012"}
    judgement = judged(
        sheet({"value": "12 - 1,7", **said}, {"value": "hàng chục", "unit": "[tỷ đồng]", **said})
    )
    assert judgement.claims["flags"].to_list() == [("range", "range_reversed"), ("magnitude",)]
    assert judgement.claims["value_low"].to_list()[0] < judgement.claims["value_high"].to_list()[0]
    assert judgement.reports[0].warnings == 1


def test_a_place_name_with_two_meanings_is_understood_on_the_day_of_its_period() -> None:
    judgement = judged(
        sheet({"place": "Hưng Yên", "period": "2012"}, {"place": "Hưng Yên", "period": "2026"})
    )
    assert judgement.claims["place_id"].to_list()[0] == "hung-yen"
    unknown = judged(sheet({"place": "Hưng Yên", "period": ""}, published_end=None))
    assert "place-known" in rules_of(unknown)


def test_a_rejected_row_keeps_every_reason() -> None:
    judgement = judged(sheet({"indicator": "exportz", "value": "1.5", "unit": "ngàn tỉ", "nature": "sure"}))
    reasons = {(f.column_name, f.rule_id) for f in judgement.findings}
    assert reasons >= {
        ("indicator", "indicator-known"),
        ("value", "value-readable"),
        ("nature", "nature-known"),
        ("unit", "unit-known"),
    }
    nearest = next(f for f in judgement.findings if f.column_name == "indicator")
    assert "exports" in nearest.message_en
    assert "exports" in nearest.message_vi


def test_a_vietnamese_label_is_answered_with_its_code() -> None:
    judgement = judged(sheet({"nature": "kế hoạch"}))
    assert "“plan”" in next(f.message_vi for f in judgement.findings if f.rule_id == "nature-known")


def test_every_row_of_a_refused_report_is_a_reject_with_a_reason() -> None:
    refused = sheet({}, {})
    refused.problems.append(Problem("origin-fields", "report.yaml: kind", "blog", "press"))
    judgement = judged(refused, sheet({}, report_id="hai"))
    assert [(v.status, v.accepted, v.rejected) for v in judgement.reports] == [
        ("rejected", 0, 2),
        ("accepted", 1, 0),
    ]
    assert [f.row for f in judgement.findings if f.rule_id == "report-accepted"] == [2, 3]
    assert judgement.conserved


def test_a_correction_leaves_what_was_printed() -> None:
    printed = sheet({"value": "2.387,6"})
    printed.rows[0] = dataclasses.replace(printed.rows[0], corrected=(("value", "23.876"),))
    claim = only_claim(judged(printed))
    assert claim["value"] == Decimal("2387600000")
    assert claim["value_printed"] == "23.876"
    assert claim["corrected_from"] == "value: 23.876"


def test_no_sheets_are_no_fault() -> None:
    judgement = judged()
    assert judgement.reports == []
    assert judgement.conserved
    assert schemas.checked_claims(judgement.claims, VOCABULARY).empty


CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "?", "1", "01", "0", "-1", "x", "2012", "thai-binh", "exports", "actual", "a\nb", "\x00"]
    ),
    st.text(max_size=6),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(SHEET_COLUMNS), CELLS, max_size=4), max_size=6))
def test_both_engines_find_the_same_and_rows_are_conserved(changes: list[dict[str, str]]) -> None:
    plain = judged(sheet(*changes))
    thorough = judged(sheet(*changes), engine=schemas.failures)
    assert {dataclasses.astuple(f) for f in plain.findings} == {
        dataclasses.astuple(f) for f in thorough.findings
    }
    assert plain.conserved
    assert len(schemas.checked_claims(plain.claims, VOCABULARY)) == plain.reports[0].accepted


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("indicator_code", "no-such-code"),
        ("value", Decimal("1.5")),
        ("value_low", Decimal("9999999999999.000000")),
        ("figure", 0),
        ("period_start", "yesterday"),
        ("note", None),
    ],
)
def test_a_claim_that_breaks_its_contract_stops_the_run(column: str, value: Any) -> None:
    claims = judged(sheet({}, {})).claims
    assert len(schemas.checked_claims(claims, VOCABULARY)) == 2
    claims[column] = claims[column].patched({1: value})
    with pytest.raises(schemas.ContractBroken):
        schemas.checked_claims(claims, VOCABULARY)


def test_a_key_that_stands_twice_among_claims_stops_the_run() -> None:
    claims = judged(sheet({}, {})).claims
    claims["figure"] = claims["figure"].patched({1: 1})
    with pytest.raises(schemas.ContractBroken, match="figure"):
        schemas.checked_claims(claims, VOCABULARY)


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), max_size=20))
def test_combined_columns_hold_what_their_parts_hold(rows: list[list[int]]) -> None:
    parts = [encode([row[n] for row in rows]) for n in range(3)]
    together = combine(parts)
    for position, row in enumerate(rows):
        codes = together[position]
        assert [part.values[code] for part, code in zip(parts, codes, strict=True)] == row
    assert len(set(together.values)) == len(together.values)


def test_columns_too_wide_for_a_table_combine_all_the_same() -> None:
    wide = [Coded(encode([0, 1, 1]).codes, list(range(2_000_000))) for _ in range(2)]
    assert combine(wide).to_list() == [(0, 0), (1, 1), (1, 1)]
    wider = [*wide, *wide]
    assert combine(wider).to_list() == [(0,) * 4, (1,) * 4, (1,) * 4]


def test_a_column_can_be_patched_extended_and_repeated() -> None:
    column = repeated(["a", "b", "a"], [1, 2, 1])
    assert column.to_list() == ["a", "b", "b", "a"]
    assert column.patched({1: "c"}).to_list() == ["a", "c", "b", "a"]
    assert column.extended(["z"]).to_list() == ["a", "b", "b", "a", "z"]
    assert column.map(str.upper).to_list() == ["A", "B", "B", "A"]
    assert column.rows_with([0]) == [0, 3]


def test_open_ends_touch_everything_on_their_side() -> None:
    day = dt.date(2025, 7, 1)
    assert touches((None, day), (day, None))
    assert not touches((None, dt.date(2025, 6, 30)), (day, None))
    assert touches((None, None), (day, day))
