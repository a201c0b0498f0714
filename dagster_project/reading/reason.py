"""The one exception of all grammars: why a text could not be read, and what would be accepted.

Belongs here: the reasons, by slug. Does not belong here: rules about figures that were read.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from dagster_project.messages import Text

Reason: TypeAlias = Literal[
    "number-empty",
    "number-ambiguous",
    "number-malformed",
    "number-signed",
    "number-qualified",
    "number-with-unit",
    "number-two-values",
    "number-unreadable",
    "number-too-long",
    "unit-empty",
    "unit-ambiguous",
    "unit-scale-alone",
    "unit-malformed",
    "unit-unknown",
    "qualifier-unknown",
    "qualifier-is-measure",
    "qualifier-is-nature",
    "period-malformed",
    "period-invalid",
    "period-order",
    "place-empty",
    "place-unknown",
    "place-ambiguous",
    "place-not-then",
    "place-part-malformed",
    "place-part-kind",
    "scope-unknown",
    "scope-duplicate",
    "scope-topic",
    "base-unknown",
    "base-malformed",
    "base-inferred",
]
"""Every reason there is; the reader that gives one says in its docstring when."""


class Unreadable(ValueError):
    """A text that no grammar accepts, with all that a person needs to mend it.

    Attributes:
        code: slug of the reason.
        found: the text as written.
        accepted: what would be accepted.
        candidates: at most three spellings that are close and would be accepted.
    """

    def __init__(self, code: Reason, found: str, accepted: Text, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(code, found, accepted, candidates)
        self.code: Reason = code
        self.found = found
        self.accepted = accepted
        self.candidates = candidates[:3]

    def __str__(self) -> str:
        near = f" Nearest: {', '.join(self.candidates)}." if self.candidates else ""
        return f"{self.code}: found {self.found!r}; accepted: {self.accepted}.{near}"
