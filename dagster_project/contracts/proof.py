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

# A printed number with its marks: digits joined by dots, commas, slashes ("21/5/2012", "1.234,5").
_TOKEN = re.compile(r"\d+(?:[.,/]\d+)*")
# "tốc độ 21 %" is a speed, not "độ 21 %" (about): these compounds end in a word that is also a qualifier.
_COMPOUND = re.compile(r"(?:tốc|trình|chế|mật|mức|cường|tiến|nhiệt|vượt|không) $")


@dataclass(frozen=True)
class Proof:
    """The outcome for one figure: `matched`, `mismatch` or `not_found`, with a detail in two languages."""

    figure: str
    state: str
    detail_en: str = ""
    detail_vi: str = ""


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

    def occurrences(self, line: int, value: str) -> list[tuple[int, int]]:
        found = _pattern(value).finditer(self.text.get(line, ""))
        return [m.span() for m in found if not self._overlaps(line, m.span())]

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


def _qualifier_fits(qualifier: str, before: str, after: str, known: Sequence[str]) -> str | None:
    """None when the printed qualifier is the one claimed, else the words that stand before the value."""
    wanted = _plain(qualifier)
    tail = before.rstrip(" (")
    if wanted:
        # "500 người trở lên": some qualifiers stand behind the value, within the next few words
        fits = tail.endswith(wanted) or f" {wanted}" in " " + " ".join(after.split()[:6])
        return None if fits else " ".join(tail.split()[-2:])
    for word in known:
        if tail == word or tail.endswith(" " + word):
            head = tail[: -len(word)]
            if not _COMPOUND.search(head):
                return word
    return None


def prove(
    figures: Sequence[Mapping[str, str]],
    not_figures: Sequence[Mapping[str, str]] | None,
    lines: Sequence[str],
    ranges: Iterable[Sequence[int]],
    qualifiers: Iterable[str],
) -> tuple[list[Proof], list[Leftover] | None]:
    """Prove the figures of one report against its text.

    Args:
        figures: rows of the sheet with at least `figure`, `line`, `value`, `unit`, `qualifier` as text.
        not_figures: rows with `line` and `token`, or None where the report has no such file.
        lines: the article's lines, without line ends.
        ranges: pairs of first and last line (1-based, inclusive) that belong to the report.
        qualifiers: all qualifier words of the vocabulary.

    Returns:
        One `Proof` per figure in order, and the numbers that nothing accounts for (None when there is no
        not_figures.csv, so that completeness cannot be proven).
    """
    page = _Page(lines, ranges)
    known = sorted((_plain(q) for q in qualifiers if q), key=len, reverse=True)
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
            page.taken[line].append(spans[0])
        else:
            leftovers.append(Leftover(line, row["token"]))
    return proofs, page.leftovers() + leftovers


def _line(text: str) -> int:
    """The number of a line; 0 where the text is none (`²` is a digit too, as Python has it)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _prove_one(row: Mapping[str, str], page: _Page, known: Sequence[str]) -> Proof:
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
        printed = _qualifier_fits(row["qualifier"], before, after, known)
        if printed is not None:
            problem = (
                f"qualifier {row['qualifier']!r} is claimed, but {printed!r} stands before the value",
                f"từ hạn định ghi {row['qualifier']!r}, nhưng trước số là {printed!r}",
            )
            continue
        page.taken[line].append(span)
        return Proof(figure, "matched")
    page.taken[line].append(spans[0])
    assert problem is not None
    return Proof(figure, "mismatch", f"Line {line}: {problem[0]}.", f"Dòng {line}: {problem[1]}.")
