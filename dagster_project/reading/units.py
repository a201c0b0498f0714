"""Units as printed: scale words, counting phrases, denominators after a slash.

Belongs here: composing a unit from words of the vocabulary. Does not belong here: which unit an indicator
may have, which words there are (`units.csv`).

The grammar, over rows of `units.csv` (a head has a `unit_code`, a description has units in `after`):

    unit    = list ("/" ["mỗi" | "1"] list)*
    list    = [scale] phrase (joint phrase)*
    phrase  = head (description | head of the same unit | head that it counts | joint description)*
    joint   = "," | ";" | "&" | "+" | "và" | "hoặc" | "hay" | "/"

A dash is a blank. A list of words of one unit has that unit. One of several units is refused, unless a row
with a comma joins them: `chương trình, đề án` says that programmes named beside schemes count as schemes. A
slash between words of one unit is a joint where their levels meet (`huyện/thành phố`) and refused where they
do not (`xã/huyện` can be communes of each district); any other slash opens a denominator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, Inexact
from functools import lru_cache
from itertools import chain, islice

from dagster_project.messages import message
from dagster_project.reading.decimals import EXACT, in_full, power_of_ten, times
from dagster_project.reading.numbers import number_in_unit
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.scales import CANONICAL, EXPONENTS, leading_scale
from dagster_project.reading.text import CLOSE, fold, fold_plain, nearest, normalise, plain_dashes
from dagster_project.vocabulary import KIND, UnitWord

_TOKEN = re.compile(r"[,;/&+]|[^\s,;/&+-]+-*")
_GLUED = re.compile(r"(?<![^\s/])(?:(tr)\.|(1(?:\.?000)+)(?=[^\W\d]))", re.IGNORECASE)
_JOINTS = frozenset(map(fold, (",", ";", "&", "+", "và", "hoặc", "hay")))
_EACH = frozenset(map(fold, ("mỗi", "1", "01")))
"""Words after a slash that leave no doubt that a denominator follows."""
_THOUSANDS = re.compile(r"1((?:\.?000)+)")
"""A power of a thousand in digits, as heads of tables print it: `1.000 đồng`."""

_OPENING = re.compile(r"[%‰$]|[^\s,;:.()/%‰$…“”\"]+")
"""The words of running text in which a unit may end."""
_BREAK = re.compile(r"[;:.()…“”\"]|(?<![^\W\d_])\d|\d{2}")
"""What no unit in running text goes on behind."""
_MOST_OPENING = 10


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as a figure uses it.

    Attributes:
        unit_code: canonical unit (`VND`, `percent_per_year`, `VND_per_person_month`).
        factor: what one printed unit is in canonical units, exactly (`triệu đồng`: 1000000).
        quantity: quantity of the base word; a composed unit without a vocabulary row of its own has
            the quantity of its numerator with `_rate` after it (`money_rate`).
        countable: whether whole things are counted.
        bracketed: whether any of it stood in `[ ]`, so that it is not printed beside the value.
        spelling: the canonical spelling.
        says: what its descriptions say beside the unit: scope words (`lao động nữ`: `women`), funding
            sources after @ (`đề án khuyến công quốc gia`: `@national`), the base (`% kế hoạch`: `base:plan`).
        kinds: the scope words of the kinds it counts (`điểm, cụm`: `point`, `cluster`); none where one of its
            words names no kind (`cơ sở, doanh nghiệp`).
    """

    unit_code: str
    factor: Decimal
    quantity: str
    countable: bool
    bracketed: bool
    spelling: str
    says: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(slots=True)
