"""`khuyencong explain`: the whole chain of a number, laid out for a terminal.

Belongs here: opening the published file, and the layout of the answer. Does not belong here: which cell
is meant (`cells.py`), what is told about it (the macro `explain` of the release).
"""

from __future__ import annotations

import sys
import textwrap
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ..messages import Language, UserError, label, printable, say
from ..publish import script
from ..settings import Settings
from ..vocabulary import Vocabulary
from . import cells
from .cells import Match

SHOWN, NEAREST = 15, 5
"""Cells listed when several match, and when none has all the words."""
MARGIN, LABEL_WIDTH = 2, 13
ID_SHOWN = 10
"""Signs of a cell id in a list: enough to name it again."""


class NoAnswer(UserError):
    """There is no release to ask, or it is none that can be asked; the message says what mends it."""


@dataclass(frozen=True)
class Answer:
    """What is printed, and whether anything was found."""

    lines: list[str]
    found: bool


@dataclass(frozen=True)
class Layout:
    """How it is printed: language, width in columns, and whether the terminal knows bold and dim."""

    language: Language
    width: int
    bold: bool

    def strong(self, words: str) -> str:
        """The words in bold, where the terminal can."""
        return f"\x1b[1m{words}\x1b[0m" if self.bold else words

    def faint(self, words: str) -> str:
        """The words dimmed, where the terminal can."""
        return f"\x1b[2m{words}\x1b[0m" if self.bold else words

    def fact(self, label: str, words: str, bullet: str = "") -> list[str]:
        """A label and its words, wrapped behind it."""
        indent = " " * (MARGIN + LABEL_WIDTH)
        lines = textwrap.wrap(
            words,
            max(45, self.width),
            initial_indent=indent + bullet,
            subsequent_indent=indent + " " * len(bullet),
            break_on_hyphens=False,
            break_long_words=False,
        ) or [indent]
        first = " " * MARGIN + self.faint(f"{label:<{LABEL_WIDTH}}") + lines[0].removeprefix(indent)
        return [first, *lines[1:]]


def explain(
    settings: Settings, asked: str, language: Language = "en", width: int = 100, bold: bool = False
) -> Answer:
    """The whole chain of one number, or the numbers that may be meant, laid out as `Layout` says.

    What is `asked` is the id of a cell or the beginning of one, a claim (`report#figure`), a number as
    printed or its value, or words to search for.

    Raises:
        NoAnswer: Nothing has been published, or the published file cannot be asked.
    """
    layout = Layout(language, width, bold)
    asked = " ".join(asked.split())
    with _opened(settings.current) as release:
        try:
            return _answer(release, settings, asked, layout)
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise NoAnswer("explain.other-version", path=settings.current, error=error) from error


