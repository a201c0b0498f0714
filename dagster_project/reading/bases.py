"""Base: what a relative figure is measured against.

Belongs here: telling a period from `plan` from an indicator with scope words. Does not belong here:
which measure needs a base (a rule). Place, period and nature of the base are those of the row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dagster_project.messages import message
from dagster_project.reading.periods import Period, read_period
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.scopes import Scope, ScopeIndex
from dagster_project.reading.text import nearest, normalise
from dagster_project.vocabulary import Indicator

_PERIOD = re.compile(r"[0-9.]|P[0-9]|now\b", re.IGNORECASE)
_ACCEPTED = message("base.grammar")


@dataclass(frozen=True, slots=True)
class Base:
    """A base as read.

    Attributes:
        kind: blank (not said), `period`, `plan` or `indicator`.
        spelling: canonical spelling.
        indicator: indicator code, blank for other kinds.
        scope: scope of that indicator, None for other kinds.
        period: the period, None for other kinds.
    """

    kind: str
    spelling: str
    indicator: str = ""
    scope: Scope | None = None
    period: Period | None = None


def read_base(
    text: str,
    indicators: Mapping[str, Indicator],
    scopes: ScopeIndex,
    read_period: Callable[[str], Period] = read_period,
) -> Base:
    """Read the base of a relative figure.

    Raises:
        Unreadable: `base-unknown`, `base-malformed` (exports:), `base-inferred` (a trailing `?`), and
            the reasons of periods and scopes for those parts.
    """
    tidy = normalise(text) if text else ""
    if not tidy:
        return Base("", "")
    if "?" in tidy:
        raise Unreadable("base-inferred", text, message("base.without-mark"), (tidy.replace("?", ""),))
    head, colon, words = (part.strip() for part in tidy.partition(":"))
    code = head.lower()
    if code == "plan" and not colon:
        return Base("plan", "plan")
    if code in indicators:
        if colon and not words:
            raise Unreadable("base-malformed", text, _ACCEPTED, (code,))
        scope = scopes.read(words)
        return Base("indicator", f"{code}:{scope.code}" if scope.code else code, code, scope)
    if _PERIOD.match(tidy):
        period = read_period(tidy)
        return Base("period", period.spelling, period=period)
    raise Unreadable("base-unknown", text, _ACCEPTED, nearest(code, [*indicators, "plan"]))
