"""The README's worked example: a province never seen before reaches the facts without a change to code."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest

from dagster_project import cli, ingest, publish, settings, transform

PROJECT = Path(__file__).resolve().parents[2]


def block(language: str, start: str) -> str:
    """The code block of the README that opens with a text."""
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    found = [b for b in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL) if b.startswith(start)]
    assert len(found) == 1
    return found[0]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    shutil.copytree(PROJECT / "raw", folder)
    report = folder / "bac-giang-2013"
    report.mkdir()
    (report / "report.yaml").write_text(block("yaml", "report_id:"), encoding="utf-8")
    (report / "figures.csv").write_text(block("csv", "figure,line"), encoding="utf-8")
    (report / "not_figures.csv").write_text(block("csv", "line,token"), encoding="utf-8")
    return folder


def test_the_example_of_the_readme_reaches_the_facts(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KHUYENCONG_RAW", str(raw))
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(tmp_path / "warehouse"))
    assert cli.main(["check", str(raw / "bac-giang-2013")]) == 0
    assert "5 figures, 5 accepted, 0 rejected" in capsys.readouterr().out
    where = settings.load()
    ingest.run(where)
    assert transform.build(where).ok
    publish.publish(where)
    with duckdb.connect(str(where.current), read_only=True) as db:
        facts = db.execute(
            "select subject, indicator_code, measure, value::varchar, value_low::varchar, unit_code, nature "
            "from marts.observations where place_id = 'bac-giang' order by figure"
        ).fetchall()
    assert facts == [
        ("funding", "funding", "", "4250500000.000000", "4250450000.000000", "VND", "actual"),
        ("training", "trainees", "", "1200.000000", "1200.000000", "person", "actual"),
        ("training", "trainees", "increase", "15.000000", "14.500000", "percent", "actual"),
        ("enterprises", "establishments_supported", "", "8.000000", "8.000000", "establishment", "actual"),
        ("clusters", "sites", "", "30.000000", "30.000000", "site", "target"),
    ]
