"""dbt started by hand: where nothing has landed yet, it reads the reports itself, into a scratch file.

`dbt/profiles.yml` names this plugin, so `dbt build` works in a fresh clone. By hand nothing is written into
`warehouse/`, everything below `dbt/target/`. Imports no Dagster.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from ..settings import load
from ..transform import writing


class Plugin(BasePlugin):
    """Sees to it that the files of the profile can be opened."""

    def update_connection_config(self, creds: Any, config: Any) -> None:
        """Called before dbt opens its files: relative paths are those of `dbt/`; land what has not landed."""
        settings = load()
        for file in (creds, *creds.attach):
            if not file.path.startswith("ducklake:"):
                file.path = str(settings.dbt / file.path)
        Path(creds.path).parent.mkdir(parents=True, exist_ok=True)
        [landing] = [file for file in creds.attach if file.alias == "landing"]
        if landing.path.startswith("ducklake:") or Path(landing.path).exists():
            return
        from ..ingest import run

        scratch = dataclasses.replace(settings, warehouse=settings.dbt / "target" / "scratch", lake=None)
        with writing(scratch, "dbt"):
            run(scratch)
        landing.path = str(scratch.landing)
