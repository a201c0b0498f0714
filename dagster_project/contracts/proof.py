"""Proof against the article: does every figure stand where the sheet says, as the sheet says?

Belongs here: comparing a sheet with the text it was taken from, and accounting for every digit of the
report's lines. Does not belong here: reading values (`reading/`), opening files (`ingest/`).
The text is only compared, never stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dagster_project.reading.text import normalise
from dagster_project.vocabulary import QualifierWord

# A printed number with its marks: digits joined by dots, commas, slashes ("21/5/2012", "1.234,5").
_TOKEN = re.compile(r"\d+(?:[.,/]\d+)*")
# "tốc độ 21 %" is a speed, not "độ 21 %" (about), "cao hơn 5 %" a difference, not "hơn 5 %" (more than):
# these compounds end in a word that is also a qualifier.
_COMPOUND = re.compile(
    r"(?<!\w)(?:tốc|trình|chế|mật|mức|cường|tiến|nhiệt|vượt|không|cao|nhiều|lớn|ít|nhỏ|thấp) $"
)
# What ends the stretch behind a value in which "trở lên" can still belong to it.
_ENDS = re.compile(r"[.,;:](?:\s|$)|\d")
BEHIND_WORDS = 8
"""Most words from a value to the end of a qualifier behind it: "500 lao động nông thôn trở lên"."""


@dataclass(frozen=True)
class Proof:
    """The outcome for one figure: `matched`, `mismatch` or `not_found`, with a detail in two languages.

    `starts` is the position on its line at which the value was found.
    """

    figure: str
    state: str
    detail_en: str = ""
    detail_vi: str = ""
    starts: int | None = None


@dataclass(frozen=True)
class Leftover:
    """A number on the report's lines that neither figures.csv nor not_figures.csv accounts for."""

    line: int
    token: str


def _plain(text: str) -> str:
    return normalise(text).replace("–", "-").replace("—", "-").replace("−", "-").casefold()


def _pattern(value: str) -> re.Pattern[str]:
    """A value as printed, bounded so that "8" is not found inside "18" or "8,5", nor "ba" inside "bao"."""
    body = re.escape(_plain(value)).replace(r"\ ", r"\s*")
    return re.compile(rf"(?<![\d])(?<!\d[.,/])(?<!\w){body}(?![.,/]?\d)(?!(?<=[^\W\d])\w)")


class _Page:
    """The lines of one report as plain text, and which stretches of them are taken."""

    def __init__(self, lines: Sequence[str], ranges: Iterable[Sequence[int]]) -> None:
        # A range may reach far beyond the text, and many may say the same.
        there = (range(max(first, 1), min(last, len(lines)) + 1) for first, last in ranges)
        self.numbers = sorted({number for part in there for number in part})
        self.text = {n: _plain(lines[n - 1]) for n in self.numbers}
        self.taken: dict[int, list[tuple[int, int]]] = {n: [] for n in self.numbers}
        self.reached = dict.fromkeys(self.numbers, 0)

    def occurrences(self, line: int, value: str) -> list[tuple[int, int]]:
        """Where a value still stands on a line; first what comes after the figures found there before."""
        found = _pattern(value).finditer(self.text.get(line, ""))
        free = [m.span() for m in found if not self._overlaps(line, m.span())]
        return sorted(free, key=lambda span: (span[0] < self.reached.get(line, 0), span))

    def take(self, line: int, span: tuple[int, int]) -> None:
        """A stretch belongs to a figure now; figures that follow are looked for behind it first."""
        self.taken[line].append(span)
        self.reached[line] = max(self.reached[line], span[1])

    def _overlaps(self, line: int, span: tuple[int, int]) -> bool:
        return any(span[0] < end and start < span[1] for start, end in self.taken[line])

    def after(self, line: int, position: int) -> str:
        """Text from a position to the end of its line and over the lines that follow it on the page."""
        at = self.numbers.index(line)
        rest = [self.text[n] for n in self.numbers[at + 1 : at + 4]]
        return " ".join(part for part in (self.text[line][position:].strip(), *rest) if part)

    def before(self, line: int, position: int) -> str:
        at = self.numbers.index(line)
        rest = [self.text[n] for n in self.numbers[max(0, at - 3) : at]]
        return " ".join(part for part in (*rest, self.text[line][:position].strip()) if part)

    def leftovers(self) -> list[Leftover]:
        return [
            Leftover(n, match.group())
            for n in self.numbers
            for match in _TOKEN.finditer(self.text[n])
            if not self._overlaps(n, match.span())
        ]


