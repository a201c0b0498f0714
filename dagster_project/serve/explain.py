"""`khuyencong explain`: the whole chain of a number, laid out for a terminal.

Belongs here: opening the published file, and the layout of the answer. Does not belong here: which cell
is meant (`find.py`), what a chain consists of and its words (`publish/chain.py`, `publish/wording.py`).
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

from ..publish import chain
from ..publish.wording import LANGUAGES, Language
from ..settings import Settings
from . import find

SHOWN = 15
"""Cells listed when several match."""
NEAREST = 5
"""Cells listed when none has all the words."""

HEADINGS = {
    "number": ("What it says", "Nội dung"),
    "source": ("Where it was printed", "In ở đâu"),
    "rival": ("Other claims about the same", "Số liệu khác về cùng nội dung"),
    "check": ("What speaks for and against it", "Điều khẳng định và điều trái lại"),
    "change": ("What changed", "Thay đổi"),
}
LABELS = {
    "value": ("value", "giá trị"),
    "interval": ("interval", "khoảng"),
    "choice": ("choice", "lựa chọn"),
    "cell": ("cell", "ô"),
    "indicator": ("indicator", "chỉ tiêu"),
    "measure": ("measure", "cách đo"),
    "base": ("against", "so với"),
    "scope": ("scope", "phạm vi"),
    "place": ("place", "nơi"),
    "period": ("period", "thời kỳ"),
    "nature": ("nature", "tính chất"),
    "money": ("money", "kinh phí"),
    "claim": ("claim", "số liệu"),
    "report": ("report", "bài"),
    "publisher": ("publisher", "nơi công bố"),
    "published": ("published", "ngày"),
    "line": ("stands on", "vị trí"),
    "printed": ("printed", "in là"),
    "time": ("time", "thời gian"),
    "read": ("read as", "đọc là"),
    "corrected": ("corrected", "đính chính"),
    "inferred": ("inferred", "suy ra"),
    "flags": ("flags", "lưu ý"),
    "note": ("note", "ghi chú"),
    "verified": ("checked", "đối chiếu"),
    "rivals": ("rivals", "số khác"),
    "conflicts": ("conflicts", "mâu thuẫn"),
    "identities": ("identities", "đẳng thức"),
    "release": ("release", "bản"),
    "change": ("change", "thay đổi"),
    "revisions": ("revisions", "lịch sử"),
}
MARGIN = 2
LABEL_WIDTH = 13
ID_SHOWN = 10
"""Signs of a cell id in a list: enough to name it again."""


class NoAnswer(RuntimeError):
    """There is no release to ask, or it is none that can be asked; the message says what mends it."""


@dataclass(frozen=True)
class Answer:
    """What is printed, and whether anything was found."""

    lines: list[str]
    found: bool


@dataclass(frozen=True)
class Look:
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

    def pick(self, english: str, vietnamese: str) -> str:
        """The words of the language asked for."""
        return (english, vietnamese)[self.language.place]

    def fact(self, label: str, words: str, bullet: str = "") -> list[str]:
        """A label and its words, wrapped behind it."""
        room = max(30, self.width - MARGIN - LABEL_WIDTH)
        lines = textwrap.wrap(
            words,
            room,
            initial_indent=bullet,
            subsequent_indent=" " * len(bullet),
            break_on_hyphens=False,
            break_long_words=False,
        ) or [""]
        first = " " * MARGIN + self.faint(f"{label:<{LABEL_WIDTH}}") + lines[0]
        return [first, *(" " * (MARGIN + LABEL_WIDTH) + line for line in lines[1:])]


def explain(settings: Settings, asked: str, lang: str, width: int = 100, bold: bool = False) -> Answer:
    """The whole chain of one number, or the numbers that may be meant.

    Args:
        settings: Where the published file lies.
        asked: Id of a cell or the beginning of one, a claim (`report#figure`), or words to search for.
        lang: `en` or `vi`.
        width: Columns of the terminal.
        bold: Whether the terminal knows bold and dim.

    Raises:
        NoAnswer: Nothing has been published, or the published file cannot be asked.
    """
    look = Look(next(each for each in LANGUAGES if each.code == lang), width, bold)
    asked = " ".join(asked.split())
    try:
        with _opened(settings.current) as release:
            cells = find.named(release, asked)
            if not cells and "#" in asked:
                return Answer(_no_such_claim(release, asked, look), False)
            if not cells and (gone := _gone(release, asked, look)):
                return Answer(gone, True)
            match = (
                find.Match(cells[:SHOWN], len(cells), True) if cells else find.search(release, asked, SHOWN)
            )
            if match.whole and match.count == 1:
                there = chain.columns_of(release)
                return Answer(_tell(_chain(release, there, match.cells[0]), look), True)
            return Answer(_choose(release, asked, match, look), match.whole)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise NoAnswer(
            f"{settings.current} was published by another version of this project: {error}. "
            "`khuyencong refresh` publishes it anew."
        ) from error


@contextmanager
def _opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The current release, read-only. A refresh may replace it at this very moment, so once more."""
    if not path.exists():
        raise NoAnswer(f"Nothing has been published yet ({path}); `khuyencong refresh` does it.")
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error:
        time.sleep(0.2)
        try:
            connection = duckdb.connect(str(path), read_only=True)
        except duckdb.Error as error:
            raise NoAnswer(f"{path} cannot be opened: {error}") from error
    with connection, _pandas_out_of_sight():
        yield connection


