"""A ledger as an image: what Vega-Lite is told, and that vl-convert, where it is installed, draws it."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project import publish
from dagster_project.cli import main
from dagster_project.messages import LANGUAGES, label
from dagster_project.settings import Settings
from dagster_project.site import chart
from dagster_project.vocabulary import Vocabulary

drawn = pytest.mark.skipif(
    importlib.util.find_spec("vl_convert") is None, reason="vl-convert-python, an extra, is not installed"
)


def lines_of(specification: dict[str, Any]) -> list[dict[str, Any]]:
    return [line for card in specification["vconcat"] for line in card["data"]["values"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_a_line_with_its_time_range_mark_and_name(shipped: Settings, language: Any) -> None:
    said = chart.specification(shipped.current, Vocabulary(shipped.seeds), "thai-binh", "trainees", language)
    with duckdb.connect(str(shipped.current), read_only=True) as release:
        wanted = release.execute(
            "select mark, value_low, value_high, period_start, period_end from marts.observations "
            "where place_id = 'thai-binh' and indicator_code = 'trainees' and report_id is not null"
        ).fetchall()
    lines = lines_of(said)
    assert len(lines) == len(wanted) > 10
    assert sorted(line["mark"] for line in lines) == sorted(
        label("mark_name", row[0], language) for row in wanted
    )
    assert sum(line["open"] for line in lines) == sum(None in row[3:] for row in wanted)
    assert len({line["claim"] for line in lines}) == len(lines)
    span = next(line for line in lines if line["claim"] == "thai-binh-2008-2012#15")
    assert (span["from"], round(span["to"]), span["low"], span["high"]) == (2008, 2013, 15743, 15743)
    bounded = next(line for line in lines if line["claim"] == "thai-binh-2014-2019#5")
    assert bounded["number"].startswith("> 7")
    assert json.loads(json.dumps(said)) == said


def test_a_bar_whose_beginning_is_not_known_begins_with_the_axis(shipped: Settings) -> None:
    said = chart.specification(shipped.current, Vocabulary(shipped.seeds), "thai-nguyen", "funding", "en")
    lines = lines_of(said)
    until = next(line for line in lines if line["claim"] == "thai-nguyen-2011#9")
    assert until["open"]
    assert until["from"] <= min(line["from"] for line in lines)
    assert until["from"] < until["to"]


def test_what_is_not_there_is_said(shipped: Settings, tmp_path: Path, capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(shipped.warehouse))
    assert main(["chart", "thai-binh", "no_such_thing", "--to", str(tmp_path / "x.gif")]) == 1
    assert ".svg, .png" in capsys.readouterr().err
    with pytest.raises(chart.NothingToDraw):
        chart.specification(shipped.current, Vocabulary(shipped.seeds), "thai-binh", "no_such_thing", "en")
    assert list(tmp_path.iterdir()) == []


def test_what_has_become_current_on_another_machine_is_fetched_first(
    shipped: Settings, tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(tmp_path))
    monkeypatch.setattr(publish, "bring_up_to_date", lambda here: shutil.copy(shipped.current, here.current))
    assert main(["chart", "thai-binh", "trainees", "--to", str(tmp_path / "x.gif")]) == 1
    assert ".svg, .png" in capsys.readouterr().err, "there is a release to draw from"


@drawn
@pytest.mark.parametrize("suffix", chart.SUFFIXES)
def test_it_is_drawn_twice_the_same(shipped: Settings, tmp_path: Path, suffix: str) -> None:
    files = [tmp_path / f"{n}{suffix}" for n in range(2)]
    for file in files:
        chart.draw(shipped, "thai-binh", "trainees", file, "vi")
    one, other = (file.read_bytes() for file in files)
    assert one == other
    if suffix == ".svg":
        text = one.decode()
        for words in ("Người được đào tạo", "15.743", "thai-binh-2008-2012#15"):
            assert words in text
        assert "http://" not in text.replace("http://www.w3.org/", "")
    else:
        assert one.startswith(b"\x89PNG")


@drawn
@pytest.mark.skipif(shutil.which("fc-list") is None, reason="no fontconfig")
def test_vietnamese_letters_are_drawn_in_one_font(shipped: Settings, tmp_path: Path) -> None:
    chart.draw(shipped, "thai-binh", "trainees", tmp_path / "x.svg", "vi")
    assert chart.FONT.split(",")[0] in (tmp_path / "x.svg").read_text(encoding="utf-8")