class _Phrase:
    """A head and what describes it: the words from `start` to `end` of a unit.

    `joint` stands before it: `,`, `/`, `each` (a denominator beyond doubt) or nothing. `counts` are the units
    of what may come next to be counted, `counted` those that came: `lượt chủ doanh nghiệp` counts persons and
    establishments.
    """

    joint: str
    exponent: int
    head: UnitWord
    start: int
    end: int
    counts: str
    counted: list[str] = field(default_factory=list)
    described: list[UnitWord] = field(default_factory=list)

    @property
    def unit_code(self) -> str:
        return self.head.unit_code

    def says(self, other: _Phrase) -> bool:
        """Whether it is the other phrase, or that phrase with more description."""
        return self.head is other.head and all(row in self.described for row in other.described)

    @property
    def kinds(self) -> list[str]:
        """The kinds that its words name, those of what describes it too: `lượt doanh nghiệp`."""
        rows = (
            self.head,
            *(row for row in self.described if row.unit_code in (self.unit_code, *self.counted)),
        )
        words = (word for row in rows for word in row.says.split())
        return [word.removeprefix(KIND) for word in words if word.startswith(KIND)]

    def is_beside(self, other: _Phrase) -> bool:
        """Whether neither of two words lies in the other, as communes lie in districts."""
        mine, others = set(self.head.level.split()), set(other.head.level.split())
        return mine == others or not mine.isdisjoint(others)

    def take(self, row: UnitWord) -> bool:
        """Add a row to the description, if it can describe this phrase."""
        units = {self.unit_code, *self.counted}
        if units.isdisjoint(row.after.split()) and not (row.countable and row.unit_code in units):
            if row.unit_code not in self.counts.split():
                return False
            self.counted.append(row.unit_code)
        if row.unit_code:
            self.counts = row.counts
        self.described.append(row)
        return True


@dataclass(frozen=True, slots=True)
class _Part:
    """A numerator or denominator: the row whose unit it has, and the scale before it."""

    row: UnitWord
    exponent: int

    @property
    def factor(self) -> Decimal:
        return in_full(times(self.row.factor, power_of_ten(self.exponent)))


class _Unknown(Exception):
    """The word `at` cannot stand in the phrase that begins at `start`, or cannot begin one."""

    def __init__(self, start: int, at: int) -> None:
        self.start, self.at = start, at


def _tokens(text: str) -> list[str]:
    """The words and joints of a text, each with the dash behind it; `tr.đ` is two, `( )` are none."""
    bare = re.sub(r" ?- ?", "-", plain_dashes(normalise(re.sub("[()]", " ", text))))
    return _TOKEN.findall(_GLUED.sub(r"\1\2 ", bare))


def _folded(words: Sequence[str]) -> tuple[str, ...]:
    """What words are looked up by: a dash behind one counts no more than a blank."""
    return tuple(fold(word.rstrip("-")) for word in words)


@lru_cache(maxsize=1 << 12)
def word_key(text: str) -> tuple[str, ...]:
    """What a unit word is looked up by: its words and joints, folded."""
    return _folded(_tokens(text))


def _text(words: Sequence[str]) -> str:
    """Words and joints with blanks where print has them."""
    return re.sub(r" (?=[,;])|(?<=-) | ?/ ?", lambda found: found[0].strip(), " ".join(words)).rstrip("-")


