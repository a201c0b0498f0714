"""Problems into findings: the sentences that tell a person where, what, what instead, and what to do.

Belongs here: order of the parts of a message in both languages. Does not belong here: what is wrong
(`rules.py`, `structure.py`), what a rule says (`rules.csv`), the words (`messages.csv`).
"""

from __future__ import annotations

from functools import lru_cache

from ..messages import Language, say, text
from ..vocabulary import Rule
from .model import Finding, Problem

SHOWN = 120
"""Longest stretch of a cell that a message repeats, in characters."""

KEPT = 2_000
"""Longest stretch of what was found that a finding keeps; the whole of it stands in `raw.figures`."""

STATING_RULES = frozenset({"figure-at-line", "printed-as-claimed", "withdrawn"})
"""Rules whose problems say what happened, where those of others say what would be accepted."""


_said = lru_cache(maxsize=1 << 14)(say)
"""Parts of messages that many findings have in common."""


def short(text: str, longest: int = SHOWN) -> str:
    """A cell as shown in a message: never longer than a line."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _sentence(
    problem: Problem, rule: Rule, language: Language, path: str, figure: int | None, row: int | None
) -> str:
    """Where, what was found, what the rule says, what is accepted, what is near, what to do."""
    found = short(text(problem.found, language))
    accepted = text(problem.accepted, language)
    candidates = ", ".join(f"“{c}”" for c in problem.candidates)
    where = [path]
    if row is not None and figure is not None:
        where.append(_said("finding.row-of-figure", language, row=row, figure=figure))
    elif row is not None:
        where.append(_said("finding.row", language, row=row))
    if problem.column:
        where.append(
            problem.column if row is None else _said("finding.column", language, column=problem.column)
        )
    place = ", ".join(where)
    if accepted and problem.rule_id not in STATING_RULES:
        accepted = _said("finding.accepted", language, accepted=accepted)
    parts = [
        say("finding.found", language, place=place, found=found)
        if found
        else say("finding.found-nothing", language, place=place),
        rule.says_vi if language == "vi" else rule.says_en,
        accepted,
        _said("finding.nearest", language, candidates=candidates) if candidates else "",
        rule.action_vi if language == "vi" else rule.action_en,
    ]
    return " ".join(part if part.endswith((".", "…", "?", ":")) else f"{part}." for part in parts if part)


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
    accepted = text(problem.accepted, "en")
    candidates = ", ".join(problem.candidates)
    return Finding(
        report_id=report_id,
        figure=figure,
        row=row,
        column_name=problem.column,
        rule_id=rule.rule_id,
        severity=rule.severity,
        found=short(text(problem.found, "en"), KEPT),
        accepted="; nearest: ".join(filter(None, (accepted, candidates))),
        message_en=_sentence(problem, rule, "en", path, figure, row),
        message_vi=_sentence(problem, rule, "vi", path, figure, row),
    )