@contextmanager
def _pandas_out_of_sight() -> Iterator[None]:
    """DuckDB imports pandas for the first parameter of a process, more than a second for nothing."""
    hide = "pandas" not in sys.modules
    if hide:
        sys.modules["pandas"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if hide:
            del sys.modules["pandas"]


def _chain(release: duckdb.DuckDBPyConnection, there: chain.Columns, cell: str) -> list[tuple[str, ...]]:
    return release.execute(chain.chain_sql(there, "observations.cell_id = $cell"), {"cell": cell}).fetchall()


def _tell(facts: list[tuple[str, ...]], look: Look) -> list[str]:
    """The chain, part by part, under the headline that is its first fact."""
    told = [(part, item, claim, said[look.language.place]) for _, part, item, claim, *said in facts]
    lines = [look.strong(line) for line in textwrap.wrap(told[0][3], look.width)]
    same = Counter(fact[:3] for fact in told)
    before = ("", "", "")
    for part, item, claim, words in told[1:]:
        label = look.pick(*LABELS[item])
        if part != before[0]:
            lines += ["", look.strong(look.pick(*HEADINGS[part]))]
        elif claim != before[2]:
            lines.append("")
        elif (part, item, claim) == before:
            label = ""
        if item == "value":
            words = look.strong(words)
        lines += look.fact(label, words, "• " if same[part, item, claim] > 1 else "")
        before = (part, item, claim)
    return lines


def _list(release: duckdb.DuckDBPyConnection, cells: list[str], look: Look) -> list[str]:
    """Cells in two lines each: the beginning of the id and what it is, then the value."""
    rows = release.execute(
        chain.brief_sql(look.language, "list_contains($cells, observations.cell_id)"), {"cells": cells}
    ).fetchall()
    said = {cell: (what, value) for cell, what, value in rows}
    lines = []
    for cell in cells:
        what, value = said[cell]
        lines += ["", *look.fact(cell[:ID_SHOWN], what), *look.fact("", look.strong(value))]
    return lines


def _choose(release: duckdb.DuckDBPyConnection, asked: str, match: find.Match, look: Look) -> list[str]:
    """Several cells have the words, or none has all of them."""
    if match.whole:
        head = look.pick(
            f"{match.count} numbers match “{asked}”.", f"Có {match.count} số liệu khớp “{asked}”."
        )
    else:
        head = look.pick(
            f"No number has all the words of “{asked}”.", f"Không số liệu nào đủ các từ “{asked}”."
        )
    lines = [look.strong(head)]
    for word, near in find.unknown_words(release, asked).items() if not match.whole else ():
        lines.append(
            look.pick(f"“{word}” occurs nowhere.", f"Không có từ “{word}”.")
            + (look.pick(" Nearest: ", " Gần nhất: ") + ", ".join(near) if near else "")
        )
    shown = match.cells if match.whole else match.cells[:NEAREST]
    if shown and not match.whole:
        lines.append(look.pick("These have most of them:", "Những số có nhiều từ nhất:"))
    lines += _list(release, shown, look)
    if match.whole and match.count > len(shown):
        more = match.count - len(shown)
        lines += ["", look.pick(f"… and {more} more.", f"… và {more} số liệu nữa.")]
    if shown:
        lines += [
            "",
            look.pick(
                "Add words (place, year, scope, source of the money), or name one by its id: ",
                "Thêm từ (nơi, năm, phạm vi, nguồn kinh phí), hoặc gọi theo mã: ",
            )
            + f"khuyencong explain {shown[0][:ID_SHOWN]}",
        ]
    else:
        lines.append(
            look.pick(
                "Ask by words (indicator, place, year, scope), a cell id, or a claim: report#figure.",
                "Hãy hỏi bằng từ (chỉ tiêu, nơi, năm, phạm vi), mã ô, hoặc số liệu: báo-cáo#số.",
            )
        )
    return lines


def _gone(release: duckdb.DuckDBPyConnection, asked: str, look: Look) -> list[str]:
    """A cell that earlier releases had: what they said, and why that ended."""
    question = chain.gone_sql(chain.columns_of(release), look.language)
    if question is None or len(asked) < find.SHORTEST_ID:
        return []
    lines: list[str] = []
    cell = ""
    for cell_id, what, said in release.execute(question, {"asked": asked}).fetchall():
        if cell_id != cell:
            absent = look.pick("Not in the current release: ", "Không còn trong bản hiện hành: ")
            lines += [
                *([""] if lines else []),
                look.strong(absent + what),
                *look.fact(look.pick(*LABELS["cell"]), cell_id),
            ]
        lines += look.fact(look.pick(*LABELS["revisions"]), said)
        cell = cell_id
    return lines


def _no_such_claim(release: duckdb.DuckDBPyConnection, asked: str, look: Look) -> list[str]:
    """A figure that is no claim: rejected, with the reasons, or not there."""
    reasons = find.rejected(release, asked, look.language)
    if reasons:
        head = look.pick(
            f"{asked} was rejected; no number rests on it.", f"{asked} bị loại; không số nào dựa vào nó."
        )
        return [look.strong(head), *(line for reason in reasons for line in ("", *look.fact("", reason)))]
    lines = [look.strong(look.pick(f"There is no claim {asked}.", f"Không có số liệu {asked}."))]
    near = find.near_claims(release, asked)
    return [*lines, look.pick("There are: ", "Có: ") + ", ".join(near)] if near else lines
