"""Read-only questions to the published file: what is current, what is kept, how it was judged; numbers.

Belongs here: answers for people at the command line, taken from the release itself. Does not belong
here: writing anything, nor answers that need a build.
"""

from __future__ import annotations

from .connect import connect, shell
from .explain import Answer, NoAnswer, explain
from .history import history
from .status import releases, status, verify

__all__ = ["Answer", "NoAnswer", "connect", "explain", "history", "releases", "shell", "status", "verify"]
