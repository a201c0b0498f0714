"""dbt without Dagster: prepare its manifest, run it in this process, collect results, let go of the files.

Belongs here: everything that starts dbt or reads what it says about itself. Does not belong here: what
the models mean (`dbt/`), what may be published (`publish/`), how results are shown (`defs/`).
"""

from __future__ import annotations

from .lock import Busy, writer, writing
from .manifest import (
    DbtError,
    complete_build,
    description_of,
    files_sha256,
    load_manifest,
    prepare,
    sources_sha256,
)
from .mishaps import advice, explained
from .run import BuildResult, NodeResult, build, relation_of
from .shares import build_share
from .stepwise import build_stepwise
