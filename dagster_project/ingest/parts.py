"""Parts of places over all reports: which are in use, and which of them are spelled in two ways.

Belongs here: looking through other reports for the parts that they name. Does not belong here: how a part is
written and which spellings are alike (`reading/places.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..contracts.findings import finding
from ..contracts.landing import CLAIMS
from ..contracts.model import Finding, Problem
from ..messages import message
from ..reading.places import kinds_of, land_kept, spelled_alike
from ..vocabulary import Vocabulary
from .folders import SHEET, name_of, read_files, report_folders

RULE = "part-spelled-once"
_PATH = re.compile(rb"(?<=,)[a-z0-9-]+(?:/[a-z0-9-]+)+(?=\??,)")


class Use(NamedTuple):
    """A figure of a part: `Use("quang-tri-2020", 7, 8, "quang-tri", "ccn-hai-le")`, in row 8 of its sheet."""

    report_id: str
    figure: int
    row: int
    place_id: str
    part: str


def uses_of(claims: Iterable[tuple[Any, ...]]) -> list[Use]:
    """The figures of parts among some rows of `raw.claims`."""
    columns = [CLAIMS.names.index(name) for name in ("report_id", "figure", "row", "place_id", "place_part")]
    uses = (Use(*(claim[n] for n in columns)) for claim in claims)
    return [use for use in uses if use.part]


def used_parts(raw: Path, vocabulary: Vocabulary) -> dict[str, str]:
    """Parts that the sheets of a folder name, as `place/part`, and a report that names each.

    Sheets are not read cell by cell: what looks like a part of a known place is one.
    """
    found: dict[str, str] = {}
    for folder in report_folders(raw) if raw.is_dir() else ():
        [(_, data)] = read_files(folder, (SHEET,))
        if not isinstance(data, bytes):
            continue
        for path in map(bytes.decode, _PATH.findall(data)):
            place_id, _, part = path.partition("/")
            if place_id in vocabulary.places and None not in kinds_of(part, vocabulary.part_kinds):
                found.setdefault(path, name_of(folder))
    return found


def spelled_twice(
    uses: Iterable[Use], others: Mapping[str, str], vocabulary: Vocabulary, path_of: Callable[[str], str]
) -> list[Finding]:
    """A finding for each part of a report that is spelled otherwise there or elsewhere.

    Args:
        uses: figures of parts, in the order of their reports.
        others: further parts and a report that names each (`used_parts`).
        vocabulary: the agreed words and rules.
        path_of: the folder of a report as messages name it.
    """
    first: dict[tuple[str, str], Use] = {}
    for use in uses:
        first.setdefault((use.report_id, f"{use.place_id}/{use.part}"), use)
    reports = {**others, **{spelling: report_id for report_id, spelling in reversed(first)}}
    alike = spelled_alike(reports, land_kept(vocabulary.place_events))
    findings = []
    for (report_id, spelling), use in first.items():
        if near := alike.get(spelling):
            accepted = message("place.part-spelled-elsewhere", report=reports[near[0]])
            problem = Problem(RULE, "place", spelling, accepted, near)
            rule, path = vocabulary.rules[RULE], f"{path_of(report_id)}/{SHEET}"
            findings.append(
                finding(problem, rule, report_id=report_id, path=path, figure=use.figure, row=use.row)
            )
    return findings
