"""Problems into findings: the sentences that tell a person where, what, what instead, and what to do.

Belongs here: wording and order of a message in both languages. Does not belong here: what is wrong
(`rules.py`, `structure.py`) and what a rule says (`rules.csv`).
"""

from __future__ import annotations

from ..messages import Language, Text, message, say, text
from ..vocabulary import Rule
from .model import Finding, Problem

SHOWN = 120
"""Longest stretch of a cell that a message repeats, in characters."""

KEPT = 2_000
"""Longest stretch of what was found that a finding keeps; the whole of it stands in `raw.figures`."""


def short(text: str, longest: int = SHOWN) -> str:
    """A cell as shown in a message: never longer than a line."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _joined(sentences: list[str]) -> str:
    return " ".join(s if s.endswith((".", "…", "?", ":")) else f"{s}." for s in sentences if s)


WITHOUT_ACCEPTED = frozenset({"figure-at-line", "printed-as-claimed", "withdrawn"})
"""Rules whose problems say what happened, where those of others say what would be accepted."""


def _where(problem: Problem, path: str, figure: int | None, row: int | None, language: Language) -> str:
    places: list[Text] = [path]
    if row is not None and figure is not None:
        places.append(message("finding.row-of-figure", row=row, figure=figure))
    elif row is not None:
        places.append(message("finding.row", row=row))
    if problem.column and row is not None:
        places.append(message("finding.column", column=problem.column))
    elif problem.column:
        places.append(problem.column)
    return ", ".join(text(place, language) for place in places)


def _sentences(
    problem: Problem, rule: Rule, path: str, figure: int | None, row: int | None, language: Language
) -> str:
    """All that is said of a problem, in one language."""
    where = _where(problem, path, figure, row, language)
    found, accepted = short(text(problem.found, language)), text(problem.accepted, language)
    if language == "vi" and problem.accepted_vi:
        accepted = problem.accepted_vi
    candidates = ", ".join(f"“{c}”" for c in problem.candidates)
    said = "finding.found" if found else "finding.found-nothing"
    if accepted and problem.rule_id not in WITHOUT_ACCEPTED:
        accepted = say("finding.accepted", language, accepted=accepted)
    return _joined(
        [
            say(said, language, where=where, found=found),
            rule.says_en if language == "en" else rule.says_vi,
            accepted,
            say("finding.nearest", language, candidates=candidates) if candidates else "",
            rule.action_en if language == "en" else rule.action_vi,
        ]
    )


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
    return Finding(
        report_id=report_id,
        figure=figure,
        row=row,
        column_name=problem.column,
        rule_id=rule.rule_id,
        severity=rule.severity,
        found=short(text(problem.found, "en"), KEPT),
        accepted="; nearest: ".join(filter(None, (accepted, ", ".join(problem.candidates)))),
        message_en=_sentences(problem, rule, path, figure, row, "en"),
        message_vi=_sentences(problem, rule, path, figure, row, "vi"),
    )
