"""The one exception of all grammars: why a text could not be read, and what would be accepted.

Belongs here: what a refusal holds. Does not belong here: rules about figures that were read.
"""

from __future__ import annotations

from dagster_project.messages import Text


class Unreadable(ValueError):
    """A text that no grammar accepts, with all that a person needs to mend it.

    Attributes:
        code: slug of the reason; the reader that gives one says in its docstring when.
        found: the text as written.
        accepted: what would be accepted.
        candidates: at most three spellings that are close and would be accepted.
    """

    def __init__(self, code: str, found: str, accepted: Text, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(code, found, accepted, candidates)
        self.code = code
        self.found = found
        self.accepted = accepted
        self.candidates = candidates[:3]

    def __str__(self) -> str:
        near = f" Nearest: {', '.join(self.candidates)}." if self.candidates else ""
        return f"{self.code}: found {self.found!r}; accepted: {self.accepted}.{near}"
