"""From `raw/` to `landing.duckdb`: find reports, read them as text, correct, judge, land.

Belongs here: everything that touches files of reports, and the tables of schema `raw`. Does not belong
here: rules of its own, dbt, Dagster. Only `land` opens DuckDB, and only a whole ingest loads it, so
that a check of one sheet stays quick.
"""

from .steps import IngestResult, run
