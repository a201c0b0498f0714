"""dbt's exposures name what reads the published tables: the lists are held against the queries themselves."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parents[2]
SITE = PROJECT / "dagster_project" / "site"
EXPOSURES = PROJECT / "dbt" / "models" / "_exposures.yml"


def named(*files: Path) -> set[str]:
    """Published tables that queries name."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return set(re.findall(r"\b(?:marts|analytics|quality)\.(\w+)", text))


def declared() -> dict[str, set[str]]:
    exposures = yaml.safe_load(EXPOSURES.read_text(encoding="utf-8"))["exposures"]
    return {
        each["name"]: {re.findall(r"ref\('(\w+)'\)", ref)[0] for ref in each["depends_on"]}
        for each in exposures
    }


def test_exposures_depend_on_what_is_read() -> None:
    with (SITE / "exports" / "tables.csv").open(encoding="utf-8", newline="") as handle:
        sources = {row["source"].partition(".")[2] for row in csv.DictReader(handle)} - {"sql"}
    read = {
        "site": named(*(SITE / "sql").glob("*.sql")),
        "exports": sources | named(*(SITE / "exports" / "sql").glob("*.sql")),
    }
    read["notebook"] = named(*(PROJECT / "notebooks").glob("*.py"))
    assert declared() == read
    assert {"best_figures", "observations"} <= read["site"] & read["exports"]
