"""One person reviewing one draft: what the page shows, and what it may ask for.

Belongs here: the state of the page as plain data, and edits by name. Does not belong here: HTTP (`app.py`),
what an edit changes (`draft.py`).
"""

from __future__ import annotations

import shlex
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..drafting.second_reader import GIVEN
from ..ingest.folders import ORIGIN
from ..ingest.origin import KINDS, load
from ..ingest.relations import HOLDING
from ..ingest.words import entries
from ..messages import LANGUAGES, Language, label
from .draft import DECIDED, PROPOSED, Content, Draft, DraftFault
from .judging import Judge
from .text import FIGURE, Mark, Page, tokens_of, verified

ORIGIN_FIELDS = ("title", "kind", "publisher", "author", "published", "url")
"""What the page asks of the report itself; the rest is known, or is written by hand."""


class Session:
    """A draft, who reviews it, and where; edits are made one at a time."""

    def __init__(self, draft: Draft, judge: Judge, by: str) -> None:
        self.draft, self.judge = draft, judge
        self.lock = threading.Lock()
        self.place = draft.place()
        self.by = by or self.place.get("by", "")
        self._page: tuple[bytes, Page] | None = None
        self._edits: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any] | None]] = {
            "put": self._put,
            "confirm": self._confirm,
            "file": self._file,
            "figure": self._figure,
            "undo": self._undo,
            "origin": self._origin,
            "place": self._keep_place,
        }

    @property
    def page(self) -> Page:
        """The lines of the article, read anew when report.yaml says something else."""
        origin = self.draft.on_disk[ORIGIN]
        if self._page is None or self._page[0] != origin:
            self._page = origin, self.judge.page(self.draft)
        return self._page[1]

    def do(self, action: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Make an edit; what to look at next, where it says so.

        Raises:
            DraftFault: there is no such edit, or it cannot be made.
            ChangedOutside: somebody else wrote into the folder, whose state is loaded now.
        """
        if action not in self._edits:
            raise DraftFault("review.no-such-action", action=action)
        with self.lock:
            return self._edits[action](asked) or {}

    def _name(self) -> str:
        if not self.by:
            raise DraftFault("review.nameless")
        return self.by

    def _put(self, asked: Mapping[str, Any]) -> None:
        cells = {str(name): str(text).strip() for name, text in dict(asked["cells"]).items()}
        figure, by = str(asked["figure"]), self._name()

        def change(content: Content) -> Content:
            was, written = content.row(figure), content.put(figure, cells, by)
            if any(was[column] != written.row(figure)[column] for column in GIVEN):
                return written.propose(figure, self.judge.proposals(self.draft, written, figure))
            return written

        self.draft.edit(change)

    def _confirm(self, asked: Mapping[str, Any]) -> None:
        by = self._name()
        self.draft.edit(lambda content: content.confirm(str(asked["figure"]), by))

    def _file(self, asked: Mapping[str, Any]) -> None:
        """A figure, or a number of the text, states no indicator."""
        if not (why := str(asked["why"]).strip()):
            raise DraftFault("review.no-reason")
        if figure := str(asked.get("figure", "")):
            row = self.draft.content.row(figure)
            line = int(row["line"]) if row["line"].isdecimal() else 0
            numbers = [(line, token) for token in tokens_of(row["value"]) if line]
        else:
            line, (start, end) = self._span(asked)
            numbers = [(line, self.page.lines[line].text[start:end])]
        self.draft.edit(lambda content: content.file(numbers, why, figure))

    def _span(self, asked: Mapping[str, Any]) -> tuple[int, tuple[int, int]]:
        """A stretch of a line of the text."""
        line, start, end = (int(asked[name]) for name in ("line", "start", "end"))
        if line not in self.page.lines or not self.page.lines[line].text[start:end].strip():
            raise DraftFault("review.no-such-place", line=line)
        return line, (start, end)

    def _figure(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """A number of the text becomes a figure."""
        line, span = self._span(asked)
        self._name()
        value = self.page.lines[line].text[slice(*span)].strip()
        around = self.page.words_around(line, span, self.judge.readers)
        cells = {"line": str(line), "value": value, **around}
        before = next(
            (mark.of for mark in self._marks() if mark[:2] > (line, span[0]) and mark.kind == FIGURE), ""
        )
        after, figure = self.draft.content.add(cells, value, before)
        self.draft.edit(lambda _: after)
        return {"figure": figure}

    def _undo(self, _: Mapping[str, Any]) -> dict[str, Any]:
        figure = self.draft.undo()
        return {"undone": figure is not None, "figure": figure}

    def _origin(self, asked: Mapping[str, Any]) -> None:
        field, text = str(asked["field"]), str(asked["text"]).strip()
        if field not in ORIGIN_FIELDS:
            raise DraftFault("review.no-such-column", column=field)
        self.draft.write_origin(field, text or None)

    def _keep_place(self, asked: Mapping[str, Any]) -> None:
        known = {name: str(asked[name]) for name in ("figure", "order", "by") if name in asked}
        self.by = known.get("by", self.by).strip()
        self.place = {**self.place, **known, "by": self.by}
        self.draft.keep_place(self.place)

    def _marks(self) -> list[Mark]:
        starts, left = verified(self.page, self.draft.content, self.judge.readers)
        return self.page.marks(self.draft.content, starts, left)

    def state(self, language: Language) -> dict[str, Any]:
        """The draft as the page shows it."""
        draft = self.draft
        with self.lock:
            reloaded = draft.reload_if_changed()
        content = draft.content
        _, judgement = self.judge.judge(draft)
        origin = load(draft.on_disk[ORIGIN])
        fields = origin if isinstance(origin, dict) else {}
        verdict = judgement.reports[0]
        return {
            "reloaded": reloaded,
            "id": draft.report_id,
            "folder": self._named_on_the_command_line(),
            "by": self.by,
            "place": self.place,
            "origin": {name: fields.get(name) or "" for name in ORIGIN_FIELDS},
            "lines": [[n, line.text] for n, line in self.page.lines.items()],
            "numbers": self._marks(),
            "figures": [self._shown(row) for row in content.rows],
            "findings": [each._asdict() for each in self.judge.said(draft, judgement, language)],
            "open": len(content.open_cells()),
            "undo": len(draft.history),
            "verdict": {"status": verdict.status, "rejected": verdict.rejected},
        }

    def _named_on_the_command_line(self) -> str:
        """The folder of the draft as a command takes it, from where the page was started."""
        folder, here = self.draft.folder, Path.cwd()
        return shlex.quote(str(folder.relative_to(here) if folder.is_relative_to(here) else folder))

    def _shown(self, row: Mapping[str, str]) -> dict[str, Any]:
        """A figure with what became of its drafted cells."""
        drafted: dict[str, dict[str, Any]] = {
            column: {
                "state": cell.state,
                "confidence": cell.certainty,
                "evidence": self.page.evidence(row["line"], cell),
                "alternatives": cell.alternatives,
            }
            for (figure, column), cell in self.draft.content.drafted.items()
            if figure == row["figure"]
        }
        # What a figure is about comes before what stands beside it. What was decided since changes no order:
        # the figure before is the one that was looked at before.
        about = [drafted[name] for name in DECIDED if name in drafted]
        return {
            "figure": row["figure"],
            "cells": row,
            "drafted": drafted,
            "confidence": min((cell["confidence"] for cell in about or drafted.values()), default=None),
            "open": any(cell["state"] == PROPOSED for cell in about),
        }

    def relations(self, language: Language) -> list[dict[str, Any]]:
        """What the figures say of each other."""
        return [
            {
                "law": each.law,
                "status": each.status,
                "holds": each.status in HOLDING,
                "figures": list(dict.fromkeys(claim.rpartition("#")[2] for claim in each.claims)),
                "sentence": each.sentence,
                "label": label("relation_status", each.status, language),
            }
            for each in self.judge.relations(self.draft, language)
        ]

    def choices(self) -> dict[str, Any]:
        """The codes of each column with what they are called, and the axes that each indicator takes."""
        found: dict[str, Any] = {"axes": self.judge.vocabulary.axes}
        for entry in entries(self.judge.vocabulary):
            if entry.column != "axis":
                labels = {"vi": entry.label_vi, "en": entry.label_en}
                known = {"code": entry.code, **labels, "about": entry.about, "axis": entry.axis}
                found.setdefault(entry.column, []).append(known)
        found["kind"] = [
            {"code": kind, **{lang: label("report_kind", kind, lang) for lang in LANGUAGES}} for kind in KINDS
        ]
        return found
