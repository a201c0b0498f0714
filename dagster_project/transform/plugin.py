"""What dbt-duckdb loads beside its own code: our functions, and the landing of a lake.

Belongs here: what dbt asks of a plugin. Does not belong here: the functions (`decimals.py`), which are used
without dbt as well.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from .. import lake
from ..settings import Lake
from .decimals import register


class Plugin(BasePlugin):
    """Registers the functions with every connection dbt opens."""

    _lake: Lake | None = None

    def update_connection_config(self, creds: Any, config: Any) -> None:
        """Called before dbt attaches: a landing that is a snapshot of a lake is attached as such."""
        for attachment in creds.attach:
            if attachment.path.endswith(".lake"):
                pin = lake.read_pin(Path(attachment.path))
                attachment.path = f"ducklake:postgres:{pin.catalogue}"
                attachment.options = lake.options(pin.lake, lake.LANDING, snapshot=pin.snapshot)
                self._lake = pin.lake

    def configure_connection(self, conn: Any) -> None:
        """Create the functions on the connection, and load what a lake needs."""
        register(conn)
        if self._lake:
            lake.prepare(conn, self._lake)
