"""Every rule that ingest evaluates: one report it must reject (or warn of), one it must accept.

The tempting clean-up that would break this: dropping a rule's bad case because "nobody writes that". A
rule that cannot be seen to bite is not known to be there.
"""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import re
import shutil
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dagster_project import ingest
from dagster_project.contracts import EVALUATED, SHEET_COLUMNS, Finding, faults, judge, judging
from dagster_project.contracts.cells import Readers
from dagster_project.contracts.judging import READ_OTHERWISE
from dagster_project.ingest import correct, parts
from dagster_project.ingest.check import check
from dagster_project.ingest.folders import find
from dagster_project.ingest.sheets import read_report
from dagster_project.settings import PROJECT, Settings
from dagster_project.vocabulary import Vocabulary
from tests.small_world import copy_seeds

VOCABULARY = Vocabulary(PROJECT / "dbt" / "seeds")
LEVELS = {"structure", "domain", "identity", "cross-report", "temporal", "provenance"}
ON_DISK = (
    "article-unchanged",
    "article-legible",
    "figure-at-line",
    "printed-as-claimed",
    "digits-accounted",
    "values-in-order",
    "period-words-in-text",
    "years-in-text",
    *READ_OTHERWISE,
    "figure-filed-away",
    "article-read-otherwise",
    "correction-applies",
    "correction-waits",
)
"""Rules that look at more than the reports: the texts of articles, the file of corrections."""

ROW = {
    "figure": "1",
    "line": "12",
    "indicator": "establishments",
    "place": "thai-binh",
    "period": "2012",
    "nature": "actual",
    "value": "568",
    "unit": "doanh nghiệp",
}
ORIGIN = """\
report_id: {report_id}
title: "Một bài viết: thử"
kind: press
publisher: null
author: null
published: {published}
url: null
language: vi
places: [{places}]
source:
  file: {file}
  sha256: {sha256}
  lines: {lines}
  title_lines: []
  caption_lines: []
  complete: true
transcription:
  by: a reader
  on: 2026-01-31
  checked_by: no
notes: null
"""


@dataclass
class Report:
    """A report to be written to disk: good unless something is said."""

    rows: list[dict[str, str]] = field(default_factory=lambda: [dict(ROW)])
    report_id: str = "bao-cao"
    published: str = "2013-06"
    places: str = "thai-binh"
    file: str = "bai.txt"
    sha256: str = "a" * 64
    lines: str = "[[1, 20]]"
    origin: bytes | None = None
    sheet: bytes | None = None
    not_figures: bytes | None = b"line,token,why\n3,2004,number of a decree\n"
    without: tuple[str, ...] = ()

    def write(self, raw: Path) -> None:
        folder = raw / self.report_id
        folder.mkdir(parents=True)
        files = {
            "report.yaml": self.origin if self.origin is not None else self.origin_text().encode(),
            "figures.csv": self.sheet if self.sheet is not None else sheet_bytes(self.rows),
            "not_figures.csv": self.not_figures,
        }
        for name, data in files.items():
            if data is not None and name not in self.without:
                (folder / name).write_bytes(data)

    def origin_text(self) -> str:
        names = ("report_id", "published", "places", "file", "sha256", "lines")
        return ORIGIN.format(**{name: getattr(self, name) for name in names})


