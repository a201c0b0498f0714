"""Problems into findings: the sentences that tell a person where, what, what instead, and what to do.

Belongs here: wording and order of a message in both languages. Does not belong here: what is wrong
(`rules.py`, `structure.py`) and what a rule says (`rules.csv`).
"""

from __future__ import annotations

from ..messages import text
from ..vocabulary import Rule
from .model import Finding, Problem

SHOWN = 120
"""Longest stretch of a cell that a message repeats, in characters."""

KEPT = 2_000
"""Longest stretch of what was found that a finding keeps; the whole of it stands in `raw.figures`."""


def short(text: str, longest: int = SHOWN) -> str:
    """A cell as shown in a message: never longer than a line."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _joined(parts: list[str]) -> str:
    return " ".join(part if part.endswith((".", "…", "?", ":")) else f"{part}." for part in parts if part)


TOLD = frozenset({"figure-at-line", "printed-as-claimed", "withdrawn"})
"""Rules whose problems say what happened, where those of others say what would be accepted."""


def _accepted(word: str, rule_id: str, text: str) -> str:
    return f"{word}{text}" if text and rule_id not in TOLD else text


def finding(
    problem: Problem,
    rule: Rule,
    *,
    report_id: str,
    path: str,
    figure: int | None = None,
    row: int | None = None,
) -> Finding:
    """Put a problem into the sentences of its rule.

    `path` is the folder or file as the reader of the message knows it; `row` counts the header as row 1.
    """
    found, found_vi = (short(text(problem.found, language)) for language in ("en", "vi"))
    candidates = ", ".join(f"“{c}”" for c in problem.candidates)
    where_en, where_vi = [path], [path]
    if row is not None:
        where_en.append(f"row {row}" + (f" (figure {figure})" if figure is not None else ""))
        where_vi.append(f"dòng {row}" + (f" (số liệu {figure})" if figure is not None else ""))
    if problem.column:
        where_en.append(f"column {problem.column}" if row is not None else problem.column)
        where_vi.append(f"cột {problem.column}" if row is not None else problem.column)
    message_en = [
        f"{', '.join(where_en)}: " + (f"found “{found}”" if found else "found nothing"),
        rule.says_en,
        _accepted("Accepted: ", problem.rule_id, text(problem.accepted, "en")),
        f"Nearest: {candidates}" if candidates else "",
        rule.action_en,
    ]
    message_vi = [
        f"{', '.join(where_vi)}: " + (f"thấy “{found_vi}”" if found_vi else "để trống"),
        rule.says_vi,
        _accepted("Chấp nhận: ", problem.rule_id, problem.accepted_vi or text(problem.accepted, "vi")),
        f"Gần nhất: {candidates}" if candidates else "",
        rule.action_vi,
    ]
    return Finding(
        report_id=report_id,
        figure=figure,
        row=row,
        column_name=problem.column,
        rule_id=rule.rule_id,
        severity=rule.severity,
        found=short(text(problem.found, "en"), KEPT),
        accepted="; nearest: ".join(filter(None, (text(problem.accepted, "en"), ", ".join(problem.candidates)))),
        message_en=_joined(message_en),
        message_vi=_joined(message_vi),
    )
