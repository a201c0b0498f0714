"""A reviewed draft becomes a report: `raw/.<id>/` to `raw/<id>/`.

Belongs here: what must be decided before, what report.yaml says of the drafting, the move. Does not belong
here: reviewing (`draft.py`), what is wrong with a report (`ingest/check.py`).
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from .. import disk
from ..contracts.cells import Readers
from ..drafting.second_reader import SecondReader
from ..ingest.check import judged, report_lines
from ..ingest.fix import fixed
from ..ingest.folders import NOT_FIGURES, ORIGIN, REVIEW, SHEET, Found
from ..ingest.origin import load
from ..messages import Language, label, say, some
from ..settings import Settings
from ..vocabulary import Vocabulary
from .draft import CHANGED, CONFIRMED, PLACE, STATES, UNDO, Content, Draft, DraftFault


def _transcription(draft: Draft, content: Content) -> dict[str, Any]:
    """What report.yaml says of who wrote the sheet, and how many of its cells were drafted."""
    values = load(draft.on_disk[ORIGIN])
    written = values.get("transcription") if isinstance(values, dict) else None
    said: dict[str, Any] = {"by": None, "on": None, "checked_by": None} | (
        written if isinstance(written, dict) else {}
    )
    said["on"] = said["on"] or dt.date.today().isoformat()
    people = Counter(cell.by for cell in content.drafted.values() if cell.by)
    said["by"] = ", ".join(name for name, _ in people.most_common()) or said["by"] or draft.place().get("by")
    counts = {state: content.count(state) for state in STATES}
    if any(counts.values()):
        said["drafted"] = {
            "cells": sum(counts.values()),
            "confirmed": counts[CONFIRMED],
            "changed": counts[CHANGED],
        }
    return said


def accept(folder: Path, settings: Settings, language: Language) -> list[str]:
    """Make a report of a draft; the lines that say so.

    Raises:
        DraftFault: something is still to be decided, or the report would be refused as a whole.
    """
    draft = Draft(folder)
    if not folder.name.startswith("."):
        raise DraftFault("review.no-draft", path=folder)
    report = folder.with_name(draft.report_id)
    if os.path.lexists(report):
        raise DraftFault("review.report-exists", path=report)
    content = draft.content
    if not content.rows:
        raise DraftFault("review.no-figures", path=folder)
    if still := content.open_cells():
        cells = [f"{figure} {label('review_column', column, language)}" for figure, column in still]
        raise DraftFault("review.still-proposed", path=folder, n=len(still), cells=some(cells, 8))
    content = content.numbered()
    readers = Readers(Vocabulary(settings.seeds))
    files = content.files()
    data = {
        ORIGIN: draft.origin_with("transcription", _transcription(draft, content)),
        SHEET: fixed(files[SHEET], readers) or files[SHEET],
        NOT_FIGURES: files[NOT_FIGURES],
    }
    found = Found(draft.report_id, report, str(report), data)
    sheets, _, judgement = judged([found], settings, readers, (), SecondReader(readers.vocabulary))
    [verdict] = judgement.reports
    lines = report_lines(verdict, judgement.findings, sheets[0], language)
    if verdict.status == "rejected":
        raise DraftFault("review.would-be-refused", path=folder, lines="\n".join(lines[1:]))
    _move(draft, report, data)
    counts = {state: content.count(state) for state in STATES}
    lines.append(say("review.accepted", language, path=report, figures=len(content.rows), **counts))
    return lines


def _move(draft: Draft, report: Path, data: dict[str, bytes]) -> None:
    """Write the report beside the draft, give it its name in one step, and take the draft away."""
    aside = report.with_name(f".{report.name}.{secrets.token_hex(8)}")
    aside.mkdir()
    try:
        with disk.folder(aside) as within:
            for name, content in data.items():
                disk.replace(name, content, within)
        if draft.reload_if_changed():
            raise DraftFault("review.changed-outside", path=draft.folder)
        aside.rename(report)
    except BaseException:
        for name in data:
            (aside / name).unlink(missing_ok=True)
        aside.rmdir()
        raise
    disk.sync_folder(report.parent)
    for name in (*data, REVIEW, PLACE, UNDO):
        (draft.folder / name).unlink(missing_ok=True)
    with suppress(OSError):  # what else lies in it is somebody's own
        draft.folder.rmdir()
