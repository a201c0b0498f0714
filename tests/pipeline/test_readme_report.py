"""The README's worked example is accepted whole; that it reaches the facts is seen in `test_dagster.py`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dagster_project import cli
from tests import readme_report


def test_the_example_of_the_readme_is_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(readme_report.PROJECT / "raw", raw)
    readme_report.write(raw)
    monkeypatch.setenv("KHUYENCONG_RAW", str(raw))
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(tmp_path / "warehouse"))
    assert cli.main(["check", str(raw / readme_report.REPORT)]) == 0
    assert "5 figures, 5 accepted, 0 rejected" in capsys.readouterr().out