def _unit_fits(unit: str, after: str) -> bool:
    unit = _plain(unit)
    if not unit or unit.startswith("["):
        return True
    printed = re.sub(r"\[.*", "", unit).strip()
    rest = after.lstrip(" (").replace("( ", "(")
    tight_rest, tight_unit = rest.replace(" ", ""), printed.replace(" ", "")
    if not tight_rest.startswith(tight_unit):
        return False
    # "triệu đồng" beside a printed "triệu đồng/người" has lost its denominator; "cụm" of "cụm/khu" too.
    return not tight_rest[len(tight_unit) :].startswith("/")


class _Qualifiers:
    """The words that bound a value, by where they stand: before it, behind it, or around it."""

    def __init__(self, words: Mapping[str, QualifierWord]) -> None:
        self.rows = {_plain(word): row for word, row in words.items() if word}
        # "từ … trở lên" comes in two pieces.
        self.pieces = {word: re.split(r" ?(?:…|\.\.\.) ?", word) for word in self.rows}
        by_length = sorted(self.rows, key=len, reverse=True)
        self.before = [word for word in by_length if self.rows[word].stands == "before"]
        self.behind = [word for word in by_length if self.rows[word].stands == "behind"]

    def _bound(self, word: str) -> str:
        row = self.rows.get(word)
        return row.bound if row else ""

    def printed_before(self, tail: str) -> str:
        """The longest qualifier right before a value, '' where there is none."""
        for word in self.before:
            if _ends_with(tail, word):
                return "" if _COMPOUND.search(tail[: -len(word)]) else word
        return ""

    def printed_behind(self, after: str) -> str:
        """The qualifier behind a value and its unit, '' where there is none."""
        near = " ".join(_ENDS.split(after, maxsplit=1)[0].split()[:BEHIND_WORDS])
        for word in self.behind:
            if word[0].isalpha():
                found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", near)
            else:  # "500+", but not "500 + 20"
                found = re.match(rf"{re.escape(word)}(?! ?\d)", after)
            if found:
                return word
        return ""

    def mismatch(self, claimed: str, before: str, after: str) -> str | None:
        """None when the qualifier printed at a value is the one claimed, else the words that stand there."""
        wanted, tail = _plain(claimed), before.rstrip(" (")
        ahead, behind = self.printed_before(tail), self.printed_behind(after)
        if not wanted:
            return ahead or behind or None
        shown = f"{' '.join(tail.split()[-2:])} … {behind}" if behind else " ".join(tail.split()[-2:])
        stands = self.rows[wanted].stands if wanted in self.rows else "before"
        if stands == "behind":
            fits = wanted == behind
        elif stands == "around":
            first, last = self.pieces[wanted]
            fits = _ends_with(tail, first) and behind == last
        else:
            # "trên" is not what "không trên" says: the longest word that is printed decides.
            fits = _ends_with(tail, wanted) and (not ahead or self._bound(ahead) == self._bound(wanted))
        return None if fits else shown


def _ends_with(text: str, word: str) -> bool:
    """Whether a text ends with a word, and not only with the end of a longer one."""
    if not text.endswith(word):
        return False
    return not (word[0].isalpha() and text[: -len(word)][-1:].isalpha())


