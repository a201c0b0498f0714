"""What dbt-duckdb loads beside its own code: our functions on every connection that dbt opens.

Belongs here: what dbt asks of a plugin. Does not belong here: the functions (`decimals.py`), which are used
without dbt as well.
"""

from __future__ import annotations

from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from .decimals import register


class Plugin(BasePlugin):
    """Registers the functions with every connection dbt opens."""

    def configure_connection(self, conn: Any) -> None:
        """Create the functions on the connection."""
        register(conn)
