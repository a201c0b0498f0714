"""A refresh, or publishing alone, that forks where publishing begins: each fork goes on until it is killed.

Started by `kills.py` as a process of its own. It says `publishing` on one pipe and reads orders from
another: `fork` makes a copy of the process that goes on with publishing and everything behind it, and says
its number and then how it ended; `go` lets the process itself go on. So many moments inside publishing can
be met for the price of one refresh, and each fork starts on what the killed one before it left.
"""

from __future__ import annotations

import os
import sys
from typing import TextIO

from dagster_project import publish, settings
from dagster_project.publish.release import Release
from dagster_project.settings import Settings

_publish = publish.publish


class Forking:
    """Stands in the place of `publish.publish`."""

    def __init__(self, orders: TextIO, answers: TextIO) -> None:
        self.orders, self.answers = orders, answers
        self.is_fork = False

    def say(self, *words: object) -> None:
        """One line to whoever gives orders."""
        print(*words, file=self.answers, flush=True)

    def __call__(self, where: Settings, run_id: str = "") -> Release:
        """Publish, in forks as long as forks are ordered, then here."""
        self.say("publishing")
        for order in self.orders:
            if order.strip() == "go":
                break
            process = os.fork()
            if process == 0:
                self.is_fork = True
                return _publish(where, run_id)
            self.say("forked", process)
            _, status = os.waitpid(process, 0)
            self.say("ended", os.waitstatus_to_exitcode(status))
        return _publish(where, run_id)


def main() -> int:
    """Run what the first argument names, `refresh` or `publish`; pipes are the second and third."""
    what, orders, answers = sys.argv[1], os.fdopen(int(sys.argv[2])), os.fdopen(int(sys.argv[3]), "w")
    forking = Forking(orders, answers)
    publish.publish = forking  # type: ignore[assignment]
    if what == "refresh":
        from dagster_project.cli import main as khuyencong

        status = khuyencong(["refresh"])
    else:
        forking(settings.load())
        status = 0
    sys.stdout.flush()
    if forking.is_fork:
        os._exit(status)
    return status


if __name__ == "__main__":
    sys.exit(main())