def sheet_bytes(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, SHEET_COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def row(**cells: str) -> Report:
    """A report of one row that differs from the good one in these cells."""
    return Report([ROW | cells])


def rows(*changes: dict[str, str]) -> Report:
    """A report of several rows, numbered, each with its changes."""
    return Report([ROW | {"figure": str(n), "line": str(n)} | c for n, c in enumerate(changes, start=1)])


def raw_sheet(change: Callable[[bytes], bytes]) -> Report:
    """A report whose sheet file is changed byte by byte."""
    return Report(sheet=change(sheet_bytes([ROW])))


def linked(raw: Path) -> None:
    Report(report_id="that").write(raw.parent / "elsewhere")
    (raw / "lien-ket").symlink_to(raw.parent / "elsewhere" / "that")


def two(first: Report, second: Report) -> Callable[[Path], None]:
    def write(raw: Path) -> None:
        first.write(raw)
        second.write(raw)

    return write


def correction(**cells: str) -> list[dict[str, str]]:
    good = {
        "correction_id": "c1",
        "report_id": "bao-cao",
        "figure": "1",
        "column_name": "value",
        "expected": "568",
        "action": "replace",
        "replacement": "586",
        "reason": "misprint",
        "author": "tester",
        "decided_on": "2026-11-21",
    }
    return [good | cells]


@dataclass(frozen=True)
class Case:
    """A report (or a writer of several) that breaks a rule, and one that keeps it."""

    bad: Report | Callable[[Path], None]
    good: Report | Callable[[Path], None] = field(default_factory=Report)
    bad_corrections: tuple[dict[str, str], ...] = ()
    good_corrections: tuple[dict[str, str], ...] = ()
    article: bytes | None = None


ARTICLE = "\n".join(
    {3: "Nghị định ban hành năm 2004", 12: "toàn tỉnh có 568 doanh nghiệp"}.get(n, "") for n in range(1, 21)
).encode()


def with_article(report: Report) -> Report:
    return dataclasses.replace(report, sha256=hashlib.sha256(ARTICLE).hexdigest())


TWO = "Trong năm 2012 toàn tỉnh có 568 doanh nghiệp, thêm 30 doanh nghiệp".encode()


def told(article: bytes, *changes: dict[str, str]) -> Report:
    """Rows that all stand on the only line of an article."""
    report = rows(*({"line": "1"} | change for change in changes))
    return dataclasses.replace(report, lines="[[1, 1]]", sha256=hashlib.sha256(article).hexdigest())


TRAINED = {"indicator": "trainees", "unit": "người", "funding_source": "district"}
FUNDED = {"indicator": "funding", "unit": "tỷ đồng"}
SHARE = {"measure": "share", "base": "establishments", "unit": "%"}
YEARLY = {"indicator": "exports", "period": "2007/2012", "period_printed": "giai đoạn 2007 - 2012 mỗi năm"}
PRODUCTS = {"indicator": "products", "unit": "sản phẩm"}
GROWN = {"indicator": "exports", "measure": "growth", "value": "12,5"}
CASES: dict[str, Case] = {
    "folder-whole": Case(linked),
    "origin-readable": Case(Report(origin=b"title: [not closed\n")),
    "origin-fields": Case(Report(origin=Report().origin_text().replace("press", "blog").encode())),
    "origin-place-known": Case(Report(places="thai-bing")),
    "sheet-encoding": Case(raw_sheet(lambda data: data.replace("ệ".encode(), b"\xd6"))),
    "sheet-bom": Case(raw_sheet(lambda data: b"\xef\xbb\xbf" + data)),
    "sheet-format": Case(raw_sheet(lambda data: b"PK\x03\x04" + data)),
    "sheet-header": Case(raw_sheet(lambda data: data.replace(b"qualifier,", b"qualifer,"))),
    "not-figures-sheet": Case(Report(not_figures=b"line,token\n1,2\n"), Report(not_figures=None)),
    "report-accepted": Case(Report(places="thai-bing")),
    "row-cells": Case(raw_sheet(lambda data: data + b"2,13,exports,,,thai-binh\n")),
    "cell-one-line": Case(row(note="two\nlines"), row(note='one line; with, marks "and" quotes')),
    "cell-short": Case(row(note="n" * 1001), row(note="n" * 1000)),
    "report-judged": Case(Report()),  # spoilt in the program
    "report-in-time": Case(Report()),
    "cell-given": Case(row(unit=""), row(unit="[doanh nghiệp]")),
    "figure-number": Case(row(figure="1a")),
    "figure-once": Case(rows({}, {"figure": "1"}), rows({}, {})),
    "figure-sequence": Case(rows({}, {"figure": "3"}), rows({}, {})),
    "line-number": Case(row(line="12-13")),
    "lines-in-order": Case(
        rows({"line": "5"}, {"line": "4"}), rows({"line": "4"}, {"line": "4"}, {"line": "9"})
    ),
    "words-legible": Case(
        row(period_printed="n¨m 2012"), row(period_printed="năm 2012", note="m², 5 µg; “năm”?")
    ),
    "words-composed": Case(
        row(note=unicodedata.normalize("NFD", "ghi chú")), row(note=unicodedata.normalize("NFC", "ghi chú"))
    ),
    "row-repeated": Case(rows({"line": "1"}, {"line": "1"}), rows({"line": "1"}, {"line": "2"})),
    "canonical-spelling": Case(row(place="Thái Bình"), row(place="thai-binh?")),
    "rows-conserved": Case(Report()),
    "indicator-known": Case(row(indicator="establishment")),
    "measure-known": Case(row(measure="grows"), row(measure="growth", unit="%/năm")),
    "base-readable": Case(row(base="last year", **{"measure": "share", "unit": "%"}), row(**SHARE)),
    "base-fits-measure": Case(row(base="2008"), row(**SHARE)),
    "base-missing": Case(
        row(measure="increase", unit="%", period_printed="năm 2012 so với cùng kỳ"),
        rows(SHARE, {"measure": "increase", "unit": "%", "period_printed": "năm 2012"}),
    ),
    "base-apart": Case(row(**SHARE), row(**SHARE, scope="enterprise")),
    "place-known": Case(row(place="thai-bing"), row(place="thai-binh/ccn-phong-phu")),
    "yearly-amount": Case(
        row(**YEARLY, unit="tỷ đồng"),
        rows(
            YEARLY | {"unit": "tỷ đồng[/năm]"},
            YEARLY | {"unit": "tỷ đồng", "period": "P1Y"},
            YEARLY | {"unit": "tỷ đồng", "period_printed": "giai đoạn 2007 - 2012"},
        ),
    ),
    "growth-of-part-year": Case(
        row(**GROWN, period="2012-S1", unit="%"),
        rows(
            GROWN | {"period": "2012-S1", "unit": "%/năm"},
            GROWN | {"period": "2012", "unit": "%"},
            GROWN | {"period": "2012-S1", "unit": "%", "measure": "increase", "base": "2011-S1"},
        ),
    ),
    "place-declared": Case(row(place="ha-nam"), dataclasses.replace(Report(), places="viet-nam")),
    "scope-known": Case(row(scope="rurral"), row(scope="rural topic:tea")),
    "scope-axis-required": Case(
        row(indicator="product_output", unit="tấn"),
        row(indicator="product_output", unit="tấn", scope="topic:oil"),
    ),
    "scope-axis-fits": Case(row(scope="contest"), row(scope="rural")),
    "period-readable": Case(row(period="năm 2012"), row(period="2008/2012?")),
    "nature-known": Case(row(nature="real"), row(nature="estimate")),
    "funding-source-known": Case(
        row(indicator="trainees", unit="người", funding_source="KCQT"),
        row(indicator="trainees", unit="người", funding_source="national"),
    ),
    "funding-source-fits": Case(row(funding_source="national")),
    "qualifier-known": Case(row(qualifier="tăng"), row(qualifier="trên")),
    "value-readable": Case(row(value="1,234,567"), row(value="1.234.567")),
    "value-fits": Case(
        row(indicator="exports", value="1000000000000000000", unit="đồng"),
        row(indicator="exports", value="999999999999999999", unit="đồng"),
    ),
    "unit-known": Case(row(unit="doanh nghiêpk"), row(unit="nghìn doanh nghiệp", value="1,5")),
    "unit-fits": Case(row(unit="ha"), row(unit="cơ sở")),
    "unit-part-said": Case(
        row(indicator="products", unit="giải nhất", scope="contest"),
        row(indicator="products", unit="giải nhất", scope="contest topic:first-prize"),
    ),
    "unit-of-scope": Case(
        row(unit="doanh nghiệp", scope="household"), row(unit="hộ, doanh nghiệp", scope="household women")
    ),
    "unit-says-more": Case(
        row(unit="doanh nghiệp FDI"), row(unit="cơ sở, doanh nghiệp FDI", scope="foreign?")
    ),
    "implausible": Case(
        rows(
            {"indicator": "craft_villages", "unit": "triệu làng nghề"},
            FUNDED | {"period": "2012", "value": "4.250"},
            FUNDED | {"period": "2012", "value": "600"},
        ),
        rows(
            FUNDED | {"period": "2012", "value": "400"},
            FUNDED | {"period": "2008/2012", "value": "1.900"},
            FUNDED | {"period": "2012", "value": "4.250", "place": "viet-nam"},
        ),
    ),
    "scale-twice": Case(
        row(indicator="exports", value="5 triệu", unit="triệu đồng"),
        row(indicator="exports", value="1,2 nghìn", unit="tỷ đồng"),
    ),
    "fraction-of-count": Case(
        rows({"value": "12/15"}, {"value": "890/1.120"}),
        row(**(SHARE | {"value": "hai phần ba", "unit": "tổng số doanh nghiệp"})),
    ),
    "count-whole": Case(row(value="1,5"), row(value="1,5", unit="nghìn doanh nghiệp")),
    "beyond-whole": Case(row(**SHARE, value="108"), row(**SHARE, value="95")),
    "range-reversed": Case(row(value="12 - 1,7"), row(value="10 - 17")),
    "place-in-period": Case(
        row(place="hung-yen-2025"), row(place="hung-yen-2025", period="2030", nature="target")
    ),
    "place-partly-in-period": Case(
        dataclasses.replace(row(period="2024/2026"), published="2027"),
        dataclasses.replace(row(period="2024"), published="2027"),
    ),
    "place-level-in-period": Case(
        dataclasses.replace(
            row(place="hung-yen-2025/huyen-a/ccn-b", period="2026"), published="2027", places="hung-yen-2025"
        ),
        dataclasses.replace(row(place="thai-binh/huyen-a/ccn-b", period="2025-S1"), published="2027"),
    ),
    "funding-level-in-period": Case(
        dataclasses.replace(row(**TRAINED, place="hue", period="2026"), published="2027", places="hue"),
        dataclasses.replace(row(**TRAINED, place="hue", period="2025"), published="2027", places="hue"),
    ),
    "period-not-future": Case(row(period="2014"), row(period="2014", nature="plan")),
    "period-ends-after-report": Case(
        row(period="2013"), dataclasses.replace(row(period="2013"), published="2013-12-05")
    ),
    "period-as-printed": Case(
        row(period_printed="năm 2011"), row(period="2008/2012", period_printed="từ năm 2008 đến 2012")
    ),
    "period-in-words": Case(
        row(period_printed="giai đoạn 2008 - 2012"), row(period="2012?", period_printed="5 năm qua")
    ),
    "target-ahead": Case(
        rows({}, {"nature": "target", "indicator": "craft_villages", "unit": "làng nghề"}),
        rows({"period": "2013?"}, {"nature": "plan", "period": "2013", **PRODUCTS}),
    ),
    "line-in-report": Case(row(line="21"), row(line="20")),
    "lines-overlap": Case(
        two(Report(report_id="mot", lines="[[1, 20]]"), Report(report_id="hai", lines="[[12, 30]]")),
        two(
            Report(report_id="mot", lines="[[1, 20]]"),
            dataclasses.replace(row(line="25"), lines="[[21, 30]]"),
        ),
    ),
    "withdrawn": Case(Report(), Report(), tuple(correction(action="withdraw")), tuple(correction())),
    "flagged": Case(
        Report(), Report(), tuple(correction(action="flag", replacement="")), tuple(correction())
    ),
    "correction-applies": Case(Report(), Report(), tuple(correction(figure="9")), tuple(correction())),
    "correction-waits": Case(Report(), Report(), tuple(correction(report_id="x")), tuple(correction())),
    "article-unchanged": Case(Report(sha256="b" * 64), with_article(Report()), article=ARTICLE),
    "figure-at-line": Case(with_article(row(line="13")), with_article(Report()), article=ARTICLE),
    "printed-as-claimed": Case(
        with_article(row(unit="hộ")), with_article(row(unit="[cơ sở]")), article=ARTICLE
    ),
    "digits-accounted": Case(
        with_article(Report(not_figures=b"line,token,why\n")), with_article(Report()), article=ARTICLE
    ),
}


LEGACY = TWO + b"\nT\xb8c gi\xb6: Lan"

CASES |= {
    "article-legible": Case(
        dataclasses.replace(told(LEGACY, {"value": "568"}), lines="[[1, 2]]"),
        told(LEGACY, {"value": "568"}),
        article=LEGACY,
    ),
    "values-in-order": Case(
        told(TWO, {"value": "30"}, {"value": "568"}),
        told(TWO, {"value": "568"}, {"value": "30"}),
        article=TWO,
    ),
    "period-words-in-text": Case(
        told(TWO, {"period_printed": "năm nay"}), told(TWO, {"period_printed": "trong năm 2012"}), article=TWO
    ),
    "years-in-text": Case(told(TWO, {"period": "2011"}), told(TWO, {"period": "2012"}), article=TWO),
}

READ = (
    "Năm 2012 tỉnh Thái Bình đã đào tạo nghề cho 300 lao động từ kinh phí khuyến công quốc gia; "
    "có 46 cụm công nghiệp đã được thành lập, diện tích 2.000 ha; xuất khẩu tăng 15% so với năm 2011"
).encode()
"""Sentences of which the second reader is sure."""
LEARNT = {
    "indicator": "trainees",
    "scope": "vocational",
    "value": "300",
    "unit": "lao động",
    "funding_source": "national",
}
AREA = {"indicator": "site_area", "scope": "cluster established", "value": "2.000", "unit": "ha"}
EXPORTS = {"indicator": "exports", "measure": "increase", "base": "2011", "value": "15", "unit": "%"}


MANY = "; ".join(f"năm 201{n} đã đào tạo nghề cho {n}00 lao động" for n in (2, 3, 4)).encode()
"""Figures that are read in one manner."""
TAUGHT = [
    LEARNT | {"value": f"{n}00", "period": f"201{n}", "period_printed": f"năm 201{n}", "funding_source": ""}
    for n in (2, 3, 4)
]


def read_again(row: dict[str, str], **wrong: str) -> Case:
    """A row that the words of an article contradict, and as it is right."""
    return Case(told(READ, row | wrong), told(READ, row), article=READ)


CASES |= {
    "read-otherwise-indicator": read_again(LEARNT, indicator="jobs_created", funding_source=""),
    "read-otherwise-measure": read_again(EXPORTS, measure="decrease"),
    "read-otherwise-base": read_again(EXPORTS, base=""),
    "read-otherwise-scope": read_again(AREA, scope="zone established"),
    "read-otherwise-period": read_again(LEARNT, period=""),
    "read-otherwise-nature": read_again(LEARNT, nature="target"),
    "read-otherwise-funding-source": read_again(LEARNT, funding_source="local"),
    "article-read-otherwise": Case(
        told(MANY, *(row | {"nature": "target"} for row in TAUGHT)), told(MANY, *TAUGHT), article=MANY
    ),
    "figure-filed-away": Case(
        dataclasses.replace(told(READ, LEARNT), not_figures=b"line,token,why\n1,46,x\n"),
        dataclasses.replace(told(READ, LEARNT), not_figures=b"line,token,why\n1,2011,x\n"),
        article=READ,
    ),
}


def write_case(raw: Path, report: Report | Callable[[Path], None]) -> None:
    raw.mkdir()
    if isinstance(report, Report):
        report.write(raw)
    else:
        report(raw)


def corrections_of(entries: tuple[dict[str, str], ...]) -> list[correct.Correction]:
    names = [f.name for f in dataclasses.fields(correct.Correction)]
    blank: dict[str, Any] = dict.fromkeys(names, "")
    return [correct.Correction(**{**blank, **e, "figure": int(e["figure"])}) for e in entries]


def findings_of(
    tmp_path: Path, report: Report | Callable[[Path], None], entries: tuple[dict[str, str], ...] = ()
) -> list[Finding]:
    write_case(tmp_path / "raw", report)
    sheets = [read_report(found) for found in find(tmp_path / "raw")]
    correct.apply(sheets, corrections_of(entries))
    judgement = judge(sheets, VOCABULARY)
    assert judgement.conserved or "rows-conserved" in {f.rule_id for f in judgement.findings}
    return judgement.findings


def settings_for(tmp_path: Path, case: Case, entries: tuple[dict[str, str], ...]) -> Settings:
    """Settings over copies: own corrections, own articles."""
    articles = tmp_path / "articles"
    articles.mkdir()
    if case.article is not None:
        (articles / "bai.txt").write_bytes(case.article)
    return Settings(
        project=PROJECT,
        raw=tmp_path / "raw",
        articles=articles,
        warehouse=tmp_path / "warehouse",
        seeds=copy_seeds(tmp_path / "seeds", entries),
        dbt=PROJECT / "dbt",
        keep_releases=3,
    )


def test_the_table_covers_every_rule_that_ingest_evaluates() -> None:
    assert set(CASES) == {*EVALUATED, *ON_DISK}
    assert {*CASES, parts.RULE} <= set(VOCABULARY.rules)


@pytest.mark.parametrize("rule_id", [r for r in CASES if r not in ON_DISK])
def test_a_rule_rejects_what_breaks_it(rule_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if rule_id == "rows-conserved":
        build = judging.build_claims
        monkeypatch.setattr(judging, "build_claims", lambda kept: build(kept[:-1]))
    if rule_id == "report-judged":
        monkeypatch.setattr(Readers, "read_row", lambda *_: 1 // 0)
    if rule_id == "report-in-time":
        monkeypatch.setattr(faults, "BUDGET", -1)
    case = CASES[rule_id]
    found = [f for f in findings_of(tmp_path, case.bad, case.bad_corrections) if f.rule_id == rule_id]
    assert found
    for finding in found:
        assert finding.severity == VOCABULARY.rules[rule_id].severity
        where = "figures.csv" if finding.row else f"raw/{finding.report_id}"
        for message in (finding.message_en, finding.message_vi):
            assert where in message
            assert finding.column_name in message
            assert len(message) > 40
        if finding.row:
            assert f"row {finding.row}" in finding.message_en
            assert f"dòng {finding.row}" in finding.message_vi
        rule = VOCABULARY.rules[rule_id]
        assert rule.action_en.rstrip(".") in finding.message_en
        assert rule.action_vi.rstrip(".") in finding.message_vi


@pytest.mark.parametrize("rule_id", [r for r in CASES if r not in ON_DISK])
def test_a_rule_accepts_what_keeps_it(rule_id: str, tmp_path: Path) -> None:
    case = CASES[rule_id]
    found = findings_of(tmp_path, case.good, case.good_corrections)
    assert [f.message_en for f in found if f.rule_id == rule_id] == []
    rejecting = {"error", "critical"}
    assert [f.message_en for f in found if f.severity in rejecting] == [], "the good case has another fault"


@pytest.mark.parametrize("rule_id", ON_DISK)
def test_a_rule_over_disk_bites_and_passes(rule_id: str, tmp_path: Path) -> None:
    case = CASES[rule_id]
    for name, report, entries, expected in (
        ("bad", case.bad, case.bad_corrections, 1),
        ("good", case.good, case.good_corrections, 0),
    ):
        (tmp_path / name).mkdir()
        write_case(tmp_path / name / "raw", report)
        result = ingest.run(settings_for(tmp_path / name, case, entries))
        results = result.rule_results.set_index(["rule_id", "object"])
        assert int(results.loc[(rule_id, "all"), "evaluated"]) == 1
        assert int(results.loc[(rule_id, "all"), "failed"]) == expected
        assert (result.findings["rule_id"] == rule_id).sum() == expected


@pytest.mark.parametrize(
    ("level", "nature", "period", "warned"),
    [
        ("huyen-a", "actual", "2025-07/2025-12", True),
        ("huyen-a", "actual", "2025", False),
        ("huyen-a", "plan", "2030", False),
        ("tt-a", "actual", "2026", True),
        ("dac-khu-a", "actual", "2024", True),
        ("dac-khu-a", "actual", "2026", False),
        ("xa-a/ccn-b", "actual", "2026", False),
        ("xa-a/ccn-b", "actual", "2012", False),
    ],
)
def test_a_level_is_odd_only_when_it_was_not_there(
    level: str, nature: str, period: str, warned: bool, tmp_path: Path
) -> None:
    published = "2024" if nature == "plan" else "2027"
    report = row(place=f"cao-bang/{level}", nature=nature, period=period)
    found = findings_of(tmp_path, dataclasses.replace(report, published=published, places="cao-bang"))
    assert [f.severity for f in found if f.rule_id == "place-level-in-period"] == ["warning"] * warned


@pytest.mark.parametrize(
    ("place", "period", "near"),
    [
        ("hung-yen-2025", "2012", "hung-yen"),
        ("thai-binh", "2026", ""),  # Hưng Yên of that day is larger: no proposal changes what is counted
        ("thai-binh/ccn-a", "2026", "hung-yen-2025/ccn-a"),
        ("hung-yen-2025/ccn-a", "2012", "hung-yen/ccn-a, thai-binh/ccn-a"),
        ("dong-bang-song-hong", "2026", "dong-bang-song-hong-2025"),
    ],
)
def test_the_place_of_that_time_is_proposed(place: str, period: str, near: str, tmp_path: Path) -> None:
    report = dataclasses.replace(
        row(place=place, period=period), published="2027", places=place.split("/")[0]
    )
    (found,) = [f for f in findings_of(tmp_path, report) if f.rule_id == "place-in-period"]
    assert found.accepted.partition("; nearest: ")[2] == near


def test_a_part_spelled_in_two_ways_is_named_in_both_reports(tmp_path: Path) -> None:
    mot, hai = row(place="thai-binh/huyen-a/ccn-quy-my"), row(place="thai-binh/ccn-qui-mi", line="25")
    hai = dataclasses.replace(hai, report_id="hai", lines="[[21, 30]]")
    write_case(tmp_path / "raw", two(dataclasses.replace(mot, report_id="mot"), hai))
    settings = settings_for(tmp_path, Case(Report()), ())
    for _ in range(2):  # the second time both verdicts are kept
        result = ingest.run(settings)
        named = result.findings[result.findings["rule_id"] == parts.RULE]
        assert sorted(named["report_id"]) == ["hai", "mot"]
        assert set(named["found"]) == {"thai-binh/huyen-a/ccn-quy-my", "thai-binh/ccn-qui-mi"}
        assert {(r.accepted, r.warnings) for r in result.reports} == {(1, 2)}, (
            "the period has no words either"
        )
        results = result.rule_results.set_index(["rule_id", "object"])
        assert [int(n) for n in results.loc[(parts.RULE, "all"), ["evaluated", "failed"]]] == [2, 2]
    lines, clean = check([settings.raw / "hai"], settings)
    said = " ".join(" ".join(lines).split())
    assert clean, "a warning holds nothing back"
    assert "2 warnings" in said
    assert "found “thai-binh/ccn-qui-mi”" in said
    assert "Nearest: “thai-binh/huyen-a/ccn-quy-my”" in said
    assert "the slug that mot writes" in said

    shutil.rmtree(tmp_path / "raw" / "hai")
    assert parts.RULE not in set(ingest.run(settings).findings["rule_id"])
    assert parts.RULE not in " ".join(check([], settings)[0])


def test_a_slug_of_another_report_is_proposed_and_nothing_is_rewritten(tmp_path: Path) -> None:
    write_case(
        tmp_path / "raw",
        two(
            row(place="thai-binh/kcn-phuc-khanh"),
            dataclasses.replace(
                rows(
                    {"place": "KCN Phúc Khánh", "line": "21"},
                    {"place": "thành phố Thái Bình", "line": "22"},
                    {"place": "Thái Bình", "line": "23"},
                ),
                report_id="hai",
                lines="[[21, 30]]",
            ),
        ),
    )
    settings = settings_for(tmp_path, Case(Report()), ())
    lines, clean = check([settings.raw / "hai"], settings, mend=True)
    said = " ".join(" ".join(lines).split())
    assert not clean
    assert "Nearest: “thai-binh/kcn-phuc-khanh”" in said
    assert "Nearest: “thai-binh/tp-thai-binh”" in said
    sheet = (settings.raw / "hai" / "figures.csv").read_text(encoding="utf-8")
    written = [record["place"] for record in csv.DictReader(io.StringIO(sheet))]
    assert written == ["KCN Phúc Khánh", "thành phố Thái Bình", "thai-binh"], "what is refused stays as it is"


def test_a_line_in_an_old_encoding_is_named_with_a_reading_and_not_converted(tmp_path: Path) -> None:
    case = CASES["article-legible"]
    write_case(tmp_path / "raw", case.bad)
    result = ingest.run(settings_for(tmp_path, case, ()))
    (said,) = result.findings.loc[result.findings["rule_id"] == "article-legible", "message_en"]
    for words in (
        "bai.txt",
        "line 2: bytes that are not UTF-8, as TCVN3 writes them",
        "Nearest: “Tác giả: Lan”",
    ):
        assert words in said
    assert [(r.accepted, r.rejected) for r in result.reports] == [(1, 0)]


def test_what_contradicts_a_figure_is_not_called_accepted(tmp_path: Path) -> None:
    case = CASES["figure-at-line"]
    write_case(tmp_path / "raw", case.bad)
    result = ingest.run(settings_for(tmp_path, case, ()))
    (said,) = result.findings.loc[result.findings["rule_id"] == "figure-at-line", "message_en"]
    assert "'568' does not stand on line 13. It stands on line 12." in said
    assert "Accepted" not in said


@pytest.mark.parametrize("rule_id", ["figure-at-line", "printed-as-claimed"])
def test_a_figure_that_its_text_contradicts_is_held_back_alone(rule_id: str, tmp_path: Path) -> None:
    case = CASES[rule_id]
    write_case(tmp_path / "raw", case.bad)
    result = ingest.run(settings_for(tmp_path, case, ()))
    (verdict,) = result.reports
    assert (verdict.status, verdict.accepted, verdict.rejected) == ("accepted", 0, 1)


def test_a_rule_says_what_it_means_in_both_languages() -> None:
    for rule in VOCABULARY.rules.values():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.rule_id)
        assert rule.level in LEVELS
        texts = (rule.says_en, rule.says_vi, rule.action_en, rule.action_vi)
        assert all(text.strip() == text != "" for text in texts), rule.rule_id


def test_a_required_rule_is_never_vacuous_on_a_single_good_row(tmp_path: Path) -> None:
    write_case(tmp_path / "raw", Report())
    judgement = judge([read_report(found) for found in find(tmp_path / "raw")], VOCABULARY)
    evaluated = {e.rule_id: e.evaluated for e in judgement.evaluations}
    assert [r for r in EVALUATED if VOCABULARY.rules[r].required and not evaluated[r]] == []