@contextmanager
def _opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The current release, read-only. A refresh may replace it at this very moment, so once more."""
    if not path.exists():
        raise NoAnswer("explain.nothing-published", path=path)
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error:
        time.sleep(0.2)
        try:
            connection = duckdb.connect(str(path), read_only=True)
        except duckdb.Error as error:
            raise NoAnswer("explain.cannot-be-opened", path=path, error=error) from error
    # DuckDB imports pandas for the first parameter of a process, more than a second for nothing.
    hide = "pandas" not in sys.modules
    if hide:
        sys.modules["pandas"] = None  # type: ignore[assignment]
    try:
        with connection:
            # Older releases do not have this macro; a temporary one serves whatever the file holds.
            own = script.text("folded").partition(";")[0]
            connection.execute(own.replace("create macro", "create temp macro"))
            yield connection
    finally:
        if hide:
            del sys.modules["pandas"]


def _answer(release: duckdb.DuckDBPyConnection, settings: Settings, asked: str, layout: Layout) -> Answer:
    # A number first: the id of some cell may begin with any six digits.
    vocabulary = Vocabulary(settings.seeds)
    match = cells.with_number(release, vocabulary, asked, SHOWN)
    if not match.cells:
        named = cells.named(release, asked)
        match = Match(named[:SHOWN], len(named))
    if not match.cells and "#" in asked:
        return Answer(_no_such_claim(release, asked, layout), False)
    if not match.cells:
        match = cells.with_words(release, vocabulary, asked, SHOWN)
    if not match.complete:
        return Answer(_nearest(release, asked, match, layout), False)
    if match.count == 1:
        return Answer(_chain(release, match.cells[0], layout), True)
    return Answer(_choose(release, asked, match, layout), True)


def _chain(release: duckdb.DuckDBPyConnection, cell: str, layout: Layout) -> list[str]:
    """The chain of one cell, part by part, under the headline that is its first fact."""
    facts = _facts(release, cell, layout.language)
    lines = [layout.strong(line) for line in textwrap.wrap(facts[0][4], layout.width)]
    rows = Counter(fact[:3] for fact in facts)
    before = ("", "", "")
    for part, item, claim, name, words in facts[1:]:
        if part != before[0]:
            lines += ["", layout.strong(label("explain_part", part, layout.language))]
        elif claim != before[2]:
            lines.append("")
        shown_name = "" if (part, item, claim) == before else name
        shown_words = layout.strong(words) if item == "value" else words
        lines += layout.fact(shown_name, shown_words, "• " if rows[part, item, claim] > 1 else "")
        before = (part, item, claim)
    return lines


def _facts(
    release: duckdb.DuckDBPyConnection, cell: str, language: Language
) -> list[tuple[str, str, str, str, str]]:
    """What the release says of a cell: part, item, claim, label, text. Older releases have no labels."""
    asked = release.execute("from explain($cell)", {"cell": cell})
    columns = [column[0] for column in asked.description]
    facts = []
    for row in asked.fetchall():
        fact = dict(zip(columns, row, strict=True))
        name = fact.get(f"label_{language}") or label("explain_item", fact["item"], language)
        words = fact.get(f"text_{language}") or fact[f"says_{language}"]
        facts.append((fact["part"], fact["item"], fact["claim"], name, printable(words)))
    return facts


def _choose(release: duckdb.DuckDBPyConnection, asked: str, match: Match, layout: Layout) -> list[str]:
    """Several cells are meant: they are listed, and how to name one."""
    language = layout.language
    head = say("explain.several-match", language, count=match.count, asked=asked)
    lines = [layout.strong(head), *_list(release, match, layout)]
    if match.count > len(match.cells):
        lines += ["", say("explain.and-more", language, count=match.count - len(match.cells))]
    name_one = "explain.name-one-by-id" if match.claims else "explain.add-words"
    return [*lines, "", say(name_one, language, cell=match.cells[0][:ID_SHOWN])]


def _nearest(release: duckdb.DuckDBPyConnection, asked: str, match: Match, layout: Layout) -> list[str]:
    """No cell has all the words: which of them occur nowhere, and the cells that have most."""
    language = layout.language
    lines = [layout.strong(say("explain.no-match", language, asked=asked))]
    for word, near in cells.unknown_words(release).items():
        unknown = "explain.unknown-word-nearest" if near else "explain.unknown-word"
        lines.append(say(unknown, language, word=word, nearest=", ".join(near)))
    if not match.cells:
        return [*lines, say("explain.how-to-ask", language)]
    shown = Match(match.cells[:NEAREST], match.count)
    lines += [say("explain.most-words", language), *_list(release, shown, layout)]
    return [*lines, "", say("explain.add-words", language, cell=match.cells[0][:ID_SHOWN])]


def _list(release: duckdb.DuckDBPyConnection, match: Match, layout: Layout) -> list[str]:
    """Cells in few lines each: the beginning of the id and what it is, its value, the claims asked for."""
    try:
        rows = release.execute(
            f"select cell_id, item, text_{layout.language} from analytics.explanations"
            " where list_contains($cells, cell_id) and item in ('headline', 'value', 'interval')",
            {"cells": match.cells},
        ).fetchall()
    except duckdb.CatalogException:  # an older release, which has the macro only
        rows = [(cell, f[1], f[4]) for cell in match.cells for f in _facts(release, cell, layout.language)]
    texts = {(cell, item): printable(words) for cell, item, words in rows}
    lines = []
    for cell in match.cells:
        if (cell, "headline") not in texts:
            lines += ["", *layout.fact(cell[:ID_SHOWN], say("explain.only-in-earlier", layout.language))]
            continue
        value = texts[cell, "value"]
        if value == say("explain.no-single-value", layout.language):
            value = texts[cell, "interval"]
        lines += ["", *layout.fact(cell[:ID_SHOWN], texts[cell, "headline"])]
        lines += layout.fact("", layout.strong(value))
        for claim in match.claims.get(cell, ()):
            lines += layout.fact("", claim)
    return lines


def _no_such_claim(release: duckdb.DuckDBPyConnection, asked: str, layout: Layout) -> list[str]:
    """A figure that is no claim: rejected, with the reasons, or not there."""
    reasons = cells.rejected(release, asked, layout.language)
    if reasons:
        head = layout.strong(say("explain.claim-rejected", layout.language, claim=asked))
        return [head, *(line for reason in reasons for line in ("", *layout.fact("", reason)))]
    lines = [layout.strong(say("explain.no-such-claim", layout.language, claim=asked))]
    if near := cells.near_claims(release, asked):
        lines.append(say("explain.claims-there-are", layout.language, claims=", ".join(near)))
    return lines
