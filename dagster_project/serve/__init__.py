"""Read-only questions to the published file: what is current, what is kept.

Belongs here: answers for people at the command line, taken from the release itself. Does not belong
here: writing anything, nor answers that need a build.
"""

from __future__ import annotations

from .releases import releases
from .status import status

__all__ = ["releases", "status"]
