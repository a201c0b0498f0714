"""The results page of a soak: results are kept as they were, and a part that has not run is named.

The tempting clean-up that would break this: a page that leaves out the parts that have not run.
"""

from __future__ import annotations

import json
from collections import Counter

import duckdb
import pytest

from benchmarks.soak.__main__ import PARTS, _as_json, _part, main
from benchmarks.soak.intake import Intake
from benchmarks.soak.kills import KillCounts
from benchmarks.soak.machine_faults import MachineFault
from benchmarks.soak.page import InputsResult, KillsResult, MachineResult, Part, Result, page
from benchmarks.soak.readers import ReaderCounts
from benchmarks.soak.worlds import Inspector
from dagster_project.publish import read_release
from dagster_project.settings import Settings

RESULTS: dict[str, Result] = {
    "kills": KillsResult(
        KillCounts(kills=3, inside=2, stages=Counter({"dbt builds": 1, "Python starts": 2}), wrong=["half"]),
        ReaderCounts(answers=7, releases={"b", "a"}, wrong=["mixed"]),
    ),
    "machine": MachineResult(
        [MachineFault("disk full", "The disk is full", ["harmed"])], ["clock: no compiler"]
    ),
    "inputs": InputsResult(
        Intake(reports=5, groups=Counter({"NUL": 5}), rules=Counter({"row-cells": 4}), wrong=["hung"]), 150
    ),
}


@pytest.mark.parametrize("name", PARTS)
def test_what_a_part_saw_is_kept_as_it_was(name: str) -> None:
    kept = {"ran": "once", "result": RESULTS[name]}
    read = json.loads(json.dumps(kept, default=_as_json))
    assert _part(name, {name: read}) == Part(name, "once", RESULTS[name])


def test_every_broken_promise_and_every_part_that_did_not_run_stands_on_the_page() -> None:
    text = page([Part(name, "on a day", RESULTS[name]) for name in PARTS])
    assert "**Promises broken: 4.**" in text
    for wrong in ("kills: half", "readers: mixed", "disk full: harmed", "bad reports: hung"):
        assert f"- {wrong}" in text
    assert text.count("on a day") == len(PARTS)
    assert "Not run yet" not in text
    text = page([Part(name, "", None) for name in PARTS])
    assert text.count("Not run yet") == len(PARTS)
    assert "python -m benchmarks.soak inputs" in text


def test_what_a_refresh_publishes_breaks_no_promise_and_another_content_does(shipped: Settings) -> None:
    published = read_release(shipped.current.resolve())
    with duckdb.connect(str(shipped.current), read_only=True) as release:
        ((figures,),) = release.execute("select sum(figures) from quality.row_conservation").fetchall()
    content = published.content_sha256
    assert Inspector(shipped, {"here": content}, {"here": figures}).wrong() == []
    [other] = Inspector(shipped, {"here": "another"}, {"here": figures}).wrong()
    assert other.endswith("holds what no undisturbed refresh gives")
    [lost] = Inspector(shipped, {"here": content}, {"here": figures + 1}).wrong()
    assert "has lost rows" in lost


def test_a_part_that_nobody_knows_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["faults", "floods"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "floods; there are kills, machine, inputs" in capsys.readouterr().err
