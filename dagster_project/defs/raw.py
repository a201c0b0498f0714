"""The group `raw`: one asset per landing table, all written by one call of `ingest`.

One unpartitioned step on purpose: a partition per report would cost an hour of runs for a thousand
reports, judging them in one frame costs half a second. What happened to a single report is in
`raw.reports` and in the tables of the checks.
"""

import logging
from collections.abc import Iterator
from typing import Any

import dagster as dg

from ..contracts.landing import TABLES
from ..settings import Settings
from ..transform import writing
from ..transform.facts import table_facts
from ..vocabulary import Vocabulary
from . import INGEST, OWNERS, POOL
from .shown import facts_metadata, table

log = logging.getLogger("khuyencong")

CHECKS = {
    "rows_are_conserved": (
        "claims",
        True,
        "Every figure written down is accepted or rejected, report by report. Blocks everything below.",
    ),
    "every_report_is_accepted": (
        "reports",
        False,
        "Every folder in `raw/` is a report: its files are whole, its header as agreed. "
        "A rejected report keeps only itself out.",
    ),
    "sheets_have_the_agreed_structure": (
        "figures",
        False,
        "pandera and the structure rules, over all sheets at once: required cells, number of cells, types.",
    ),
    "no_figure_is_rejected": (
        "findings",
        False,
        "No figure broke a rule of severity error. A rejected one is kept in quality.rejects.",
    ),
    "nothing_is_odd": (
        "findings",
        False,
        "No figure was accepted with a warning. Odd is not wrong: flagged claims are published.",
    ),
}

REJECTING = ("error", "critical")
FINDING = ["report_id", "row", "column_name", "rule_id", "found", "message_en", "message_vi"]


def raw_assets(settings: Settings) -> dg.AssetsDefinition:
    """The step `ingest` and its assets."""

    @dg.multi_asset(
        name=INGEST,
        group_name="raw",
        pool=POOL,
        specs=[
            dg.AssetSpec(
                ["raw", landed.name],
                description=landed.description,
                owners=OWNERS,
                kinds={"python", "duckdb"},
                metadata={"dagster/table_name": f"landing.raw.{landed.name}"},
            )
            for landed in TABLES.values()
        ],
        check_specs=[
            dg.AssetCheckSpec(name, asset=["raw", on], blocking=blocking, description=description)
            for name, (on, blocking, description) in CHECKS.items()
        ],
    )
    def ingest(
        context: dg.AssetExecutionContext,
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        from ..ingest import run

        with writing(settings, "ingest"):
            result = run(settings)
            facts = table_facts(settings.landing)
        log.info(
            "ingest: %d reports, %d figures: %d accepted, %d rejected",
            *(len(result.reports), sum(r.figures for r in result.reports)),
            *(sum(r.accepted for r in result.reports), sum(r.rejected for r in result.reports)),
        )
        for name in TABLES:
            yield dg.MaterializeResult(
                asset_key=["raw", name],
                metadata={"load_id": result.load_id, **facts_metadata(facts.get(("raw", name)))},
            )
        yield from _checks(settings, result)

    return ingest


def _checks(settings: Settings, result: Any) -> Iterator[dg.AssetCheckResult]:
    findings, rules = result.findings, result.rule_results
    rejecting = findings[findings["severity"].isin(REJECTING)]
    odd = findings[findings["severity"] == "warning"]
    of_structure = {r.rule_id for r in Vocabulary(settings.seeds).rules.values() if r.level == "structure"}
    structure = rejecting[rejecting["rule_id"].isin(of_structure)]
    evaluated = rules[rules["rule_id"].isin(of_structure)]
    refused = [r.report_id for r in result.reports if r.status != "accepted"]
    reports = [(r.report_id, r.status, r.figures, r.accepted, r.rejected) for r in result.reports]

    def checked(name: str, passed: bool, **metadata: Any) -> dg.AssetCheckResult:
        on, blocking, _ = CHECKS[name]
        return dg.AssetCheckResult(
            check_name=name,
            asset_key=["raw", on],
            passed=passed,
            severity=dg.AssetCheckSeverity.ERROR if blocking else dg.AssetCheckSeverity.WARN,
            metadata={name: shown for name, shown in metadata.items() if shown is not None},
        )

    yield checked(
        "rows_are_conserved",
        bool(result.conserved),
        reports=table(["report_id", "status", "figures", "accepted", "rejected"], reports),
        figures=sum(r.figures for r in result.reports),
        accepted=sum(r.accepted for r in result.reports),
        rejected=sum(r.rejected for r in result.reports),
    )
    yield checked(
        "every_report_is_accepted",
        not refused,
        reports=len(reports),
        rejected_reports=len(refused),
        what_to_do=_rows(rejecting[rejecting["report_id"].isin(refused)]),
    )
    yield checked(
        "sheets_have_the_agreed_structure",
        structure.empty,
        evaluated=int(evaluated["evaluated"].sum()),
        failed=int(evaluated["failed"].sum()),
        failing_rows=_rows(structure),
    )
    rejected, count = _rows(rejecting), len(rejecting)
    yield checked("no_figure_is_rejected", not count, findings=count, rejected=rejected)
    yield checked("nothing_is_odd", odd.empty, findings=len(odd), odd=_rows(odd))


def _rows(findings: Any) -> dg.TableMetadataValue | None:
    if findings.empty:
        return None
    shown = findings[FINDING]
    return table(FINDING, shown.astype(object).where(shown.notna(), "").values.tolist())
