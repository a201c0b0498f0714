"""The page on serving names the settings there are, and what it says about late reports can be asked.

The tempting clean-up that would break this: renaming a variable in the settings alone.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from dagster_project import settings

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "serving.md").read_text(encoding="utf-8")
OWN = re.compile(r"KHUYENCONG_(?:ALERT_\w+|REPOSITORY|UI|UNATTENDED)")


def test_the_page_names_every_setting_of_what_runs_by_itself() -> None:
    source = Path(settings.__file__).read_text(encoding="utf-8")
    assert set(OWN.findall(PAGE)) == set(OWN.findall(source))


def test_the_query_for_late_reports_lists_every_province_the_calendar_waits_for(release: Path) -> None:
    [query] = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    with duckdb.connect(str(release), read_only=True) as connection:
        late = connection.execute(query).fetchall()
        [[provinces, rows, with_a_day]] = connection.execute(
            "select count(distinct place_id), count(*), count(due_on) from quality.freshness"
        ).fetchall()
        [[subjects]] = connection.execute(
            "select count(distinct subject) from marts.dim_indicator"
        ).fetchall()
    assert provinces == 34
    assert rows == provinces * subjects
    # Form 04 is about clusters, and nobody has reported since the calendar began.
    assert with_a_day == provinces
    assert len(late) == provinces
    assert {row[1] for row in late} == {"clusters"}


@pytest.mark.parametrize("risk", ["0.0.0.0", "--read-only", "TLS", "releases/", "/graphql"])
def test_the_page_speaks_of_what_goes_wrong(risk: str) -> None:
    assert risk in PAGE
