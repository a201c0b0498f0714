"""How far long work is, said at most every few seconds in the log of the project.

Whoever shows the log decides how: the run's log in Dagster and a file take the lines, a terminal a bar
(`defs/refresh.py`). Does not belong here: what is done.
"""

from __future__ import annotations

import logging
import time

log = logging.getLogger("khuyencong")

EVERY = 2.0
"""Seconds between two lines about the same work."""

ATTRIBUTE = "progress"
"""Of a log record: what is done, how much of it, of how much in all."""


class Progress:
    """Work of a known size: `Progress("ingest", 1000, "reports")`, then `done(50)` again and again."""

    def __init__(self, work: str, total: int, unit: str) -> None:
        self.work, self.total, self.unit = work, total, unit
        self.so_far = 0
        self._began = self._said = time.monotonic()

    def done(self, n: int = 1) -> None:
        """Count, and say so where the last word is some seconds old; what ends sooner says nothing."""
        self.so_far += n
        now = time.monotonic()
        if now - self._said < EVERY or self.so_far >= self.total:
            return
        self._said = now
        rate = self.so_far / (now - self._began)
        log.info(
            "%s: %d of %d %s, %.0f per second, about %.0f s left",
            *(self.work, self.so_far, self.total, self.unit, rate, (self.total - self.so_far) / rate),
            extra={ATTRIBUTE: (self.work, self.so_far, self.total, self.unit)},
        )
