"""A small landing file with every situation that the models must tell apart.

Belongs here: hand-written claims and what stands beside them in schema `raw`. Does not belong here: reading
figures; values, periods and places stand as `ingest` would have read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path

import duckdb

from dagster_project.contracts.landing import TABLES, TEXT, WORDS, YES_NO
from dagster_project.ingest.land import create

REPORTS = {
    # report: kind, publisher, published_end
    "a-authority": ("authority", "Sở Công Thương A", "2013-03-31"),
    "a-authority-later": ("authority", "Sở Công Thương A", "2014-03-31"),
    "b-press": ("press", "Báo B", "2013-06-30"),
    "c-press": ("press", "Tạp chí C", None),
    "d-draft": ("draft", None, "2013-12-31"),
}


# row, figure, column, rule, state of proof: figures of c-press, whose text is at hand
JUDGED_AND_REJECTED = (
    (95, "95", "indicator", "indicator-known", "matched"),
    (96, "97", "figure", "figure-once", "matched"),
    (97, "97", "figure", "figure-once", "not_found"),
    (99, "99", "value", "printed-as-claimed", "mismatch"),
)


@dataclass(frozen=True)
class Claim:
    """One claim as ingest lands it; what is not said here is blank or plain."""

    report: str
    indicator: str
    value: str | None
    unit: str
    low: str | None = None
    high: str | None = None
    measure: str = ""
    base: str = ""
    place: str = "thai-binh"
    part: str = ""
    scope: str = ""
    period: str = "2012"
    nature: str = "actual"
    funding: str = ""
    inferred: tuple[str, ...] = ()
    title: bool = False
    flags: tuple[str, ...] = ()


def exact(report: str, indicator: str, value: str, unit: str, **more: object) -> Claim:
    """A claim whose interval is its value."""
    return Claim(report, indicator, value, unit, value, value, **more)  # type: ignore[arg-type]


CLAIMS: tuple[Claim, ...] = (
    # agree, the narrower speaks
    Claim(
        "a-authority",
        "industrial_output",
        "50108000000000",
        "VND",
        "50107500000000",
        "50108500000000",
        scope="industry-handicraft",
        period="2008/2012",
    ),
    Claim(
        "b-press",
        "industrial_output",
        "50000000000000",
        "VND",
        "49500000000000",
        "50500000000000",
        scope="industry-handicraft",
        period="2008/2012",
    ),
    # authority before press: the press loses
    exact(
        "a-authority",
        "establishments_supported",
        "237",
        "establishment",
        scope="rural-industry",
        funding="local",
    ),
    exact(
        "b-press", "establishments_supported", "273", "establishment", scope="rural-industry", funding="local"
    ),
    # two presses contradict: unresolved; a draft agrees with one of them
    exact("b-press", "trainees", "15743", "person", scope="vocational", period="2008/2012"),
    exact("c-press", "trainees", "15520", "person", scope="vocational", period="2008/2012"),
    exact("d-draft", "trainees", "15520", "person", scope="vocational", period="2008/2012"),
    # printed before inferred, even of an authority
    exact("a-authority", "jobs_created", "1400", "person", inferred=("period",)),
    Claim("b-press", "jobs_created", "1500", "person", "1500", None),
    # body before title
    exact("b-press", "craft_villages", "190", "village", title=True),
    exact("b-press", "craft_villages", "210", "village"),
    # later of the same publisher
    exact("a-authority", "schemes", "54", "scheme", funding="national"),
    exact("a-authority-later", "schemes", "58", "scheme", funding="national"),
    # subject moves to the site
    exact("a-authority", "workers", "13593", "person", scope="cluster"),
    exact("a-authority", "workers", "163000", "person", scope="rural-industry"),
    exact("a-authority", "investment_projects", "12", "project", scope="cluster operating"),
    # wide: column words and row words
    exact("a-authority", "sites", "46", "site", scope="cluster established"),
    exact("a-authority", "sites", "35", "site", scope="cluster operating"),
    Claim("a-authority", "site_area", "2508", "ha", "2507.5", "2508.5", scope="cluster established"),
    exact("a-authority", "site_land", "1000", "ha", scope="cluster operating industrial-land"),
    exact("a-authority", "site_land", "600", "ha", scope="cluster operating leased-land"),
    Claim(
        "a-authority",
        "site_fill_rate",
        "60",
        "percent",
        "59.5",
        "60.5",
        base="site_land:industrial-land",
        scope="cluster operating",
    ),
    # relative figures with both levels known
    exact(
        "a-authority", "establishments", "3368", "establishment", scope="industry-handicraft", period="2008"
    ),
    exact("a-authority", "establishments", "6892", "establishment", scope="industry-handicraft"),
    Claim(
        "a-authority",
        "establishments",
        "2",
        "multiple",
        "1.5",
        "2.5",
        measure="multiple",
        base="2008",
        scope="industry-handicraft",
    ),
    exact("a-authority", "industrial_output", "1000000000", "VND", period="2010"),
    exact("a-authority", "industrial_output", "1210000000", "VND"),
    Claim(
        "a-authority",
        "industrial_output",
        "10",
        "percent_per_year",
        "9.5",
        "10.5",
        measure="growth",
        base="2010",
        period="2010/2012",
    ),
    Claim(
        "a-authority",
        "industrial_output",
        "21.4",
        "percent_per_year",
        "21.35",
        "21.45",
        measure="growth",
        scope="industry",
        period="2008/2012",
    ),
    exact("a-authority", "exports", "2387500000", "USD", period="2008/2012"),
    exact("a-authority", "exports", "2268130000", "USD", scope="industry", period="2008/2012"),
    Claim(
        "a-authority",
        "exports",
        "95",
        "percent",
        "95",
        None,
        measure="share",
        base="exports",
        scope="industry",
        period="2008/2012",
    ),
    Claim(
        "a-authority",
        "establishments",
        "29",
        "percent",
        "28.5",
        "29.5",
        measure="increase",
        base="2008",
        scope="industry-handicraft",
    ),
    exact("a-authority", "workers", "170000", "person", scope="rural-industry", period="2008"),
    exact(
        "a-authority", "workers", "7000", "person", measure="decrease", base="2008", scope="rural-industry"
    ),
    # against the plan; plan against plan where there is one, else against what was
    exact("a-authority", "revenue", "80", "VND"),
    exact("a-authority", "revenue", "50", "VND", period="2010"),
    exact("a-authority", "revenue", "100", "VND", nature="plan"),
    exact("a-authority", "revenue", "40", "VND", nature="plan", period="2010"),
    exact("a-authority", "revenue", "80", "percent", measure="multiple", base="plan"),
    exact("a-authority", "revenue", "150", "percent", measure="increase", base="2010", nature="plan"),
    exact("a-authority", "budget_payments", "2", "VND", period="2010"),
    exact("a-authority", "budget_payments", "6", "VND", nature="plan"),
    exact("a-authority", "budget_payments", "200", "percent", measure="increase", base="2010", nature="plan"),
    # unresolved with an open end
    exact("b-press", "artisans", "100", "person"),
    Claim("c-press", "artisans", "200", "person", "200", None),
    # private, part of a place, nation, topic, bound without a point, flags
    exact(
        "b-press",
        "establishments",
        "568",
        "establishment",
        scope="industry-handicraft enterprise",
        period="now@b-press",
    ),
    exact(
        "c-press",
        "establishments",
        "571",
        "establishment",
        scope="industry-handicraft enterprise",
        period="now@c-press",
    ),
    exact(
        "c-press",
        "product_output",
        "6710",
        "tonne",
        place="thai-nguyen",
        part="htx-phuc-loi",
        scope="topic:base-oil",
        period="P1Y@c-press",
    ),
    Claim(
        "c-press",
        "jobs_created",
        None,
        "person",
        "10000",
        "100000",
        place="viet-nam",
        scope="rural",
        period="@c-press",
        flags=("words",),
    ),
    exact("b-press", "funding", "20150000000", "VND", scope="vocational", funding="all"),
    exact("b-press", "income", "3500000", "VND_per_person_month"),
    # money and count of one part, the whole that the money is a part of, and whose money it is
    exact("b-press", "funding", "5000000000", "VND", funding="local", place="an-giang"),
    exact("b-press", "funding", "3000000000", "VND", funding="national", place="an-giang"),
    exact("b-press", "funding", "3000000000", "VND", scope="vocational", funding="local", place="an-giang"),
    exact("b-press", "trainees", "2000", "person", scope="vocational", funding="local", place="an-giang"),
)


def _period(period_id: str) -> tuple[str, str | None, str | None, str, bool]:
    """Label, first and last day, kind, private; only for the spellings used here."""
    spelling, at, _ = period_id.partition("@")
    if at:
        kind = {"now": "now", "": "undated"}.get(spelling, "duration")
        return spelling or "undated", None, None, kind, True
    start, slash, end = spelling.partition("/")
    return spelling, f"{start}-01-01", f"{end or start}-12-31", "span" if slash else "year", False


def write_landing(
    path: Path,
    claims: tuple[Claim, ...] = CLAIMS,
    rules: tuple[str, ...] = (),
    corrections: tuple[str, ...] = (),
) -> None:
    """Write a landing file with these claims, one rejected figure, one rejected report and a few findings.

    Args:
        path: File to create.
        claims: What was accepted.
        rules: Ids of the rules that report a result; each looked once at every report.
        corrections: Ids of the corrections that landed; the first was applied, the rest found no figure.
    """
    numbers: dict[str, int] = {}
    rows = []
    for claim in claims:
        number = numbers[claim.report] = numbers.get(claim.report, 0) + 1
        label, start, end, kind, private = _period(claim.period)
        rows.append(
            {
                "report_id": claim.report,
                "figure": number,
                "row": number,
                "source_line": number,
                "indicator_code": claim.indicator,
                "measure": claim.measure,
                "base": claim.base,
                "place_id": claim.place,
                "place_part": claim.part,
                "scope_code": claim.scope,
                "period_id": claim.period,
                "period_label": label,
                "period_label_en": label,
                "period_start": start,
                "period_end": end,
                "period_kind": kind,
                "period_private": private,
                "period_printed": label,
                "nature": claim.nature,
                "funding_source": claim.funding,
                "inferred": list(claim.inferred),
                "value_printed": claim.value or f"hàng {claim.low}",
                "unit_printed": claim.unit,
                "value": claim.value,
                "value_low": claim.low,
                "value_high": claim.high,
                "loose_low": claim.low,
                "loose_high": claim.high,
                "unit_code": claim.unit,
                "is_title": claim.title,
                "flags": list(claim.flags),
            }
        )
    figures = [
        *[(row["report_id"], row["row"], str(row["figure"])) for row in rows],
        ("b-press", numbers.get("b-press", 0) + 1, "?"),
        ("e-refused", 1, "1"),
        *[("c-press", row, figure) for row, figure, *_ in JUDGED_AND_REJECTED],
    ]
    reports = []
    for report, (kind, publisher, published_end) in REPORTS.items():
        accepted = numbers.get(report, 0)
        rejected = {"b-press": 1, "c-press": len(JUDGED_AND_REJECTED)}.get(report, 0)
        reports.append(_report(report, kind, publisher, published_end, "accepted", accepted, rejected))
    reports.append(_report("e-refused", "press", None, None, "rejected", 0, 1))
    odd = numbers.get("b-press", 0) + 1
    findings = [
        finding("b-press", "figure-number", "error", row=odd, column_name="figure", found="?", accepted="1"),
        finding("e-refused", "origin-fields", "critical"),
        finding("c-press", "value-plausible", "warning", 1, 1, column_name="value", found="1", accepted="2"),
        finding("c-press", "completeness", "info"),
        *[
            finding("c-press", rule, "error", row, int(figure), column_name=column)
            for row, figure, column, rule, _ in JUDGED_AND_REJECTED
        ],
    ]
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema raw")
        for table in TABLES.values():
            create(connection, table)
        _insert(connection, "reports", reports)
        _insert(
            connection,
            "figures",
            [{"report_id": report, "row": row, "figure": figure} for report, row, figure in figures],
        )
        _insert(connection, "claims", rows)
        _insert(connection, "findings", findings)
        states = chain([("b-press", "applied")], repeat(("d-draft", "no-such-figure")))
        landed = [
            {
                "correction_id": each,
                "report_id": report,
                "figure": 1,
                "column_name": "value",
                "expected": "1",
                "found": "1",
                "action": "replace",
                "replacement": "2",
                "state": state,
            }
            for each, (report, state) in zip(corrections, states, strict=False)
        ]
        _insert(connection, "corrections", landed)
        if corrections:
            connection.execute(
                "update raw.claims set corrected_from = 'value: 1' where report_id = 'b-press' and figure = 1"
            )
        # the text of one report is at hand, and every figure of it was compared, rejected ones too
        matched = [
            {"report_id": row["report_id"], "row": row["row"], "figure": row["figure"], "state": "matched"}
            for row in rows
            if row["report_id"] == "c-press"
        ]
        rejected = [
            {
                "report_id": "c-press",
                "row": row,
                "figure": int(figure),
                "state": state,
                "detail": "" if state == "matched" else "en",
            }
            for row, figure, _, _, state in JUDGED_AND_REJECTED
        ]
        _insert(connection, "verification", [*matched, *rejected])
        results = [
            {"rule_id": rule, "object": report["report_id"], "evaluated": 1, "failed": 0}
            for rule in rules
            for report in reports
        ]
        _insert(connection, "rule_results", results)
        load = {
            "load_id": "load-1",
            "started": "2026-01-01",
            "finished": "2026-01-01",
            "inputs_sha256": "0" * 64,
            "reports": len(reports),
            "figures": len(figures),
            "accepted": len(rows),
            "rejected": len(figures) - len(rows),
        }
        _insert(connection, "load_log", [load])


Record = dict[str, object]


def finding(
    report: str, rule: str, severity: str, row: int | None = None, figure: int | None = None, **more: object
) -> Record:
    """A finding as ingest lands it."""
    named = {"report_id": report, "rule_id": rule, "severity": severity, "row": row, "figure": figure}
    return named | {"message_en": "en", "message_vi": "vi"} | more


def _report(
    report: str,
    kind: str,
    publisher: str | None,
    published_end: str | None,
    status: str,
    accepted: int,
    rejected: int,
) -> Record:
    return {
        "report_id": report,
        "title": f"Báo cáo {report}",
        "kind": kind,
        "publisher": publisher or "",
        "published": published_end or "",
        "published_start": published_end,
        "published_end": published_end,
        "language": "vi",
        "places": ["thai-binh"],
        "complete": True,
        "transcribed_by": "tester",
        "transcribed_on": "2026-01-01",
        "content_sha256": "0" * 64,
        "status": status,
        "figures": accepted + rejected,
        "accepted": accepted,
        "rejected": rejected,
        "article_state": "not_at_hand",
        "not_figures_state": "absent",
    }


BLANK = {TEXT: "", YES_NO: False, WORDS: []}
"""What stands in a column of which a record says nothing; null in columns of other types."""


def _insert(connection: duckdb.DuckDBPyConnection, table: str, records: list[Record]) -> None:
    columns = TABLES[table].columns
    for record in records:
        assert set(record) <= set(TABLES[table].names)
        row = [record.get(column.name, BLANK.get(column.type)) for column in columns]
        connection.execute(f"insert into raw.{table} values ({', '.join('?' * len(row))})", row)
