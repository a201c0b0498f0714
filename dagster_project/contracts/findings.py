"""Problems into findings: the sentences that tell a person where, what, what instead, and what to do.

Belongs here: order of the parts of a message in both languages. Does not belong here: what is wrong
(`rules.py`, `structure.py`), what a rule says (`rules.csv`), the words (`messages.csv`).
"""

from __future__ import annotations

from functools import lru_cache

from ..messages import Language, printable, say, text
from ..vocabulary import Rule
from .model import Finding, Problem

SHOWN = 120
"""Longest stretch of a cell that a message repeats, in characters."""

KEPT = 2_000
"""Longest stretch of what was found that a finding keeps; the whole of it stands in `raw.figures`."""

STATING_RULES = frozenset({"figure-at-line", "printed-as-claimed", "withdrawn", "flagged"})
"""Rules whose problems say what happened, where those of others say what would be accepted."""


def short(text: str, longest: int = SHOWN) -> str:
    """A cell as shown in a message: never longer than a line."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


@lru_cache(maxsize=1 << 14)
def place(language: Language, path: str, figure: int | None, row: int | None, column: str) -> str:
    """Where something was found; the same for all that is wrong with a cell."""
    where = [path]
    if row is not None and figure is not None:
        where.append(say("finding.row-of-figure", language, row=row, figure=figure))
    elif row is not None:
        where.append(say("finding.row", language, row=row))
    if column:
        where.append(column if row is None else say("finding.column", language, column=column))
    return printable(", ".join(where))


@lru_cache(maxsize=1 << 14)
def _advice(language: Language, rule: Rule, accepted: str, candidates: tuple[str, ...]) -> str:
    """What the rule says, what is accepted, what is near, what to do; many findings have it in common."""
    if accepted and rule.rule_id not in STATING_RULES:
        accepted = say("finding.accepted", language, accepted=accepted)
    nearest = ", ".join(f"“{c}”" for c in candidates)
    parts = [
        rule.says_vi if language == "vi" else rule.says_en,
        accepted,
        say("finding.nearest", language, candidates=nearest) if nearest else "",
        rule.action_vi if language == "vi" else rule.action_en,
    ]
    return " ".join(map(_closed, filter(None, parts)))


def _closed(part: str) -> str:
    return part if part.endswith((".", "…", "?", ":")) else f"{part}."


def _sentence(language: Language, problem: Problem, rule: Rule, where: str) -> str:
    """Where, what was found, and the advice."""
    found = short(text(problem.found, language))
    said = (
        say("finding.found", language, place=where, found=found)
        if found
        else say("finding.found-nothing", language, place=where)
    )
    advice = _advice(language, rule, text(problem.accepted, language), problem.candidates)
    return printable(f"{_closed(said)} {advice}")


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
        message_en=_sentence("en", problem, rule, place("en", path, figure, row, problem.column)),
        message_vi=_sentence("vi", problem, rule, place("vi", path, figure, row, problem.column)),
    )
