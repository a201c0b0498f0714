"""Write the draft of a report: `raw/.<id>/` with origin, figures, other numbers, and how each cell is known.

Belongs here: what stands in the files of a draft. Does not belong here: reading the text (`reader.py`). A
folder whose name opens with a dot is read by no refresh, so a draft cannot be published.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import yaml

from .. import disk
from ..contracts.cells import UNREAD, Readers
from ..contracts.model import NOT_FIGURES_COLUMNS, SHEET_COLUMNS
from ..contracts.verification import verify
from ..messages import Language, UserError, label, say, some
from ..reading.periods import Period, read_period
from ..reading.reason import Unreadable
from ..reading.text import fold_plain
from ..vocabulary import Vocabulary
from .article import Article
from .confidence import Confidence
from .figures import Figure, Guess
from .inputs import text_of
from .reader import Reader
from .tables import read_tables
from .text import Text

_EVIDENCE = ("evidence_start", "evidence_end", "evidence")
REVIEW_COLUMNS = ("figure", "column", "state", "confidence", *_EVIDENCE, "alternatives")
READ = SHEET_COLUMNS[2:11]
"""The cells that the engine reads from the words around a figure, indicator to funding source."""
COPIED = SHEET_COLUMNS[11:14]
"""The cells that it copies from beside the value: qualifier, value, unit."""
LONGEST_EVIDENCE = 120
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class NoDraft(UserError):
    """A draft that cannot be written where it was asked for; the message says why."""


@dataclass(frozen=True)
class Draft:
    """What was written: folder, text, how many figures and other numbers; lines of tables not read."""

    folder: Path
    text: Path
    figures: int
    others: int
    left: list[int]

    def lines(self, lang: Language) -> list[str]:
        """What is said of it."""
        lines = [
            say("draft.written", lang, folder=self.folder, figures=self.figures, others=self.others),
            say("draft.text-at", lang, file=self.text),
        ]
        if self.left:
            at = some([say("draft.line", lang, line=line) for line in self.left], 8)
            lines.append(say("draft.left", lang, n=len(self.left), lines=at))
        return [*lines, say("draft.next", lang, folder=self.folder)]


def draft(
    source: Path,
    raw: Path,
    articles: Path,
    vocabulary: Vocabulary,
    report_id: str,
    place: str,
    published: str = "",
    legacy: str = "",
    lang: Language = "en",
) -> Draft:
    """Draft the sheet of an article.

    Args:
        source: the file with the article.
        raw: the folder of reports.
        articles: the folder of article texts; a text that does not lie there is copied into it.
        vocabulary: the agreed words.
        report_id: the name that the report is to have.
        place: the province, nation or region that it is about, by its id or its name.
        published: when it appeared, as far as it is known, or blank.
        legacy: the encoding to convert from, or blank.
        lang: the language of the reasons why numbers are no figures.

    Raises:
        NoDraft: there is such a report or draft, no such place, or another text of that name.
        NoText: the file cannot be read.
    """
    folder = raw / f".{report_id}"
    for there in (raw / report_id, folder):
        if there.exists():
            raise NoDraft("draft.there-is-one", folder=there)
    if not _ID.fullmatch(report_id):
        raise NoDraft("draft.no-such-id", found=repr(report_id))
    appeared = _appeared(published)
    place = _place(place, appeared, vocabulary)
    text, kept = _kept(source, articles, report_id, legacy)
    lines = text.split("\n")
    reader = Reader(vocabulary)
    article = reader.read(Text(lines), place, appeared.start)
    read_tables(reader, lines, article)
    files = files_of(
        article, lines, vocabulary, _origin(article, kept, lines, report_id, place, published), lang
    )
    folder.mkdir()
    for file, data in files.items():
        disk.replace(folder / file, data)
    left = sorted({article.text.where(other.start)[0] for other in article.others if other.why == "table"})
    return Draft(folder, kept, len(article.figures), files["not_figures.csv"].count(b"\n") - 1, left)


def _appeared(published: str) -> Period:
    """When an article appeared, as far as it is known: a year, a month or a day."""
    with suppress(Unreadable):
        period = read_period(published)
        if not published or (period.kind in ("year", "month", "day") and period.spelling == published):
            return period
    raise NoDraft("draft.no-such-date", found=repr(published))


def _place(words: str, published: Period, vocabulary: Vocabulary) -> str:
    """The place of some words; of several of one name the one of the days on which the article appeared."""
    cell = Readers(vocabulary).cell("place", words)
    if cell.reading is not UNREAD and not cell.reading.part and not cell.reading.inferred:
        place_id: str = cell.reading.place_id
        return place_id
    named = [c for c in cell.problems[0].candidates if c in vocabulary.places] if cell.problems else []
    alike = [p for p in map(vocabulary.places.get, named) if p and fold_plain(p.name_vi) == fold_plain(words)]
    first, last = published.start, published.end
    found = [
        p
        for p in alike
        if first and last and (p.valid_from or first) <= first and last <= (p.valid_to or last)
    ]
    if len(found) == 1:
        return found[0].place_id
    if alike:
        raise NoDraft("draft.which-place", place=repr(words), near=some([p.place_id for p in alike]))
    raise NoDraft("draft.no-such-place", place=repr(words))


def _kept(source: Path, articles: Path, report_id: str, legacy: str) -> tuple[str, Path]:
    """The text of an article and its file in the folder of texts, where it is put if it is not there."""
    text = text_of(source, legacy)
    if source.suffix.casefold() == ".txt" and source.resolve().parent == articles.resolve() and not legacy:
        return text, articles / source.name
    there = articles / f"{report_id}.txt"
    if there.exists() and there.read_bytes() != text.encode():
        raise NoDraft("draft.other-text", file=there)
    articles.mkdir(exist_ok=True)
    disk.replace(there, text.encode())
    return text, there


def _origin(
    article: Article, kept: Path, lines: Sequence[str], report_id: str, place: str, published: str
) -> dict[str, object]:
    """The record of where the report comes from, as far as it can be known from the text."""
    titles = sorted(
        {article.text.where(t.start)[0] for t in article.text.tokens if t.paragraph in article.titles}
    )
    title = " ".join(lines[n - 1].strip() for n in titles[:2]) or next(
        (line.strip() for line in lines if line.strip()), ""
    )
    return {
        "report_id": report_id,
        "title": title[:200],
        "kind": "press",
        "publisher": None,
        "author": None,
        "published": published or None,
        "url": None,
        "language": "vi",
        "places": list(
            dict.fromkeys(
                [place, *(f.cells["place"].value.partition("/")[0].rstrip("?") for f in article.figures)]
            )
        ),
        "source": {
            "file": kept.name,
            "sha256": hashlib.sha256(kept.read_bytes()).hexdigest(),
            "lines": [[1, max(len(lines), 1)]],
            "title_lines": [[n, n] for n in titles],
            "caption_lines": [],
            "complete": True,
        },
        "transcription": {"by": "khuyencong draft", "on": dt.date.today().isoformat(), "checked_by": None},
        "notes": None,
    }


def cells_of(article: Article, number: int, figure: Figure) -> dict[str, str]:
    """The row of a figure."""
    cells = dict.fromkeys(SHEET_COLUMNS, "")
    cells |= {"figure": str(number), "line": str(article.text.where(figure.start)[0])}
    cells |= {column: figure.cells[column].value for column in READ}
    return cells | {"qualifier": figure.qualifier, "value": figure.value, "unit": figure.unit}


def files_of(
    article: Article,
    lines: Sequence[str],
    vocabulary: Vocabulary,
    origin: Mapping[str, object],
    lang: Language = "en",
) -> dict[str, bytes]:
    """The files of a draft by name."""
    rows = [cells_of(article, n, figure) for n, figure in enumerate(article.figures, start=1)]
    confidence = Confidence(vocabulary.drafting_confidence)
    review = [
        line
        for row, figure in zip(rows, article.figures, strict=True)
        for line in reviewed(article, row, figure, confidence)
    ]
    return {
        "report.yaml": yaml.safe_dump(dict(origin), allow_unicode=True, sort_keys=False, width=110).encode(),
        "figures.csv": disk.table(SHEET_COLUMNS, ([row[c] for c in SHEET_COLUMNS] for row in rows)),
        "not_figures.csv": disk.table(NOT_FIGURES_COLUMNS, _others(article, rows, lines, vocabulary, lang)),
        "review.csv": disk.table(REVIEW_COLUMNS, review),
    }


def reviewed(
    article: Article, row: Mapping[str, str], figure: Figure, confidence: Confidence
) -> Iterable[list[str]]:
    """How each drafted cell of a figure is known."""
    guesses = {column: figure.cells[column] for column in READ}
    for column in COPIED:
        start = article.text.tokens[figure.first].start if column == "qualifier" else figure.start
        span = (start, max(figure.end, start + 1)) if row[column] else None
        guesses[column] = Guess(row[column], "printed", span)
    for column, guess in guesses.items():
        yield [
            row["figure"],
            column,
            "proposed",
            f"{confidence.of(column, guess.basis):.2f}",
            *_evidence(article, guess.evidence, int(row["line"])),
            "|".join(o for o in guess.others if o != guess.value),
        ]


def _evidence(article: Article, span: tuple[int, int] | None, line: int) -> list[str]:
    """A stretch of the text as characters of its line, and its words, behind its line where it is another."""
    if span is None:
        return ["", "", ""]
    start, end = span
    number, at = article.text.where(start)
    last, until = article.text.where(max(end - 1, start))
    words = article.text.whole[start : min(end, start + LONGEST_EVIDENCE)]
    if last != number:  # over the end of a line: as far as that line goes
        words = words[: article.text.rest_of_line(start)]
        until = at + len(words) - 1
    if number == line:
        return [str(at), str(until + 1), words]
    return ["", "", f"{number}:{at}-{until + 1} {words}"]


def _others(
    article: Article,
    rows: Sequence[Mapping[str, str]],
    lines: Sequence[str],
    vocabulary: Vocabulary,
    lang: Language,
) -> list[tuple[int, str, str]]:
    """The numbers that neither figures nor words of time account for, and why they are no figures."""
    _, left = verify(rows, [], lines, [(1, len(lines))], vocabulary.qualifiers)
    reasons: dict[int, list[tuple[int, int, str]]] = {}
    for other in article.others:
        number, at = article.text.where(other.start)
        reasons.setdefault(number, []).append((at, at + other.end - other.start, other.why))
    found: list[tuple[int, str, str]] = []
    seen: Counter[tuple[int, str]] = Counter()
    for leftover in left or ():
        at = _nth(lines[leftover.line - 1], leftover.token, seen[leftover.line, leftover.token])
        seen[leftover.line, leftover.token] += 1
        covering = (why for start, end, why in reasons.get(leftover.line, ()) if start <= at < end)
        found.append((leftover.line, leftover.token, label("not_figure", next(covering, "unknown"), lang)))
    return found


def _nth(line: str, token: str, n: int) -> int:
    """Where a number stands on a line for the nth time."""
    at = -1
    for _ in range(n + 1):
        at = line.find(token, at + 1)
    return at