class UnitIndex:
    """The unit words of a vocabulary, ready for reading."""

    def __init__(self, units: Mapping[str, UnitWord]) -> None:
        self._by_code: dict[tuple[str, Decimal], UnitWord] = {}
        self._composed: dict[str, UnitWord] = {}
        for row in sorted(units.values(), key=lambda row: not row.canonical):
            self._by_code.setdefault((row.unit_code, row.factor), row)
            self._composed.setdefault(row.unit_code, row)
        keys = {word_key(row.unit_word): row for row in units.values()}
        self._rows = {key: row for key, row in keys.items() if _JOINTS.union("/").isdisjoint(key)}
        self._longest = max(map(len, keys), default=0)
        self._joined: dict[str, list[_Phrase]] = {}
        """By unit: the phrases that count under it where they stand together."""
        for key, row in keys.items():
            if key in self._rows or "/" in key:
                continue
            try:
                phrases = self._phrases(key)
            except _Unknown:  # "nhỏ và vừa": one word, though a joint stands in it
                self._rows[key] = row
            else:
                self._joined.setdefault(row.unit_code, []).extend(phrases)

    def read(self, text: str) -> Unit:
        """Read a unit as printed; `[ ]` marks what is not printed beside the value.

        Raises:
            Unreadable: `unit-empty`, `unit-ambiguous` (T; xã/huyện), `unit-scale-alone` (tỷ), `unit-mixed`
                (doanh nghiệp, lao động), `unit-malformed`, `unit-holds-number` (tỷ rưỡi đồng),
                `unit-unknown`.
        """
        bare, bracketed = self._unbracket(text)
        words = _tokens(bare)
        if not words:
            raise Unreadable("unit-empty", text, message("unit.as-printed"))
        try:
            return self._unit(text, words, bracketed)
        except _Unknown as why:
            raise self._refusal(text, words, why) from None

    def leading(self, text: str) -> tuple[str, Unit] | None:
        """The longest beginning of a text that is a unit, and what it is; None where there is none."""
        ends = [match.end() for match in islice(_OPENING.finditer(text), _MOST_OPENING)]
        breaks = next((n for n, end in enumerate(ends) if _BREAK.search(text, 0, end)), len(ends))
        for end in reversed(ends[:breaks]):
            words = _tokens(text[:end])
            with suppress(_Unknown, Unreadable):
                return text[:end], self._unit(text[:end], words)
        return None

    def _head_before(self, words: list[str], why: _Unknown) -> UnitWord | None:
        """The head of the phrase behind which an unknown word stands."""
        with suppress(_Unknown):
            return self._phrases(_folded(words[why.start : why.at]))[-1].head
        return None

    @staticmethod
    def _end_of(words: Sequence[str], start: int) -> int:
        """Where the words from a position on end: at the next joint or slash."""
        joints = _JOINTS | {"/"}
        return next((at for at in range(start, len(words)) if fold(words[at]) in joints), len(words))

    def _unit(self, text: str, words: list[str], bracketed: bool = False) -> Unit:
        """The unit of some words; `_Unknown` names the one that cannot stand where it stands."""
        groups = self._groups(text, words, self._phrases(_folded(words)))
        parts = [self._part(text, words, group) for group in groups]
        # What describes the last word of a list describes all of it: "điểm, cụm công nghiệp làng nghề".
        described = (row.says for group in groups for row in group[-1].described if row.says)
        said = tuple(dict.fromkeys(words for words in described if not words.startswith(KIND)))
        named = [phrase.kinds for phrase in groups[0]]
        kinds = tuple(dict.fromkeys(chain.from_iterable(named))) if all(named) else ()
        return self._compose(text, parts, bracketed, said, kinds)

    @staticmethod
    def _unbracket(text: str) -> tuple[str, bool]:
        """Take out `[ ]`; they may hold all of the unit or a part, one pair, not nested."""
        if "[" not in text and "]" not in text:
            return text, False
        match = re.fullmatch(r"([^][]*)\[([^][]+)\]([^][]*)", text)
        if not match or not match[2].strip():
            raise Unreadable("unit-malformed", text, message("unit.one-pair-of-brackets"))
        return f"{match[1]} {match[2]} {match[3]}", True

    def _known(self, words: tuple[str, ...], at: int) -> Iterator[tuple[int, UnitWord]]:
        """The rows whose words stand at a position, the longest first, with where they end."""
        for end in range(min(len(words), at + self._longest), at, -1):
            if row := self._rows.get(words[at:end]):
                yield end, row

    def _head(self, words: tuple[str, ...], start: int, joint: str) -> _Phrase | None:
        """The longest head that stands at a position, scale words before it where a list begins."""
        exponent, at = 0, start
        if joint != "," and not any(row.unit_code for _, row in self._known(words, start)):
            exponent, rest = leading_scale(" ".join(words[start:]))
            at = len(words) - len(rest.split())
            if start < len(words) and (thousands := _THOUSANDS.fullmatch(words[start])):
                exponent, at = thousands[1].count("0"), start + 1
        heads = ((end, row) for end, row in self._known(words, at) if row.unit_code)
        return next((_Phrase(joint, exponent, row, start, end, row.counts) for end, row in heads), None)

    def _describe(self, phrase: _Phrase, words: tuple[str, ...], at: int) -> bool:
        """Take the longest description that stands at a position into a phrase."""
        for end, row in self._known(words, at):
            if phrase.take(row):
                phrase.end = end
                return True
        return False

    def _phrases(self, words: tuple[str, ...]) -> list[_Phrase]:
        """The phrases of a unit; `_Unknown` names a word that cannot stand where it stands."""
        phrases: list[_Phrase] = []
        joint, at = "", 0
        while True:
            if phrase := self._head(words, at, joint):
                phrases.append(phrase)
            elif (
                joint not in (",", "/")
                or (joint == "/" and not phrases[-1].head.countable)
                or not self._describe(phrases[-1], words, at)
            ):
                raise _Unknown(at, at)
            phrase = phrases[-1]
            while self._describe(phrase, words, phrase.end):
                pass
            if phrase.end == len(words):
                return phrases
            joint, at = self._joint(words, phrase.end)
            if not joint:
                raise _Unknown(phrase.start, at)

    @staticmethod
    def _joint(words: tuple[str, ...], start: int) -> tuple[str, int]:
        """The joint at a position, and where the next word stands; `và/hoặc` and `, và` are joints too."""
        end = start
        while end < len(words) and words[end] in _JOINTS | {"/"}:
            end += 1
        joints = words[start:end]
        if joints == ("/",):
            return ("each", end + 1) if end < len(words) and words[end] in _EACH else ("/", end)
        return ("," if _JOINTS.intersection(joints) else "", end if joints.count("/") < 2 else start)

    def _groups(self, text: str, words: list[str], phrases: list[_Phrase]) -> list[list[_Phrase]]:
        """The phrases of the numerator and of each denominator, a slash between levels refused."""
        groups = [phrases[:1]]
        for phrase in phrases[1:]:
            first, last = groups[-1][0], groups[-1][-1]
            # What "lượt" counts goes on behind it: "lượt doanh nghiệp/cơ sở".
            of_one_unit = phrase.unit_code == last.unit_code or (
                phrase.unit_code in first.counted and phrase.head not in first.described
            )
            same = of_one_unit and phrase.head.countable and not phrase.exponent
            if phrase.joint == "/" and same and not phrase.is_beside(last):
                one, other = _text(words[last.start : last.end]), _text(words[phrase.start : phrase.end])
                before, behind = _text(words[: phrase.start]), _text(words[phrase.start :])
                # Inside brackets nothing is printed, and a second pair is none.
                form = "[{}{} {}]" if "[" in text else "{}[{}] {}"
                candidates = tuple(form.format(before, word, behind) for word in ("hoặc", "mỗi"))
                accepted = message("unit.slash-of-levels", one=one, other=other)
                raise Unreadable("unit-ambiguous", text, accepted, candidates)
            named = same or any(self._are_named((*groups[-1], phrase), unit) for unit in self._joined)
            if phrase.joint == "," or (phrase.joint == "/" and named):
                groups[-1].append(phrase)
            else:
                groups.append([phrase])
        return groups

    def _are_named(self, phrases: Sequence[_Phrase], unit_code: str) -> bool:
        """Whether rows with a comma name all of some phrases as what counts under a unit."""
        return all(any(phrase.says(known) for known in self._joined[unit_code]) for phrase in phrases)

    def _part(self, text: str, words: list[str], group: list[_Phrase]) -> _Part:
        """The unit of a list of phrases, refused where it has several or a word twice."""
        first = group[0]
        row = first.head
        if len({_folded(words[p.start : p.end]) for p in group}) < len(group):
            raise Unreadable("unit-malformed", text, message("unit.each-word-once"))
        units = {phrase.unit_code for phrase in group[1:]}
        counted = set(row.counts.split()) if first.counted else set()
        if not units <= {row.unit_code} | counted or (units and not row.countable):
            for unit_code in self._joined:
                others = [phrase for phrase in group if phrase.unit_code != unit_code]
                if len(others) < len(group) and self._are_named(others, unit_code):
                    row = self._composed[unit_code]
                    break
            else:
                each = (f"{_text(words[p.start : p.end])} = {p.unit_code}" for p in group)
                raise Unreadable("unit-mixed", text, message("unit.of-one-kind", parts="; ".join(each)))
        return _Part(row, first.exponent)

    def _compose(
        self, text: str, parts: list[_Part], bracketed: bool, says: tuple[str, ...], kinds: tuple[str, ...]
    ) -> Unit:
        numerator, *below = parts
        # Time comes last, in whichever order it is printed: VND_per_person_month.
        below.sort(key=lambda part: part.row.quantity == "duration")
        factor, code = numerator.factor, numerator.row.unit_code
        quantity, countable = numerator.row.quantity, numerator.row.countable
        spelling = self._spell(numerator)
        if below:
            units = [part.row.unit_code for part in below]
            if len(set(units)) < len(units):
                raise Unreadable("unit-malformed", text, message("unit.each-word-once"))
            code += "_per_" + "_".join(units)
            spelling += "".join(f"/{self._spell(part)}" for part in below)
            try:
                for part in below:
                    factor = in_full(EXACT.divide(factor, part.factor))
            except Inexact:
                raise Unreadable("unit-malformed", text, message("unit.divides-exactly")) from None
            own = self._composed.get(code)
            quantity, countable = (own.quantity, own.countable) if own else (f"{quantity}_rate", False)
            composed = self._by_code.get((code, factor))
            spelling = composed.unit_word if composed else spelling
        spelling = f"[{spelling}]" if bracketed else spelling
        return Unit(code, factor, quantity, countable, bracketed, spelling, says, kinds)

    def _spell(self, part: _Part) -> str:
        """One spelling for each unit and factor: scale words before the unit's canonical word."""
        base = self._by_code.get((part.row.unit_code, Decimal(1)))
        exponent = part.factor.adjusted()
        if base and exponent in CANONICAL and part.factor == power_of_ten(exponent):
            return f"{CANONICAL[exponent]} {base.unit_word}".strip()
        word = self._by_code[(part.row.unit_code, part.row.factor)].unit_word
        return f"{CANONICAL[part.exponent]} {word}".strip()

    def _refusal(self, text: str, words: list[str], why: _Unknown) -> Unreadable:
        """Why words cannot be read: ambiguous, cut short, or unknown, with the nearest that can be read."""
        folded = _folded(words)
        if "t" in folded:
            return Unreadable("unit-ambiguous", text, message("unit.in-full"), ("tỷ đồng", "tấn"))
        if number := number_in_unit(text):
            accepted = message("unit.number-words-in-value", words=repr(number[0]), unit=repr(number[1]))
            return Unreadable("unit-holds-number", text, accepted)
        exponent, rest = leading_scale(" ".join(folded[why.at :]))
        if exponent and (not rest or rest.startswith("/")):
            scale = CANONICAL[exponent]
            money = () if why.at or rest else (f"{scale} [đồng]", f"{scale} [USD]")
            return Unreadable("unit-scale-alone", text, message("unit.after-scale-word", scale=scale), money)
        if exponent and leading_scale(rest)[0]:
            return Unreadable("unit-malformed", text, message("unit.scale-words-together"))
        if why.at == len(words) or folded[why.at] in _JOINTS | {"/"}:
            return Unreadable("unit-malformed", text, message("unit.both-sides-of-slash"))
        end = self._end_of(words, why.at)
        known, unknown = _text(words[why.start : why.at]), _text(words[why.at : end])
        accepted = message("unit.of-vocabulary", unknown=unknown)
        if known:
            accepted = message("unit.description-unknown", known=known, unknown=unknown)
            if (head := self._head_before(words, why)) and head.quantity == "ratio":
                accepted = message("unit.of-percent", known=known, unknown=unknown)
        # Typed without accents "trieu dong" shows no scale word; "văn" is no "vạn".
        plain = {fold_plain(key): CANONICAL[known] for key, known in EXPONENTS.items()}
        scaled = [plain.get(fold(words[0]), words[0]), *words[1:]]
        readable = [*self._readable(words, why), *self._readable(scaled, why)]
        meant = _text(words)
        if len(words[0]) == 2 and len(words) > 1:  # "tr ển lãm" has lost a letter and is no million
            whole = [*self._readable([words[0] + words[1], *words[2:]], _Unknown(0, 0))]
            by_letters = {fold_plain(c).replace(" ", ""): c for c in (*whole, *readable)}
            best = nearest(fold_plain(meant).replace(" ", ""), by_letters, cutoff=0)
            readable = whole if best and by_letters[best[0]] in whole else readable
        same = [candidate for candidate in readable if fold_plain(candidate) == fold_plain(meant)]
        candidates = nearest(meant, same or readable)
        if text.strip().startswith("[") and text.strip().endswith("]"):
            candidates = tuple(f"[{candidate}]" for candidate in candidates)
        return Unreadable("unit-unknown", text, accepted, candidates)

    def _readable(self, words: list[str], why: _Unknown) -> Iterator[str]:
        """The unit with the unknown words replaced by ones that are near and can be read there."""
        first = max(why.start, len(words) - len(leading_scale(" ".join(words))[1].split()))
        # The head of a phrase is known where its description is not, and stays.
        for begin in range(first + (why.start < why.at), max(first, why.at) + 1):
            for end in range(max(begin, why.at) + 1, min(len(words), begin + self._longest) + 1):
                meant = _text(words[begin:end])
                glued = fold_plain(meant).replace(" ", "")
                # A word more or less is another thing: "chủ doanh nghiệp" is no slip for "doanh nghiệp".
                alike = [
                    row.unit_word
                    for key, row in self._rows.items()
                    if len(key) == end - begin or fold_plain(row.unit_word).replace(" ", "") == glued
                ]
                # Of three letters one more makes another word, and only the accents can be guessed.
                for near in nearest(meant, alike, cutoff=CLOSE if len(meant) > 3 else 1):
                    candidate = _text([*words[:begin], near, *words[end:]])
                    with suppress(_Unknown, Unreadable):
                        self._unit(candidate, _tokens(candidate))
                        yield candidate
