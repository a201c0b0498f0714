"""Base: what a relative figure is measured against.

Belongs here: telling a period from `plan` from an indicator with a funding source and scope words. Does not
belong here: which measure needs a base (a rule). Place, period and nature of the base are those of the row,
and so is the funding source where the base names none.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass

from dagster_project.messages import message
from dagster_project.reading.labels import CodeIndex
from dagster_project.reading.periods import Period, read_period
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.scopes import Scope, ScopeIndex
from dagster_project.reading.text import nearest, normalise
from dagster_project.vocabulary import Indicator

_PERIOD = re.compile(r"[0-9.]|P[0-9]|now\b", re.IGNORECASE)
_ACCEPTED = message("base.grammar")


@dataclass(frozen=True, slots=True)
class Base:
    """A base as read, such as `investment:cluster registered`, `funding@total?`, `2008` or `plan`.

    Attributes:
        kind: blank (not said), `period`, `plan` or `indicator`.
        spelling: canonical spelling, without the trailing `?`.
        indicator: indicator code, blank for other kinds.
        funding_source: whose money the base is; blank where it is the row's own.
        scope: scope of that indicator, None for other kinds.
        period: the period, None for other kinds.
        inferred: marked with `?`.
    """

    kind: str
    spelling: str
    indicator: str = ""
    funding_source: str = ""
    scope: Scope | None = None
    period: Period | None = None
    inferred: bool = False


def _as_period(text: str) -> tuple[str, ...]:
    """The periods that a text may have been meant as: `2008` for "năm 2008"."""
    try:
        read_period(text)
    except Unreadable as why:
        return why.candidates
    return ()


@dataclass(frozen=True)
class BaseIndex:
    """What a base can name, ready for reading: indicators, by code and as found by label, and the others."""

    indicators: Mapping[str, Indicator]
    codes: CodeIndex
    sources: CodeIndex
    natures: CodeIndex
    scopes: ScopeIndex

    def read(self, text: str) -> Base:
        """Read the base of a relative figure; a trailing `?` marks it as inferred.

        Raises:
            Unreadable: `base-unknown`, `base-malformed` (exports:, exports@total), `base-inferred` (a `?`
                inside), and the reasons of periods, labels and scopes for those parts.
        """
        tidy = normalise(text) if text else ""
        bare = tidy.removesuffix("?").rstrip()
        if not tidy:
            return Base("", "")
        if "?" in bare:
            raise Unreadable("base-inferred", text, message("base.one-mark"), (bare.replace("?", "") + "?",))
        return dataclasses.replace(self._unmarked(bare, text), inferred=bare != tidy)

    def _unmarked(self, bare: str, text: str) -> Base:
        head, colon, words = (part.strip() for part in bare.partition(":"))
        name, at, money = (part.strip() for part in head.partition("@"))
        if bare and not colon and not at and self.natures.find(bare) == "plan":
            return Base("plan", "plan")
        code = self.codes.find(name) if name else None
        if code is None and _PERIOD.match(bare):
            period = read_period(bare)
            return Base("period", period.spelling, period=period)
        if code is None:
            near = _as_period(bare) or self.codes.near(name) or nearest(name.lower(), ["plan"])
            raise Unreadable("base-unknown", text, _ACCEPTED, near)
        source = self.sources.find(money) if money else ""
        if source is None:
            near = tuple(f"{code}@{other}" for other in self.sources.near(money))
            raise Unreadable("base-malformed", text, message("base.source-unknown"), near)
        if (colon and not words) or (at and not (source and self.indicators[code].funded)):
            raise Unreadable("base-malformed", text, _ACCEPTED, (code,))
        scope = self.scopes.read(words)
        spelling = code + f"@{source}" * bool(source) + f":{scope.code}" * bool(scope.code)
        return Base("indicator", spelling, code, source, scope)
