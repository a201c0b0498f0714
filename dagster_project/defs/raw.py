"""The group `raw`: one asset per landing table, all written by one call of `ingest`.

One unpartitioned step on purpose: a partition per report would cost an hour of runs for a thousand
reports, judging them in one frame costs half a second. What happened to a single report is in
`raw.reports` and in the tables of the checks.
"""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from ..contracts.landing import TABLES
from ..messages import UserError, message
from ..settings import Settings
from ..transform import writing
from ..vocabulary import Vocabulary
from . import INGEST, OWNERS, POOL
from .attempt import interruptible, start
from .seeds import failure_of_reader
from .shown import Event, table

log = logging.getLogger("khuyencong")

CHECKS = {
    "rows_are_conserved": (
        "claims",
        "Every figure written down is accepted or rejected, report by report. Blocks everything below.",
    ),
    "every_report_is_accepted": (
        "reports",
        "Every folder in `raw/` is a report: its files are whole, its header as agreed. "
        "A rejected report keeps only itself out.",
    ),
    "sheets_have_the_agreed_structure": (
        "figures",
        "pandera and the structure rules, over all sheets at once: required cells, number of cells, types.",
    ),
    "no_figure_is_rejected": (
        "findings",
        "No figure broke a rule of severity error. A rejected one is kept in quality.rejects.",
    ),
    "nothing_is_odd": (
        "findings",
        "No figure was accepted with a warning. Odd is not wrong: flagged claims are published.",
    ),
}
"""Checks of ingest: the table at which each stands, and what it says."""

BLOCKING = "rows_are_conserved"
"""The one that stops everything below; the others warn."""

FINDING = ["report_id", "row", "column_name", "rule_id", "found", "message_en", "message_vi"]
"""Columns of a finding that are shown."""


def raw_assets(settings: Settings, seeds: Mapping[str, dg.AssetKey]) -> dg.AssetsDefinition:
    """The step `ingest` and its assets; `seeds` holds the asset of each seed by its name."""

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
                metadata={
                    "dagster/table_name": f"landing.raw.{landed.name}",
                    "dagster/column_schema": dg.TableSchema(
                        [dg.TableColumn(c.name, c.type, c.description) for c in landed.columns]
                    ),
                },
            )
            for landed in TABLES.values()
        ],
        check_specs=[
            dg.AssetCheckSpec(name, asset=["raw", on], blocking=name == BLOCKING, description=description)
            for name, (on, description) in CHECKS.items()
        ],
    )
    def ingest(context: dg.AssetExecutionContext) -> Iterator[Event]:
        from ..ingest import run

        start(context, settings)
        try:
            with interruptible(context), writing(settings, "ingest"):
                result = run(settings)
        except UserError as error:
            raise failure_of_reader(error, context.instance, seeds, settings.seeds) from None
        for name in TABLES:
            yield dg.MaterializeResult(
                asset_key=["raw", name],
                metadata={"load_id": result.load_id, "dagster/row_count": result.tables[name]},
            )
        for name, (passed, metadata) in _checked(settings, result).items():
            yield dg.AssetCheckResult(
                check_name=name,
                asset_key=["raw", CHECKS[name][0]],
                passed=passed,
                severity=dg.AssetCheckSeverity.ERROR if name == BLOCKING else dg.AssetCheckSeverity.WARN,
                metadata=metadata,
            )

    return ingest


def _checked(settings: Settings, result: Any) -> dict[str, tuple[bool, dict[str, Any]]]:
    """Whether each check passed, and what Dagster shows beside it."""
    findings, rules = result.findings, result.rule_results
    rejecting = findings[findings["severity"].isin(("error", "critical"))]
    odd = findings[findings["severity"] == "warning"]
    of_structure = {r.rule_id for r in Vocabulary(settings.seeds).rules.values() if r.level == "structure"}
    structure = rejecting[rejecting["rule_id"].isin(of_structure)]
    evaluated = rules.loc[rules["rule_id"].isin(of_structure), ["evaluated", "failed"]].sum()
    refused = [r.report_id for r in result.reports if r.status != "accepted"]
    of_refused = rejecting[rejecting["report_id"].isin(refused)]
    counted = ["figures", "accepted", "rejected"]
    reports = [(r.report_id, r.status, r.figures, r.accepted, r.rejected) for r in result.reports]
    by_report = table(["report_id", "status", *counted], reports)
    totals = {name: sum(getattr(r, name) for r in result.reports) for name in counted}
    log.info(message("progress.ingested", reports=len(reports), **totals))
    return {
        "rows_are_conserved": (bool(result.conserved), {"reports": by_report, **totals}),
        "every_report_is_accepted": (
            not refused,
            {"reports": len(reports), "rejected_reports": len(refused), "what_to_do": _table(of_refused)},
        ),
        "sheets_have_the_agreed_structure": (
            structure.empty,
            {**evaluated.astype(int).to_dict(), "failing_rows": _table(structure)},
        ),
        "no_figure_is_rejected": (
            rejecting.empty,
            {"findings": len(rejecting), "rejected": _table(rejecting)},
        ),
        "nothing_is_odd": (odd.empty, {"findings": len(odd), "odd": _table(odd)}),
    }


def _table(findings: Any) -> dg.TableMetadataValue:
    shown = findings[FINDING]
    return table(FINDING, shown.astype(object).where(shown.notna(), "").values.tolist())
