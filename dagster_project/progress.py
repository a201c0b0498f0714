"""How far long work is, said at most every few seconds in the log of the project.

What is logged for people is a `Message`: English wherever a log is kept, in the language of whoever watches.
Whoever shows the log decides how: the run's log in Dagster and a file take the lines, a terminal a bar
(`defs/refresh.py`). Does not belong here: what is done.
"""

from __future__ import annotations

import logging
import time

from .messages import Text, message

log = logging.getLogger("khuyencong")

EVERY = 2.0
"""Seconds between two lines about the same work."""

ATTRIBUTE = "progress"
"""Of a log record: what is done, how much of it, of how much in all."""


class Progress:
    """Work of a known size: `Progress("dbt", 90, message("progress.nodes"))`, then `done()` again."""

    def __init__(self, work: str, total: int, unit: Text) -> None:
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
        left = (self.total - self.so_far) / rate
        how_far = {"work": self.work, "so_far": self.so_far, "total": self.total, "unit": self.unit}
        log.info(
            message("progress.line", **how_far, rate=f"{rate:.0f}", left=f"{left:.0f}"),
            extra={ATTRIBUTE: (self.work, self.so_far, self.total, self.unit)},
        )
