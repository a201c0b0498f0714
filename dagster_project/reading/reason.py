"""The one exception of all grammars: why a text could not be read, and what would be accepted.

Belongs here: the reasons and their slugs. Does not belong here: rules about figures that were read.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..messages import Text

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "number-empty": "no value is written",
        "number-ambiguous": "the digits can be read as two different numbers",
        "number-malformed": "the digits are not grouped like a Vietnamese number",
        "number-signed": "a sign stands before the number",
        "number-qualified": "a qualifying word or sign stands before the number",
        "number-with-unit": "a unit stands in the value",
        "number-two-values": "two values at two times are written as one",
        "number-unreadable": "the words are not a number",
        "number-too-long": "the number has more digits than a value can hold",
        "unit-empty": "no unit is written",
        "unit-ambiguous": "the abbreviation means two units",
        "unit-scale-alone": "a scale word has no unit after it",
        "unit-malformed": "brackets, slashes or scale words do not fit together",
        "unit-unknown": "the unit is not in the vocabulary",
        "qualifier-unknown": "the qualifier is not in the vocabulary",
        "qualifier-is-measure": "a word of direction stands where a bound is expected",
        "qualifier-is-nature": "a word of intention stands where a bound is expected",
        "period-malformed": "the period is not written in the grammar of periods",
        "period-invalid": "there is no such day, month, quarter, half or year",
        "period-order": "the period ends before it starts",
        "place-empty": "no place is written",
        "place-unknown": "the place is not in the vocabulary",
        "place-ambiguous": "the name means different places",
        "place-not-then": "the name means different places, none of which existed at that time",
        "place-part-malformed": "the part of the place is not a slug",
        "place-part-kind": "the part of the place does not open with its kind",
        "scope-unknown": "the scope word is not in the vocabulary",
        "scope-duplicate": "a scope word is written twice",
        "scope-topic": "the topic is not a slug",
        "base-unknown": "the base is neither a period, nor plan, nor an indicator",
        "base-malformed": "the base is not written in the grammar of bases",
        "base-inferred": "a base cannot be marked as inferred",
    }
)
"""Slug of every reason and what it says in English; nothing else is ever raised."""


class Unreadable(ValueError):
    """A text that no grammar accepts, with all that a person needs to mend it.

    Attributes:
        code: slug of the reason, a key of `REASONS`.
        found: the text as written.
        accepted: what would be accepted, English.
        accepted_vi: the same, Vietnamese.
        candidates: at most three spellings that are close and would be accepted.
    """

    def __init__(
        self, code: str, found: str, accepted: Text, accepted_vi: str = "", candidates: tuple[str, ...] = ()
    ) -> None:
        if code not in REASONS:
            raise KeyError(f"reason {code!r} is not in the catalogue of reasons")
        super().__init__(code, found, accepted, accepted_vi, candidates)
        self.code = code
        self.found = found
        self.accepted = accepted
        self.accepted_vi = accepted_vi
        self.candidates = candidates[:3]

    def __str__(self) -> str:
        near = f" Nearest: {', '.join(self.candidates)}." if self.candidates else ""
        return f"{self.code}: found {self.found!r}; accepted: {self.accepted}.{near}"
