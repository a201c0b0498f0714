"""A small landing file with every situation that the models must tell apart.

Belongs here: the shape of schema `raw` and hand-written claims. Does not belong here: reading figures;
values, periods and places stand as `ingest` would have read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path

import duckdb

DEC = "DECIMAL(28,6)"
TABLES: dict[str, str] = {
    "reports": """report_id VARCHAR, title VARCHAR, kind VARCHAR, publisher VARCHAR, author VARCHAR,
        published VARCHAR, published_end DATE, url VARCHAR, language VARCHAR, places VARCHAR[],
        source_file VARCHAR, source_sha256 VARCHAR, source_lines VARCHAR, title_lines VARCHAR,
        caption_lines VARCHAR, complete BOOLEAN, transcribed_by VARCHAR, transcribed_on VARCHAR,
        checked_by VARCHAR, notes VARCHAR, content_sha256 VARCHAR, status VARCHAR, figures INTEGER,
        accepted INTEGER, rejected INTEGER, article_state VARCHAR, not_figures_state VARCHAR""",
    "figures": """report_id VARCHAR, row INTEGER, figure VARCHAR, line VARCHAR, indicator VARCHAR,
        measure VARCHAR, base VARCHAR, place VARCHAR, scope VARCHAR, period VARCHAR, period_printed VARCHAR,
        nature VARCHAR, funding_source VARCHAR, qualifier VARCHAR, value VARCHAR, unit VARCHAR,
        note VARCHAR""",
    "claims": f"""report_id VARCHAR, figure INTEGER, row INTEGER, source_file VARCHAR, source_line INTEGER,
        indicator_code VARCHAR, measure VARCHAR, base VARCHAR, place_id VARCHAR, place_part VARCHAR,
        scope_code VARCHAR, period_id VARCHAR, period_label VARCHAR, period_label_en VARCHAR,
        period_start DATE, period_end DATE,
        period_kind VARCHAR, period_private BOOLEAN, period_printed VARCHAR, nature VARCHAR,
        funding_source VARCHAR, inferred VARCHAR[], value_printed VARCHAR, unit_printed VARCHAR,
        qualifier_printed VARCHAR, value {DEC}, value_low {DEC}, value_high {DEC}, loose_low {DEC},
        loose_high {DEC}, unit_code VARCHAR, is_title BOOLEAN, is_caption BOOLEAN, flags VARCHAR[],
        corrected_from VARCHAR, note VARCHAR""",
    "findings": """report_id VARCHAR, figure INTEGER, row INTEGER, column_name VARCHAR, rule_id VARCHAR,
        severity VARCHAR, found VARCHAR, accepted VARCHAR, message_en VARCHAR, message_vi VARCHAR""",
    "not_figures": "report_id VARCHAR, row INTEGER, line INTEGER, token VARCHAR, why VARCHAR",
    "corrections": """correction_id VARCHAR, report_id VARCHAR, figure INTEGER, column_name VARCHAR,
        expected VARCHAR, found VARCHAR, action VARCHAR, replacement VARCHAR, reason VARCHAR,
        evidence VARCHAR,
        author VARCHAR, decided_on VARCHAR, review_by VARCHAR, state VARCHAR""",
    "verification": "report_id VARCHAR, row INTEGER, figure INTEGER, state VARCHAR, detail VARCHAR, "
    "detail_vi VARCHAR",
    "rule_results": "rule_id VARCHAR, object VARCHAR, evaluated INTEGER, failed INTEGER",
    "load_log": """load_id VARCHAR, started TIMESTAMP, finished TIMESTAMP, inputs_sha256 VARCHAR,
        reports INTEGER, figures INTEGER, accepted INTEGER, rejected INTEGER""",
}

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
    exact("b-press", "craft_villages", "200", "village", title=True),
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
            (
                claim.report,
                number,
                number,
                None,
                number,
                claim.indicator,
                claim.measure,
                claim.base,
                claim.place,
                claim.part,
                claim.scope,
                claim.period,
                label,
                label,
                start,
                end,
                kind,
                private,
                label,
                claim.nature,
                claim.funding,
                list(claim.inferred),
                claim.value or f"hàng {claim.low}",
                claim.unit,
                "",
                claim.value,
                claim.low,
                claim.high,
                claim.low,
                claim.high,
                claim.unit,
                claim.title,
                False,
                list(claim.flags),
                "",
                "",
            )
        )
    figures = [(r[0], r[2], str(r[1]), *("",) * 14) for r in rows]
    figures += [
        ("b-press", numbers.get("b-press", 0) + 1, "?", *("",) * 14),
        ("e-refused", 1, "1", *("",) * 14),
        *[("c-press", row, figure, *("",) * 14) for row, figure, *_ in JUDGED_AND_REJECTED],
    ]
    reports = []
    for report, (kind, publisher, published_end) in REPORTS.items():
        accepted = numbers.get(report, 0)
        rejected = {"b-press": 1, "c-press": len(JUDGED_AND_REJECTED)}.get(report, 0)
        reports.append(_report(report, kind, publisher, published_end, "accepted", accepted, rejected))
    reports.append(_report("e-refused", "press", None, None, "rejected", 0, 1))
    findings = [
        (
            "b-press",
            None,
            numbers.get("b-press", 0) + 1,
            "figure",
            "figure-number",
            "error",
            "?",
            "1",
            "en",
            "vi",
        ),
        ("e-refused", None, None, "", "origin-fields", "critical", "", "", "en", "vi"),
        ("c-press", 1, 1, "value", "value-plausible", "warning", "1", "2", "en", "vi"),
        ("c-press", None, None, "", "completeness", "info", "", "", "en", "vi"),
        *[
            ("c-press", int(figure), row, column, rule, "error", "", "", "en", "vi")
            for row, figure, column, rule, _ in JUDGED_AND_REJECTED
        ],
        # a decision that expired is told beside its report, which is not refused for it
        ("c-press", None, None, "value", "correction-applies", "critical", "", "", "en", "vi"),
    ]
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema raw")
        for name, columns in TABLES.items():
            connection.execute(f"create table raw.{name} ({columns})")
        _insert(connection, "reports", reports)
        _insert(connection, "figures", figures)
        _insert(connection, "claims", rows)
        _insert(connection, "findings", findings)
        landed = [
            (each, report, 1, "value", "1", "1", "replace", "2", *("",) * 5, state)
            for each, (report, state) in zip(
                corrections,
                chain([("b-press", "applied")], repeat(("d-draft", "no-such-figure"))),
                strict=False,
            )
        ]
        _insert(connection, "corrections", landed)
        if corrections:
            connection.execute(
                "update raw.claims set corrected_from = 'value: 1' where report_id = 'b-press' and figure = 1"
            )
        # the text of one report is at hand, and every figure of it was compared, rejected ones too
        matched = [(row[0], row[2], row[1], "matched", "", "") for row in rows if row[0] == "c-press"]
        rejected = [
            ("c-press", row, int(figure), state, "" if state == "matched" else "en", "")
            for row, figure, _, _, state in JUDGED_AND_REJECTED
        ]
        _insert(connection, "verification", [*matched, *rejected])
        _insert(connection, "rule_results", [(rule, report[0], 1, 0) for rule in rules for report in reports])
        load = (
            "load-1",
            "2026-01-01",
            "2026-01-01",
            "0" * 64,
            len(reports),
            len(figures),
            len(rows),
            len(figures) - len(rows),
        )
        _insert(connection, "load_log", [load])


def _report(
    report: str,
    kind: str,
    publisher: str | None,
    published_end: str | None,
    status: str,
    accepted: int,
    rejected: int,
) -> tuple[object, ...]:
    return (
        report,
        f"Báo cáo {report}",
        kind,
        publisher,
        None,
        (published_end or "")[:4],
        published_end,
        None,
        "vi",
        ["thai-binh"],
        None,
        None,
        "",
        "",
        "",
        True,
        "tester",
        "2026-01-01",
        "",
        "",
        "0" * 64,
        status,
        accepted + rejected,
        accepted,
        rejected,
        "not_at_hand",
        "absent",
    )


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[object, ...]]) -> None:
    for row in rows:
        connection.execute(f"insert into raw.{table} values ({', '.join('?' * len(row))})", row)
