"""dbt's declaration of the landing tables as its source, written from the declarations in `landing.py`.

Belongs here: the text of `dbt/models/staging/_sources.yml`. `python -m dagster_project.contracts.sources`
writes the file; a test holds it equal to what would be written.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from .landing import TABLES

FILE = Path(__file__).resolve().parents[2] / "dbt" / "models" / "staging" / "_sources.yml"
HEADER = "# Written by `python -m dagster_project.contracts.sources`; the declarations are in landing.py.\n"


def text() -> str:
    """The file as it should be."""
    tables = [
        {
            "name": table.name,
            "description": table.description,
            "columns": [
                {"name": column.name, "data_type": column.type, "description": column.description}
                for column in table.columns
            ],
        }
        for table in TABLES.values()
    ]
    source = {
        "name": "raw",
        "description": "What ingest wrote, in landing.duckdb, attached read-only.",
        "database": "landing",
        "schema": "raw",
        "tables": tables,
    }
    content = {"version": 2, "sources": [source]}
    return HEADER + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