def prove(
    figures: Sequence[Mapping[str, str]],
    not_figures: Sequence[Mapping[str, str]] | None,
    lines: Sequence[str],
    ranges: Iterable[Sequence[int]],
    qualifiers: Mapping[str, QualifierWord],
) -> tuple[list[Proof], list[Leftover] | None]:
    """Prove the figures of one report against its text.

    Args:
        figures: rows of the sheet with at least `figure`, `line`, `value`, `unit`, `qualifier` as text.
        not_figures: rows with `line` and `token`, or None where the report has no such file.
        lines: the article's lines, without line ends.
        ranges: pairs of first and last line (1-based, inclusive) that belong to the report.
        qualifiers: the qualifiers of the vocabulary by word.

    Returns:
        One `Proof` per figure in order, and the numbers that nothing accounts for (None when there is no
        not_figures.csv, so that completeness cannot be proven).
    """
    page = _Page(lines, ranges)
    known = _Qualifiers(qualifiers)
    proofs: list[Proof] = []
    for row in figures:
        proofs.append(_prove_one(row, page, known))
    if not_figures is None:
        return proofs, None
    leftovers = []
    for row in not_figures:
        line = _line(row["line"])
        spans = page.occurrences(line, row["token"])
        if spans:
            page.taken[line].append(min(spans))
        else:
            leftovers.append(Leftover(line, row["token"]))
    return proofs, page.leftovers() + leftovers


def _line(text: str) -> int:
    """The number of a line; 0 where the text is none (`²` is a digit too, as Python has it)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _prove_one(row: Mapping[str, str], page: _Page, known: _Qualifiers) -> Proof:
    figure, value = row["figure"], row["value"]
    line = _line(row["line"])
    spans = page.occurrences(line, value) if value else []
    if not spans:
        elsewhere = [n for n in page.numbers if value and page.occurrences(n, value)]
        near = sorted(elsewhere, key=lambda n: abs(n - line))[:3]
        hint_en = (
            f" It stands on line {', '.join(map(str, near))}."
            if near
            else " It stands on no line of the report."
        )
        hint_vi = (
            f" Số này nằm ở dòng {', '.join(map(str, near))}."
            if near
            else " Không dòng nào của báo cáo có số này."
        )
        return Proof(
            figure,
            "not_found",
            f"{value!r} does not stand on line {line}.{hint_en}",
            f"Không thấy {value!r} ở dòng {line}.{hint_vi}",
        )
    problem: tuple[str, str] | None = None
    for span in spans:
        after, before = page.after(line, span[1]), page.before(line, span[0])
        if not _unit_fits(row["unit"], after):
            shown = " ".join(after.split()[:4])
            problem = problem or (
                f"unit {row['unit']!r} is claimed, but {shown!r} follows the value",
                f"đơn vị ghi {row['unit']!r}, nhưng sau số là {shown!r}",
            )
            continue
        printed = known.mismatch(row["qualifier"], before, after)
        if printed is not None:
            problem = (
                f"qualifier {row['qualifier']!r} is claimed, but {printed!r} stands at the value",
                f"từ hạn định ghi {row['qualifier']!r}, nhưng ở số này là {printed!r}",
            )
            continue
        page.take(line, span)
        return Proof(figure, "matched", starts=span[0])
    page.take(line, spans[0])
    assert problem is not None
    details = (f"Line {line}: {problem[0]}.", f"Dòng {line}: {problem[1]}.")
    return Proof(figure, "mismatch", *details, starts=spans[0][0])


def in_order(figures: Sequence[Mapping[str, str]], proofs: Sequence[Proof]) -> list[str | None]:
    """For each figure the number of a figure that is listed before it, but stands behind it on their line.

    Returns:
        Per figure a number, '' where the order is that of the line, None where there is nothing to compare.
    """
    furthest: dict[str, tuple[int, str]] = {}
    answers: list[str | None] = []
    for row, proof in zip(figures, proofs, strict=True):
        line = row["line"].strip()
        before = furthest.get(line)
        if proof.starts is None or before is None:
            answers.append(None)
        else:
            answers.append(before[1] if proof.starts < before[0] else "")
        if proof.starts is not None and (before is None or proof.starts > before[0]):
            furthest[line] = (proof.starts, proof.figure)
    return answers
