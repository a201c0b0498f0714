"""What Dagster shows and runs: assets, checks, the job. Thin: each body calls one room and reports.

Belongs here: everything that imports Dagster. Does not belong here: rules, SQL, files.
"""

import warnings

POOL = "warehouse"
"""One writer: `dagster.yaml` lets one run at a time hold this pool."""

INGEST = "ingest"
"""Name of the step that writes the group raw."""

SITE = "site"
"""Name of the asset and its group."""

SITE_JOB = "make_site"
"""Its job: Dagster takes no name for a job that a step has."""

OWNERS = ["team:khuyen-cong"]
"""Who answers for an asset, unless its dbt model names somebody else."""

# Code references are beta in Dagster; saying so once per model buries everything else. Their use is tested.
warnings.filterwarnings("ignore", message=r"(?s).*(?i:code_?reference).* is currently in beta")
