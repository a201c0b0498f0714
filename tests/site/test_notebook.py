"""The notebook gives, cell by cell, what the release says; nothing of it is out of date or fails."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.py"))


def app_of(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.app


def test_from_a_question_to_a_chart(shipped: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(shipped.warehouse))
    outputs, defined = app_of(PROJECT / "notebooks" / "trained.py").run()
    with duckdb.connect(str(shipped.current), read_only=True) as release:
        [(figures,)] = release.execute(
            "select count(*) from marts.fct_training where place_id = 'thai-binh' "
            "and indicator_code = 'trainees' and nature in ('actual', 'estimate')"
        ).fetchall()
        [(release_id,)] = release.execute("select release_id from meta.release").fetchall()
    assert len(defined["trained"]) == figures > 8
    sums = dict(zip(defined["sums"]["period"], defined["sums"]["persons"], strict=True))
    assert sums["2012–2022"] == 19_113
    assert all(release_id in citation for citation in defined["cited"]["citation"].dropna())
    assert "3.593" in " ".join(defined["disagreements"]["sentence_en"])
    [mime] = [each._mime_() for each in outputs if hasattr(each, "specification")]
    assert mime[0].startswith("application/vnd.vegalite")
    assert "thai-binh-2008-2012#15" in mime[1]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_a_valid_one(path: Path) -> None:
    line = [sys.executable, "-m", "marimo", "check", "--strict", str(path)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
