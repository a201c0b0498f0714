"""The texts of the articles, where at hand: is it the same text, and does it say what the sheet says?

Belongs here: looking at the folder of article texts and handing lines to the proof. Does not belong here:
the proof itself (`contracts/proof.py`), keeping any sentence of an article.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..contracts.model import SHEET_COLUMNS, Origin, Problem, Row, Sheet
from ..contracts.proof import Leftover, Proof, prove

NOT_AT_HAND, AT_HAND, DIFFERS = "not_at_hand", "at_hand", "differs"
PROOF_RULES = {"not_found": "figure-at-line", "mismatch": "printed-as-claimed"}
SHOWN = 10
"""Most leftover numbers that one message lists."""


class Articles:
    """The folder of article texts; each file is read once. `folder` None means no text is at hand."""

    def __init__(self, folder: Path | None) -> None:
        """Remember the folder; nothing is read yet."""
        self.folder = folder
        self._texts: dict[str, tuple[str, list[str]] | None] = {}

    def _text(self, name: str) -> tuple[str, list[str]] | None:
        """Hash and lines of a file, None where there is none."""
        if name not in self._texts:
            path = self.folder / name if self.folder else None
            try:
                data = path.read_bytes() if path is not None and path.is_file() else None
            except OSError:  # a name longer than any file's, a file that may not be read
                data = None
            if data is None:
                self._texts[name] = None
            else:
                # Not splitlines: a form feed or U+2028 inside a line must not shift the line numbers.
                lines = data.decode("utf-8", errors="replace").split("\n")
                self._texts[name] = (hashlib.sha256(data).hexdigest(), [line.rstrip("\r") for line in lines])
        return self._texts[name]

    def state(self, origin: Origin) -> str:
        """`at_hand`, `not_at_hand`, or `differs` where a file of that name holds another text."""
        return self.lines(origin)[0]

    def lines(self, origin: Origin) -> tuple[str, list[str]]:
        """The state of an article (`at_hand`, `not_at_hand`, `differs`) and its lines where it is at hand."""
        if not origin.source_file or not origin.source_sha256:
            return NOT_AT_HAND, []
        text = self._text(origin.source_file)
        if text is None:
            return NOT_AT_HAND, []
        sha256, lines = text
        return (AT_HAND, lines) if sha256 == origin.source_sha256 else (DIFFERS, [])


def _printed(row: Row) -> dict[str, str]:
    """The cells of a row as the sheet has them, corrections undone."""
    return dict(zip(SHEET_COLUMNS, row.cells, strict=True)) | dict(row.corrected)


def _row_problem(proof: Proof, cells: dict[str, str]) -> Problem:
    column = "line" if proof.state == "not_found" else "value"
    detail, detail_vi = proof.detail_en.rstrip("."), proof.detail_vi.rstrip(".")
    return Problem(PROOF_RULES[proof.state], column, cells[column].strip(), detail, detail_vi)


def _leftover_problem(leftovers: Sequence[Leftover]) -> Problem:
    shown = ", ".join(f"{left.token} (line {left.line})" for left in leftovers[:SHOWN])
    more = f" and {len(leftovers) - SHOWN} more" if len(leftovers) > SHOWN else ""
    return Problem(
        "digits-accounted",
        "not_figures.csv",
        f"{shown}{more}",
        "each number on the report's lines in figures.csv or not_figures.csv, once",
        "mỗi con số trên các dòng của báo cáo có trong figures.csv hoặc not_figures.csv, đúng một lần",
    )


def compare(sheets: Sequence[Sheet], articles: Articles, qualifiers: Iterable[str]) -> None:
    """Compare sheets with their articles where these are at hand.

    Sets `article_state` and `proofs` of each sheet and notes what does not agree as problems of its rows
    or of the report.
    """
    words = tuple(qualifiers)
    for sheet in sheets:
        sheet.article_state, lines = articles.lines(sheet.origin)
        if sheet.article_state == DIFFERS:
            expected = sheet.origin.source_sha256
            found = f"another text under the name {sheet.origin.source_file}"
            where = "report.yaml: source.sha256"
            sheet.problems.append(Problem("article-unchanged", where, found, expected, expected))
        if sheet.article_state != AT_HAND or sheet.origin.lines is None:
            continue
        whole = [n for n, row in enumerate(sheet.rows) if len(row.cells) == len(SHEET_COLUMNS)]
        figures = [_printed(sheet.rows[n]) for n in whole]
        tokens = None
        if sheet.not_figures is not None:
            tokens = [{"line": str(line), "token": token} for _, line, token, _ in sheet.not_figures]
        sheet.proofs, leftovers = prove(figures, tokens, lines, sheet.origin.lines, words)
        for n, cells, proof in zip(whole, figures, sheet.proofs, strict=True):
            if proof.state in PROOF_RULES:
                row = sheet.rows[n]
                problems = (*row.problems, _row_problem(proof, cells))
                sheet.rows[n] = dataclasses.replace(row, problems=problems)
        if leftovers:
            sheet.problems.append(_leftover_problem(leftovers))
