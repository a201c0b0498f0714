"""Articles whose text is at hand, with their figures marked, for whoever checks a sheet, on this machine.

Belongs here: finding where a figure stands in its line, and writing these pages. Does not belong here:
anything that is published; the site never reads a text.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from contextlib import suppress
from pathlib import Path

import duckdb
from markupsafe import Markup, escape

from .. import disk
from ..messages import Language, UserError, say
from ..reading.printed import plain, value_spans
from ..settings import Settings
from .content import HERE, Content, Rows, grouped
from .edition import DOCUMENT


class NoTexts(UserError):
    """No article is at hand."""


def open_texts(settings: Settings, language: Language = "en") -> list[Path]:
    """Write a page for each report whose very text is at hand, and a list of them; returns what was written.

    Raises:
        NoTexts: none is.
    """
    with duckdb.connect(str(settings.current), read_only=True) as connection:
        content = Content(connection, 0)
        texts = {id: lines for id, report in content.reports.items() if (lines := _text(settings, report))}
        if not texts:
            raise NoTexts("site.no-texts")
        folder = settings.local
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "static" / "site.css", folder / "site.css")
        written = []
        for report_id, lines in sorted(texts.items()):
            if claims := content.rows("claims", first=report_id, last=report_id):
                page = _page(report_id, lines, claims, language)
                disk.replace(folder / f"{report_id}.html", page.encode())
                written.append(folder / f"{report_id}.html")
    listed = DOCUMENT.get_template("local_list.html").render(
        lang=language, title=say("site.local-list", language), reports=[path.stem for path in written]
    )
    disk.replace(folder / "index.html", listed.encode())
    return [folder / "index.html", *written]


def _text(settings: Settings, report: dict[str, str]) -> list[str]:
    """The lines of an article, where the file at hand is the one that was read; none where it is not."""
    if not (settings.articles and report["source_file"] and report["source_sha256"]):
        return []
    with suppress(OSError, disk.NoPlainFile):
        data, _ = disk.read((settings.articles / report["source_file"]).resolve(), sys.maxsize)
        if hashlib.sha256(data).hexdigest() == report["source_sha256"]:
            return data.decode("utf-8", errors="replace").replace("\r\n", "\n").split("\n")
    return []


def _page(report_id: str, lines: list[str], claims: Rows, language: Language) -> str:
    by_line = grouped(claims, "source_line")
    marked = [(n, _marked(text, by_line.get(n, []))) for n, text in enumerate(lines, start=1) if text.strip()]
    return DOCUMENT.get_template("local.html").render(
        lang=language,
        title=report_id,
        note=say("site.local-kept", language, report=report_id),
        lines=marked,
    )


def _marked(text: str, claims: Rows) -> Markup:
    """A line with its figures marked, each with its number; as it stands where they are not found."""
    shown = " ".join(text.split())
    same = plain(shown)
    if len(same) != len(shown):  # what is compared has other places than what is shown
        return escape(shown)
    taken: list[tuple[int, int, int]] = []
    for claim in sorted(claims, key=lambda row: row["figure"]):
        spans = value_spans(claim["value_printed"], same)
        free = [s for s in spans if not any(s[0] < end and start < s[1] for start, end, _ in taken)]
        if free:
            taken.append((*free[0], claim["figure"]))
    parts, at = [], 0
    for start, end, figure in sorted(taken):
        parts += [
            escape(shown[at:start]),
            Markup("<mark>{}<sup>{}</sup></mark>").format(shown[start:end], figure),
        ]
        at = end
    return Markup("").join([*parts, escape(shown[at:])])
