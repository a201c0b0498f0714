"""What `dagster dev` loads. Assembly only."""

from __future__ import annotations

from .defs.project import definitions
from .settings import load

defs = definitions(load())
