"""How a row of the release reads in one language: numbers, intervals, what a figure is about, names.

Belongs here: words and digits. Does not belong here: markup (templates), where a bar begins (`ledger.py`).
Numbers are exact: no digit is left out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Any

from ..messages import Language, label, say
from ..vocabulary import Vocabulary

Row = Mapping[str, Any]
"""A row of a query by its columns."""

SCALED = {"VND", "USD"}
AMOUNTS = ("site.amount", "site.million", "site.billion")
SCALES = ((Decimal(10**9), "site.billion"), (Decimal(10**6), "site.million"))
"""Money is said in the largest scale in which it has no more than three decimals."""

SIGNS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤", "just_below": "≈", "approx": "≈", "magnitude": "≈"}
"""Signs of the flags by which a printed number is no exact one."""

MARKS = ("contested", "with care", "one source", "firm")
RELATION_SIGNS = {
    "holds": "✓",
    "holds_loosely": "≈",
    "violated": "✕",
    "possible_conflict": "?",
    "possibly_same": "↔",
    "series": "…",
    "jump": "↑",
    "known_exception": "!",
    "not_evaluable": "–",
}


def digits(number: Decimal | int, language: Language) -> str:
    """All digits of a number, in groups, without empty decimals: 2,124.5, or 2.124,5 in Vietnamese."""
    whole, _, decimals = f"{number:,f}".partition(".")
    decimals = decimals.rstrip("0")
    if language == "en":
        return f"{whole}.{decimals}" if decimals else whole
    return whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def is_result(row: Row) -> bool:
    """Whether a figure is a result, and no plan or target."""
    return row["nature"] in ("actual", "estimate")


class Words:
    """The words of one language; `labels` holds those of the release by kind and code."""

    def __init__(
        self, language: Language, vocabulary: Vocabulary, labels: Mapping[str, Mapping[str, str]]
    ) -> None:
        """Take the language, the vocabulary for natures and measures, and the labels of the release."""
        self.language = language
        self._labels = labels
        self.short_unit = cache(self._short_unit)
        self.natures = {n.nature: getattr(n, f"label_{language}") for n in vocabulary.natures.values()}
        self.measures = {m.measure: getattr(m, f"label_{language}") for m in vocabulary.measures.values()}
        self._scope_words = {
            s.scope_word: getattr(s, f"label_{language}") for s in vocabulary.scopes.values()
        }
        self._named: Counter[str] = Counter()
        # in the words of messages.csv, looked up once: a page may hold thousands of numbers
        self._amounts = {each: say(each, language, n="{n}", unit="{unit}") for each in AMOUNTS}

    def say(self, message_id: str, **values: Any) -> str:
        """A sentence of this language."""
        return say(message_id, self.language, **values)

    def label(self, kind: str, code: str) -> str:
        """A label of this language; the code itself where this checkout does not know it."""
        try:
            return label(kind, code, self.language)
        except KeyError:
            return code

    def know_places(self, places: Sequence[Row]) -> None:
        """Count the names, so that those of several places are told apart."""
        self._named = Counter(place[f"name_{self.language}"] for place in places)

    def place(self, place: Row) -> str:
        """Its name, with the time of its borders where another place has the same name."""
        name = str(place[f"name_{self.language}"])
        if self._named[name] < 2:
            return name
        if place["valid_to"]:
            return self.say("site.place-until", name=name, day=self.day(place["valid_to"]))
        return self.say("site.place-from", name=name, day=self.day(place["valid_from"]))

    def day(self, day: dt.date) -> str:
        """A day as it is written."""
        return f"{day.day}/{day.month}/{day.year}" if self.language == "vi" else day.isoformat()

    def digits(self, number: Decimal | int) -> str:
        """A number or a count, exact."""
        return digits(number, self.language)

    def unit(self, code: str) -> str:
        """A unit in words."""
        return self._labels["unit"].get(code) or code

    def _short_unit(self, code: str) -> str:
        try:
            return label("unit_short", code, self.language)
        except KeyError:
            return self.unit(code)

    def _scale(self, unit: str, *numbers: Decimal | None) -> tuple[Decimal, str]:
        """The divisor in which numbers are short and exact, and the sentence that names its scale."""
        known = [abs(number) for number in numbers if number is not None]
        for divisor, message_id in SCALES if unit in SCALED and known else ():
            if max(known) >= divisor and all(number % (divisor / 1000) == 0 for number in known):
                return divisor, message_id
        return Decimal(1), "site.amount"

    def amount(self, number: Decimal, unit: str) -> str:
        """A number with its unit, such as `3.67 billion VND`."""
        divisor, message_id = self._scale(unit, number)
        return self._amounts[message_id].format(n=self.digits(number / divisor), unit=self.short_unit(unit))

    def number(self, row: Row) -> str:
        """What a figure says: its value with the sign of its bound, or the ends of its interval."""
        value, low, high, unit = row["value"], row["value_low"], row["value_high"], row["unit_code"]
        sign = next((SIGNS[flag] for flag in row["flags"] if flag in SIGNS), "")
        if value is not None:
            return f"{sign} {self.amount(value, unit)}".strip()
        if low is not None and high is not None:
            divisor, message_id = self._scale(unit, low, high)
            ends = "–".join(dict.fromkeys(self.digits(end / divisor) for end in (low, high)))
            return self._amounts[message_id].format(n=ends, unit=self.short_unit(unit))
        if low is None and high is None:
            return self.say("site.no-number")
        return f"{'≥' if high is None else '≤'} {self.amount(low if high is None else high, unit)}"

    def range(self, row: Row) -> str:
        """The interval of a figure in digits; blank where the number is exact."""
        low, high, unit = row["value_low"], row["value_high"], row["unit_code"]
        if low == high:
            return ""
        divisor, _ = self._scale(unit, row["value"])
        ends = [None if end is None else self.digits(end / divisor) for end in (low, high)]
        return f"{ends[0] or '…'} – {ends[1] or '…'}"

    def quotient(self, row: Row, name: str, unit: str) -> tuple[str, str]:
        """What was divided, to four digits, and its range, rounded outward; blank where said already."""
        value, low, high = (row[name + end] for end in ("", "_low", "_high"))
        known = [abs(number) for number in (value, low, high) if number]
        last = Decimal(1).scaleb(min(max(known, default=Decimal(1)).adjusted() - 3, 0))

        def rounded(number: Decimal, rounding: str) -> str:
            return self.digits(number.quantize(last, rounding))

        lowest = "" if low is None else rounded(low, ROUND_FLOOR)
        highest = "" if high is None else rounded(high, ROUND_CEILING)
        if not (lowest or highest):
            return self.say("site.no-number"), ""
        if not (lowest and highest):
            return unit.format(f"≥ {lowest}" if lowest else f"≤ {highest}"), ""
        if value is None:
            return unit.format(f"{lowest}–{highest}"), ""
        return unit.format(rounded(value, ROUND_HALF_EVEN)), "" if low == high else f"{lowest} – {highest}"

    def printed(self, row: Row) -> str:
        """The printed words, where a sign, or that they are words or a range, makes them worth showing."""
        shown = any(flag in SIGNS or flag in ("range", "word_number") for flag in row["flags"])
        return str(row["printed"] or "") if shown else ""

    def _base(self, measure: str, base: str) -> str:
        """What a relative figure is measured against."""
        if not base:
            return ""
        indicator, scope, source = re.fullmatch(r"([^:@]*)(?::([^@]*))?(?:@(.*))?", base).groups()  # type: ignore[union-attr]
        if base[0].isdigit() or base[0] == ".":
            words = base.replace("/", "–")
        elif base == "plan":
            words = self.natures["plan"]
        else:
            parts = [self.indicator(indicator)]
            parts += [self._scope(scope)] if scope else []
            parts += [self._labels["funding_source"].get(source, source)] if source else []
            words = ", ".join(parts)
        about = {"share": "site.base-share", "mean": "site.base-mean"}.get(measure, "site.base")
        return self.say(about, base=words)

    def _scope(self, scope: str) -> str:
        known = self._labels["scope"].get(scope)
        return known or ", ".join(self._scope_words.get(word, word) for word in scope.split())

    def about(self, row: Row) -> list[str]:
        """What a figure is about besides indicator, place and time."""
        parts = []
        if row["measure"]:
            base = self._base(row["measure"], row["base"])
            parts.append(f"{self.measures[row['measure']]} {base}".strip())
        if row["scope_code"]:
            parts.append(self._scope(row["scope_code"]))
        if row["funding_source"]:
            parts.append(self._labels["funding_source"][row["funding_source"]])
        if row["place_part"]:
            parts.append(row["place_part"].replace("/", " / "))
        return parts

    def indicator(self, code: str) -> str:
        """The label of an indicator; the code itself where this release does not have it."""
        return self._labels["indicator"].get(code, code)

    def nature(self, row: Row) -> str:
        """How a figure is stated, where it is not said as what was."""
        return "" if row["nature"] == "actual" else self.natures[row["nature"]]

    def period(self, row: Row) -> str:
        """The time of a figure in words."""
        return str(row[f"period_{self.language}"] or "")

    def years(self, years: Sequence[int]) -> str:
        """Years in their order, those without a gap as one: `2008–2012, 2015`."""
        runs: list[list[int]] = []
        for year in years:
            if runs and year == runs[-1][-1] + 1:
                runs[-1].append(year)
            else:
                runs.append([year])
        return ", ".join("–".join(dict.fromkeys((str(run[0]), str(run[-1])))) for run in runs)

    def reasons(self, row: Row) -> list[str]:
        """Why a number bears its mark, the worst first."""
        return [self.label("mark_reason", reason) for reason in row["mark_reasons"] or ()]
