"""Every query that the READMEs show an analyst is executed against a real release."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).resolve().parents[2]


def queries() -> list[tuple[str, str]]:
    found = []
    for name in ("warehouse/README.md", "README.md"):
        text = (PROJECT / name).read_text(encoding="utf-8")
        for number, block in enumerate(re.findall(r"```sql\n(.*?)```", text, re.DOTALL)):
            statements = [s.strip() for s in re.sub(r"^--.*$", "", block, flags=re.MULTILINE).split(";")]
            found += [(f"{name}-{number}", s) for s in statements if s]
    return found


def test_the_readmes_show_queries() -> None:
    assert len(queries()) >= 15


# A release of the shipped reports has no rejected rows; every other query must show something.
MAY_BE_EMPTY = ("quality.rejects", "quality.conflicts")


@pytest.mark.parametrize(("where", "query"), queries())
def test_a_query_of_the_readme_answers(release: Path, where: str, query: str) -> None:
    with duckdb.connect(str(release), read_only=True) as db:
        rows = db.sql(query).fetchall()
    assert rows or any(name in query for name in MAY_BE_EMPTY), where
