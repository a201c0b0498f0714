"""From `raw/` to `landing.duckdb`: find reports, read them as text, correct, judge, land.

Belongs here: everything that touches files of reports, and the tables of schema `raw`. Does not belong
here: rules of its own, dbt, Dagster. Only a whole ingest and relations between figures load DuckDB, so that
a check of a sheet answers at once.
"""

from .steps import IngestResult, NoReports, run
