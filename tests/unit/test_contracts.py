"""What contracts promise about any set of sheets: conservation, exact claims, structure by pandera."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.contracts import (
    SHEET_COLUMNS,
    Judgement,
    Origin,
    Problem,
    Row,
    Sheet,
    judge,
    schemas,
    structure,
)
from dagster_project.contracts.cells import Readers
from dagster_project.contracts.defaults import fill_blanks
from dagster_project.contracts.landing import CLAIMS, DECIMAL, DECLARATION, TABLES, as_written, read_tables
from dagster_project.contracts.rules import touches
from dagster_project.settings import PROJECT
from dagster_project.vocabulary import Vocabulary

VOCABULARY = Vocabulary(PROJECT / "dbt" / "seeds")
READERS = Readers(VOCABULARY)
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
    published = {
        "published": "2013",
        "published_start": dt.date(2013, 1, 1),
        "published_end": dt.date(2013, 12, 31),
    }
    facts = {"places": ("thai-binh",)} | published | origin
    return Sheet(report_id, f"raw/{report_id}", origin=Origin(**facts), rows=rows)


def judged(*sheets: Sheet, **options: Any) -> Judgement:
    return judge(sheets, VOCABULARY, readers=READERS, **options)


def only_claim(judgement: Judgement) -> dict[str, Any]:
    assert [f.message_en for f in judgement.findings if f.severity in ("error", "critical")] == []
    return {name: column(judgement, name)[0] for name in CLAIMS.names}


def column(judgement: Judgement, name: str) -> list[Any]:
    """The values of a column of the claims, texts of decimals as decimals."""
    position = CLAIMS.names.index(name)
    values = [claim[position] for claim in judgement.claims]
    is_decimal = CLAIMS.columns[position].type == DECIMAL
    return [Decimal(value) if is_decimal and value is not None else value for value in values]


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
    assert column(judgement, "period_id") == ["now@mot", "P5Y/now@hai", "@hai"]
    assert set(column(judgement, "period_private")) == {True}


def test_title_and_caption_lines_flag_their_claims() -> None:
    judgement = judged(sheet({}, {}, {}, title_lines=((1, 1),), caption_lines=((3, 4),)))
    assert column(judgement, "flags") == [("title",), (), ("caption",)]
    assert column(judgement, "is_caption") == [False, False, True]


def test_what_is_printed_but_odd_is_kept_and_flagged() -> None:
    said = {"period_printed": "năm 2012"}
    judgement = judged(
        sheet({"value": "12 - 1,7", **said}, {"value": "hàng chục", "unit": "[tỷ đồng]", **said})
    )
    assert column(judgement, "flags") == [("range", "range_reversed"), ("magnitude",)]
    assert column(judgement, "value_low")[0] < column(judgement, "value_high")[0]
    assert judgement.reports[0].warnings == 1


def test_a_place_name_with_two_meanings_is_understood_on_the_day_of_its_period() -> None:
    judgement = judged(
        sheet({"place": "Hưng Yên", "period": "2012"}, {"place": "Hưng Yên", "period": "2026"})
    )
    assert column(judgement, "place_id")[0] == "hung-yen"
    unknown = judged(sheet({"place": "Hưng Yên", "period": ""}, published=""))
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


def test_a_scope_word_in_the_column_of_indicators_is_named_with_those_that_take_it() -> None:
    for text in ("trademark", "thương hiệu, nhãn hiệu"):
        (found,) = [f for f in judged(sheet({"indicator": text})).findings if f.column_name == "indicator"]
        assert found.rule_id == "indicator-known"
        assert "trademark is a word of the column scope, for instance with products" in found.message_en
    (found,) = [f for f in judged(sheet({"indicator": "zzz"})).findings if f.column_name == "indicator"]
    assert "column scope" not in found.message_en


@pytest.mark.parametrize(
    ("cells", "advice", "without"),
    [
        ({"indicator": "workers", "measure": "increase", "unit": "lần"}, "the measure multiple", "người"),
        (
            {"indicator": "site_infrastructure_capital", "scope": "cluster", "unit": "tỷ đồng/cụm"},
            "the measure mean",
            "USD",
        ),
        ({"indicator": "promotion_staff", "unit": "người/địa phương"}, "the measure mean", "“người”"),
        ({"indicator": "trainees", "unit": "lượt"}, "the indicator attendances", "người/năm"),
        (
            {"indicator": "establishments_supported", "unit": "lượt doanh nghiệp"},
            "the indicator establishment_supports, establishments_participating",
            "“cơ sở”",
        ),
        ({"indicator": "programmes", "unit": "tin"}, "the indicator media_items", "chương trình"),
    ],
)
def test_a_unit_that_goes_with_another_measure_or_indicator_is_not_exchanged(
    cells: dict[str, str], advice: str, without: str
) -> None:
    (found,) = [f for f in judged(sheet(cells | {"value": "25"})).findings if f.rule_id == "unit-fits"]
    assert advice in found.message_en
    assert without not in found.message_en


@pytest.mark.parametrize(
    ("cells", "unit_code"),
    [
        ({"indicator": "establishments_participating", "unit": "lượt doanh nghiệp"}, "attendance"),
        ({"indicator": "promotion_staff", "measure": "mean", "unit": "người/xã"}, "person_per_place"),
        (
            {"indicator": "industrial_production_index", "measure": "increase", "base": "2011", "unit": "%"},
            "percent",
        ),
    ],
)
def test_times_means_and_the_index_have_their_own_cells(cells: dict[str, str], unit_code: str) -> None:
    assert only_claim(judged(sheet(cells | {"value": "25"})))["unit_code"] == unit_code


def test_prizes_of_one_rank_are_never_all_prizes() -> None:
    cells = {"indicator": "products", "value": "4", "unit": "giải nhì"}
    (found,) = [f for f in judged(sheet(cells | {"scope": "contest"})).findings if f.severity == "error"]
    assert found.rule_id == "unit-part-said"
    assert "contest topic:second-prize" in found.message_en
    assert (
        only_claim(judged(sheet(cells | {"scope": "contest topic:second-prize"})))["unit_code"]
        == "certificate"
    )


def test_a_percentage_of_the_plan_is_measured_against_it() -> None:
    cells = {"measure": "multiple", "unit": "% kế hoạch năm"}
    assert rules_of(judged(sheet(cells | {"base": "plan"}))).isdisjoint({"unit-known", "unit-says-more"})
    (found,) = [f for f in judged(sheet(cells)).findings if f.rule_id == "unit-says-more"]
    assert (found.column_name, found.accepted.partition("; nearest: ")[2]) == ("base", "plan")


def test_a_label_is_read_as_its_code_and_named() -> None:
    judgement = judged(sheet({"nature": "kế hoạch?", "indicator": "kim ngach xuat khau", "period": "2012?"}))
    assert rules_of(judgement) == {"canonical-spelling"}
    assert {(f.found, f.accepted) for f in judgement.findings} == {
        ("kế hoạch?", "plan?"),
        ("kim ngach xuat khau", "exports"),
    }
    claim = only_claim(judgement)
    assert (claim["indicator_code"], claim["nature"], claim["inferred"]) == (
        "exports",
        "plan",
        ("period", "nature"),
    )


@pytest.mark.parametrize(
    ("column", "garbage", "meant"),
    [
        ("unit", "triõ»‡u usd", "triệu usd"),
        ("nature", "kÃª´ hoáº¡ch", None),
        ("nature", "thá»±c hiá»‡n", "actual"),
        ("indicator", "kim ngáº¡ch xuáº¥t kháº©u", "exports"),
        ("value", "hÃ ng nghÃ¬n", "hàng nghìn"),
    ],
)
def test_broken_letters_in_a_cell_are_named_with_their_reading(
    column: str, garbage: str, meant: str | None
) -> None:
    judgement = judged(sheet({column: garbage}))
    [finding] = [f for f in judgement.findings if f.column_name == column and f.severity == "error"]
    assert "UTF-8 that was read as" in finding.message_en
    if meant:
        assert f"Nearest: “{meant}”" in finding.message_en


@pytest.mark.parametrize(
    ("published", "rejected"),
    [
        ({"published": "2013"}, True),
        ({"published": "2013?", "published_inferred": True}, False),
        ({"published": "", "published_start": None, "published_end": None}, False),
        ({"published": "2013?", "published_inferred": True, "transcribed_on": "2013-11-30"}, True),
    ],
)
def test_a_guessed_date_of_publication_rejects_nothing(published: dict[str, Any], rejected: bool) -> None:
    judgement = judged(sheet({"period": "2014"}, **published))
    assert ("period-not-future" in rules_of(judgement)) == rejected


def test_a_claim_says_whether_its_now_is_a_known_day() -> None:
    for published, unsure in (("2013", False), ("2013-01/2013-12", True), ("2013-01?", True), ("", True)):
        facts = {"published": published, "published_inferred": published.endswith("?")}
        judgement = judged(sheet({"period": "2008/now"}, {}, **facts))
        assert ["now_unsure" in flags for flags in column(judgement, "flags")] == [unsure, False]


def test_a_name_of_two_places_needs_a_certain_day_of_publication() -> None:
    around = {"published_start": dt.date(2025, 6, 1), "published_end": dt.date(2025, 7, 31)}
    cells = {"place": "Hưng Yên", "period": "now"}
    assert "place-known" in rules_of(judged(sheet(cells, published="2025-06/2025-07", **around)))
    assert column(judged(sheet(cells)), "place_id") == ["hung-yen"]


@pytest.mark.parametrize(
    ("places", "place", "declared"),
    [
        (("viet-nam",), "tay-nguyen", True),
        (("viet-nam",), "ha-nam", True),
        (("viet-nam", "dong-nam-bo"), "tay-nguyen", False),
        (("thai-binh",), "dong-bang-song-hong", False),
        (("tay-nguyen",), "ha-nam", False),
    ],
)
def test_a_report_of_the_nation_may_speak_of_any_province_or_region(
    places: tuple[str, ...], place: str, declared: bool
) -> None:
    assert ("place-declared" not in rules_of(judged(sheet({"place": place}, places=places)))) is declared


def test_a_blank_cell_takes_the_default_of_its_report() -> None:
    defaults = {"place": "Thái Bình?", "period": "2012?", "nature": "thực hiện", "funding_source": "KCQG"}
    cells = {"place": "", "period": "", "nature": "", "unit": "người", "indicator": "trainees", "value": "9"}
    one = sheet(
        cells,
        cells | {"indicator": "workers"},  # of work that promotion money has no part in
        cells | {"place": "ha-nam", "period": "-", "nature": "plan", "funding_source": "–"},
        defaults=defaults,
    )
    written = [row.cells for row in one.rows]
    fill_blanks([one], READERS)
    judgement = judged(one)
    assert {f.rule_id for f in judgement.findings} <= {"place-declared"}
    claims = [dict(zip(CLAIMS.names, claim, strict=True)) for claim in judgement.claims]
    said = ("place_id", "period_id", "nature", "funding_source", "inferred", "defaulted")
    assert [tuple(claim[name] for name in said) for claim in claims] == [
        (
            "thai-binh",
            "2012",
            "actual",
            "national",
            ("place", "period"),
            ("place", "period", "nature", "funding_source"),
        ),
        ("thai-binh", "2012", "actual", "", ("place", "period"), ("place", "period", "nature")),
        ("ha-nam", "@mot", "plan", "", (), ()),
    ]
    assert [as_written("mot", row)[2:] for row in one.rows] == written


def test_a_default_that_no_cell_could_say_is_named_once_for_the_report() -> None:
    one = sheet({"place": ""}, {"place": ""}, defaults={"place": "thai-bing", "nature": "actual"})
    fill_blanks([one], READERS)
    [finding] = [f for f in judged(one).findings if f.rule_id != "report-accepted" and f.row is None]
    assert (finding.rule_id, finding.column_name) == ("origin-fields", "report.yaml: defaults.place")
    assert "thai-binh" in finding.message_en


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


@settings(max_examples=60)
@given(st.lists(st.dictionaries(st.sampled_from(SHEET_COLUMNS), CELLS, max_size=4), max_size=6))
def test_structure_is_found_cell_by_cell_and_rows_are_conserved(changes: list[dict[str, str]]) -> None:
    given = sheet(*changes)
    judgement = judged(given)
    expected = {
        (row.number, test.rule_id, name)
        for row in given.rows
        for test in structure.CELL_TESTS
        for name in test.columns
        if not test.passes(row.cells[SHEET_COLUMNS.index(name)])
    }
    numbers = [structure.whole_number(row.cells[0]) for row in given.rows]
    expected |= {
        (row.number, structure.UNIQUE_RULE, "figure")
        for row, number in zip(given.rows, numbers, strict=True)
        if number is not None and numbers.count(number) > 1
    }
    found = {(f.row, f.rule_id, f.column_name) for f in judgement.findings}
    assert {f for f in found if f[1] in structure.RULE_IDS} == expected
    assert judgement.conserved
    assert len(schemas.checked_claims(judgement.claims, VOCABULARY)) == judgement.reports[0].accepted


def test_a_number_with_many_zeros_is_one_number_everywhere() -> None:
    zeros = "0" * 30
    judgement = judged(sheet({"line": f"{zeros}5"}, {"figure": f"{zeros}1"}))
    assert {f.rule_id for f in judgement.findings if f.severity == "error"} == {"figure-once"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("indicator_code", "no-such-code"),
        ("value", "1.5"),
        ("value_low", "9999999999999.000000"),
        ("figure", 0),
        ("period_start", "yesterday"),
        ("note", None),
    ],
)
def test_a_claim_that_breaks_its_contract_stops_the_run(name: str, value: Any) -> None:
    claims = judged(sheet({}, {})).claims
    assert len(schemas.checked_claims(claims, VOCABULARY)) == 2
    with pytest.raises(schemas.ContractBroken):
        schemas.checked_claims([claims[0], changed(claims[1], name, value)], VOCABULARY)


def changed(claim: tuple[Any, ...], name: str, value: Any) -> tuple[Any, ...]:
    position = CLAIMS.names.index(name)
    return (*claim[:position], value, *claim[position + 1 :])


def test_a_key_that_stands_twice_among_claims_stops_the_run() -> None:
    claims = judged(sheet({}, {})).claims
    with pytest.raises(schemas.ContractBroken, match="figure"):
        schemas.checked_claims([claims[0], changed(claims[1], "figure", 1)], VOCABULARY)


def test_the_columns_of_a_sheet_land_under_their_names() -> None:
    assert TABLES["figures"].names == ("report_id", "row", *SHEET_COLUMNS)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("compute: period_id", "compute: period_name"),
        ("read: indicator.spelling", "reed: indicator.spelling"),
        ("read: indicator.spelling", "read: indicator.spelling, compute: period_id"),
        ("{name: period_id, data_type: VARCHAR,", "{name: period_id, data_type: VARCAHR,"),
        ("{name: period_id, data_type: VARCHAR,", "{name: period_id,"),
        ('description: "What is counted."', "description: What is counted, and how"),
    ],
)
def test_a_faulty_declaration_of_a_column_is_refused_with_its_place(
    line: str, wrong: str, tmp_path: Path
) -> None:
    declared = DECLARATION.read_text(encoding="utf-8")
    assert declared.count(line) == 1
    file = tmp_path / "_sources.yml"
    file.write_text(declared.replace(line, wrong), encoding="utf-8")
    with pytest.raises(ValueError, match=r"_sources\.yml, table claims, column (period_id|indicator_code): "):
        read_tables(file)


def test_open_ends_touch_everything_on_their_side() -> None:
    day = dt.date(2025, 7, 1)
    assert touches((None, day), (day, None))
    assert not touches((None, dt.date(2025, 6, 30)), (day, None))
    assert touches((None, None), (day, day))


@pytest.mark.parametrize("unit", ["đồng", "[đồng]"])
@pytest.mark.parametrize(
    "value",
    [
        *("1 tỷ rưởi", "1 ty ruoi", "2 triệu rươi", "1 tỷ rỡi", "1 tỷ rưởi đồng", "12 trieu ruoi"),
        *("12 ngìn", "1.2 ngìn", "4O.000", "1.234,5.6", "1 tỷ rưỡi nữa"),
    ],
)
def test_no_part_of_a_number_is_proposed_for_the_whole(value: str, unit: str) -> None:
    """Who follows advice must not lose half a billion; better none than one that drops what was not read."""
    [found] = [
        f
        for f in judged(sheet({"indicator": "funding", "value": value, "unit": unit})).findings
        if f.rule_id == "value-readable"
    ]
    assert "Nearest" not in found.message_en
    assert "the value '" not in found.message_en


@pytest.mark.parametrize(
    ("value", "proposed"),
    [("1 tỷ rưỡi đồng", "1 tỷ rưỡi"), ("4.177,97ha", "4.177,97"), ("1.2 tỷ đồng", "1,2 tỷ")],
)
def test_a_number_before_its_unit_is_proposed(value: str, proposed: str) -> None:
    [found] = [f for f in judged(sheet({"value": value})).findings if f.rule_id == "value-readable"]
    assert f"Nearest: “{proposed}”" in found.message_en
