"""What a good report, sheet and figure is: structure, rules, reasons in words, and the judgement.

Belongs here: everything that decides whether a figure is accepted, and the declaration of what is landed.
Does not belong here: files and folders (`ingest/`), writing tables (`ingest/`, `dbt/`), Dagster. `schemas`
is not imported here, because pandera takes half a second to load: judging loads it.
"""

from .judging import EVALUATED, judge
from .model import (
    NOT_FIGURES_COLUMNS,
    SHEET_COLUMNS,
    Evaluation,
    Finding,
    Judgement,
    Origin,
    Problem,
    ReportVerdict,
    Row,
    Sheet,
)

__all__ = [
    "EVALUATED",
    "NOT_FIGURES_COLUMNS",
    "SHEET_COLUMNS",
    "Evaluation",
    "Finding",
    "Judgement",
    "Origin",
    "Problem",
    "ReportVerdict",
    "Row",
    "Sheet",
    "judge",
]
