"""What a good report, sheet and figure is: structure, rules, reasons in words, and the judgement.

Belongs here: everything that decides whether a figure is accepted, and what its landed columns hold.
Does not belong here: files and folders (`ingest/`), writing tables (`ingest/`, `dbt/`), Dagster. `schemas`
is not imported here, because pandera takes half a second to load: judging loads it.
"""

from .judging import EVALUATED, judge
from .model import (
    SHEET_COLUMNS,
    Finding,
    Judgement,
    Origin,
    Problem,
    ReportVerdict,
    Row,
    Sheet,
)
