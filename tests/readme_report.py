"""The README's worked example: a province never seen before, as a reader of the README would type it.

Belongs here: writing its files, and what must stand in the facts. Does not belong here: taking it there.
"""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
REPORT = "bac-giang-2013"
FACTS = [
    ("funding", "funding", "", "4250500000.000000", "4250450000.000000", "VND", "actual"),
    ("training", "trainees", "", "1200.000000", "1200.000000", "person", "actual"),
    ("training", "trainees", "increase", "15.000000", "14.500000", "percent", "actual"),
    ("enterprises", "establishments_supported", "", "8.000000", "8.000000", "establishment", "actual"),
    ("clusters", "sites", "", "30.000000", "30.000000", "site", "target"),
]
QUESTION = (
    "select subject, indicator_code, measure, value::varchar, value_low::varchar, unit_code, nature "
    "from marts.observations where place_id = 'bac-giang' order by figure"
)
"""Its answer in a release is `FACTS`."""


def block(language: str, start: str) -> str:
    """The code block of the README that opens with a text."""
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    found = [b for b in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL) if b.startswith(start)]
    assert len(found) == 1
    return found[0]


def write(raw: Path) -> None:
    """Drop the report into a folder of reports."""
    report = raw / REPORT
    report.mkdir()
    (report / "report.yaml").write_text(block("yaml", "report_id:"), encoding="utf-8")
    (report / "figures.csv").write_text(block("csv", "figure,line"), encoding="utf-8")
    (report / "not_figures.csv").write_text(block("csv", "line,token"), encoding="utf-8")
