"""The text of an article from a file: plain text, Word, web page, PDF.

Belongs here: what kind of file it is, and its text in composed Unicode. Does not belong here: what the text
says. An encoding from before Unicode is recognised and converted only where a person names it.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..messages import UserError
from ..reading.legacy import ENCODINGS, detect_legacy

LARGEST = 50_000_000
"""Bytes of a file that is read."""
LEAST_LEGACY = 3
"""Lines in an old encoding from which a text counts as written in it."""


class NoText(UserError):
    """A file that holds no text that can be read; the message says why and what to do."""


def text_of(path: Path, legacy: str = "") -> str:
    """The text of a file.

    Args:
        path: a file in UTF-8 (`.txt`), `.docx`, `.html` or `.htm`, or `.pdf` with text in it.
        legacy: the encoding to convert from, a name of `reading.legacy.ENCODINGS` in lower case, or blank.

    Raises:
        NoText: it is too large, no text, in an old encoding that was not named, or a picture.
    """
    data = path.read_bytes()
    if len(data) > LARGEST:
        raise NoText("draft.too-large", file=path.name, most=LARGEST // 1_000_000)
    kind = path.suffix.casefold()
    readers = {".docx": _docx, ".html": _html, ".htm": _html, ".pdf": _pdf}
    try:
        text = readers[kind](data) if kind in readers else _plain(data, path, legacy)
    except NoText:
        raise
    except Exception as error:  # a damaged file: each library has faults of its own
        raise NoText(
            "draft.unreadable", file=path.name, why=f"{type(error).__name__}: {error}"[:200]
        ) from error
    if not text.strip():
        raise NoText("draft.no-text", file=path.name)
    return _converted(text, path, legacy)


def _plain(data: bytes, path: Path, legacy: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if legacy:
            return data.decode("cp1252", errors="replace") if legacy == "vni" else data.decode("latin-1")
        found = _old_encoding(data.decode("latin-1").splitlines())
        if found:
            raise NoText("draft.legacy", file=path.name, encoding=found, option=found.casefold()) from error
        raise NoText("draft.not-utf8", file=path.name, byte=error.start + 1) from error


def _old_encoding(lines: list[str]) -> str:
    """The encoding from before Unicode in which most odd lines are, blank where hardly any is."""
    found = [known[0] for line in lines if (known := detect_legacy(line))]
    return max(set(found), key=found.count) if len(found) >= min(LEAST_LEGACY, len(lines)) and found else ""


def _converted(text: str, path: Path, legacy: str) -> str:
    """The text, read from an old encoding where a person has named it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    odd = [line for line in lines if detect_legacy(line)]
    is_mostly_odd = len(odd) * 2 > sum(bool(line.strip()) for line in lines)
    if is_mostly_odd and not legacy and (found := _old_encoding(lines)):
        raise NoText("draft.legacy", file=path.name, encoding=found, option=found.casefold())
    if legacy:
        decode = next(d for name, d in ENCODINGS.items() if name.casefold() == legacy)
        lines = [
            " ".join(decode(word) for word in line.split(" ")) if detect_legacy(line) else line
            for line in lines
        ]
    return unicodedata.normalize("NFC", "\n".join(lines))


def _docx(data: bytes) -> str:
    """Paragraphs and tables of a Word document in their order; the cells of a row parted by ` | `."""
    import docx  # loaded where a Word file is read

    document = docx.Document(io.BytesIO(data))

    def lines() -> Iterator[str]:
        for block in document.iter_inner_content():
            if hasattr(block, "rows"):
                for row in block.rows:
                    yield " | ".join(" ".join(cell.text.split()) for cell in _distinct(row.cells))
            else:
                yield block.text

    return "\n".join(lines())


def _distinct(cells: Any) -> list[Any]:
    """The cells of a row, one that spans several columns once."""
    return [cell for n, cell in enumerate(cells) if n == 0 or cell._tc is not cells[n - 1]._tc]


_BLOCK = re.compile(
    r"p|h[1-6]|[uod]l|li|table|t(?:head|body|r)|d[td]|pre|[bh]r|div|section|article|main|blockquote"
    r"|fig(?:ure|caption)"
)
"""Elements of a web page before and behind which a line ends."""
_LEFT_OUT = "script, style, nav, header, footer, aside, form, noscript, iframe, svg, button"


def _html(data: bytes) -> str:
    """The text of a web page, a line for each paragraph, heading, item and row."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(data)
    for node in tree.css(_LEFT_OUT):
        node.decompose()
    lines = [""]

    def walk(node: Any) -> None:
        for child in node.iter(include_text=True):
            if child.tag == "-text":
                lines[-1] += child.text(deep=False)
            elif child.tag == "tr":
                cells = (cell.text(separator=" ").split() for cell in child.css("td, th"))
                lines.extend([" | ".join(map(" ".join, cells)), ""])
            elif _BLOCK.fullmatch(child.tag):
                lines.append("")
                walk(child)
                lines.append("")
            else:
                walk(child)

    if tree.body:
        walk(tree.body)
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def _pdf(data: bytes) -> str:
    """The lines of the pages of a PDF; nothing where they are pictures."""
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
