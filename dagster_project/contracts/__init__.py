"""What a good report, sheet and figure is: structure, rules, reasons in words, and the judgement.

Belongs here: everything that decides whether a figure is accepted. Does not belong here: files and
folders (`ingest/`), tables (`ingest/`, `dbt/`), Dagster. `schemas` is not imported here, because
pandera takes longer to load than a whole check.
"""

from .judging import EVALUATED, judge, rule_results
from .model import (
    CLAIM_COLUMNS,
    NOT_FIGURES_COLUMNS,
    SHEET_COLUMNS,
    Finding,
    Judgement,
    Origin,
    Problem,
    ReportVerdict,
    Row,
    RuleResult,
    Sheet,
)

__all__ = [
    "CLAIM_COLUMNS",
    "EVALUATED",
    "NOT_FIGURES_COLUMNS",
    "SHEET_COLUMNS",
    "Finding",
    "Judgement",
    "Origin",
    "Problem",
    "ReportVerdict",
    "Row",
    "RuleResult",
    "Sheet",
    "judge",
    "rule_results",
]
