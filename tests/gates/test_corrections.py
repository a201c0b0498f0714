"""Decisions on single figures: a half one is refused, each action does what it says and nothing else.

Belongs here: `dbt/seeds/judgement/corrections.csv`, from the file to the claim. Does not belong here: the
rules a figure is judged by (`test_rules.py`).
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import duckdb
import pytest

from dagster_project import ingest
from dagster_project.contracts import judge, seeds
from dagster_project.contracts.landing import CLAIMS
from dagster_project.ingest import correct
from dagster_project.ingest.check import check
from dagster_project.ingest.folders import find
from dagster_project.ingest.sheets import read_report
from dagster_project.settings import PROJECT, Settings, load
from tests.gates.test_rules import VOCABULARY, Report, correction, corrections_of, write_case
from tests.small_world import copy_seeds

GOOD = correction(review_by="2027-11-21")[0]


def complaints(folder: Path, *entries: dict[str, str]) -> list[str]:
    """What is wrong with some corrections beside the shipped vocabulary."""
    found = seeds.Seeds(copy_seeds(folder / "seeds", entries)).complaints("corrections")
    return [str(complaint) for complaint in found]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"action": "delete"}, "column action: found 'delete'; accepted: one of replace, withdraw, flag"),
        ({"column_name": "colour"}, "column column_name: found 'colour'"),
        ({"action": "flag"}, "accepted: nothing, because the row says action 'flag'"),
        ({"action": "withdraw"}, "accepted: nothing, because the row says action 'withdraw'"),
        ({"reason": " "}, "column reason: found ' '"),
        ({"author": ""}, "column author: found ''"),
        ({"decided_on": ""}, "column decided_on: found ''; accepted: a day"),
        ({"review_by": "next year"}, "column review_by: found 'next year'; accepted: a day"),
        ({"figure": "a"}, "column figure: found 'a'"),
    ],
)
def test_a_half_decision_is_refused_with_its_place(tmp_path: Path, change: dict[str, str], said: str) -> None:
    (complaint,) = complaints(tmp_path, GOOD | change)
    assert complaint.startswith("corrections.csv, row 2, ")
    assert said in complaint


def test_an_id_stands_once(tmp_path: Path) -> None:
    (complaint,) = complaints(tmp_path, GOOD, GOOD)
    assert "row 3, column correction_id: found 'c1'; accepted: each once; row 2" in complaint


@pytest.mark.parametrize(
    "change", [{}, {"review_by": ""}, {"action": "flag", "replacement": ""}, {"replacement": ""}]
)
def test_a_whole_decision_is_read(tmp_path: Path, change: dict[str, str]) -> None:
    assert complaints(tmp_path, GOOD | change) == []
    (read,) = correct.read_corrections(tmp_path / "seeds")
    assert (read.correction_id, read.figure) == ("c1", 1)


@pytest.mark.parametrize(
    ("action", "replacement", "value", "flags", "corrected_from"),
    [
        ("replace", "586", 586, (), "value: 568"),
        ("flag", "", 568, ("flagged",), ""),
    ],
)
def test_a_correction_shows_in_its_claim(
    tmp_path: Path, action: str, replacement: str, value: int, flags: tuple[str, ...], corrected_from: str
) -> None:
    write_case(tmp_path / "raw", Report())
    sheets = [read_report(found) for found in find(tmp_path / "raw")]
    entry = GOOD | {"action": action, "replacement": replacement}
    (outcome,) = correct.apply(sheets, corrections_of((entry,)))
    (claim,) = judge(sheets, VOCABULARY).claims
    said = dict(zip(CLAIMS.names, claim, strict=True))
    assert outcome.state == "applied"
    assert said["value"] == f"{value}.000000"
    assert (said["flags"], said["corrected_from"]) == (flags, corrected_from)


def test_a_flag_says_its_reason_where_the_oddities_are_listed(tmp_path: Path) -> None:
    write_case(tmp_path / "raw", Report())
    sheets = [read_report(found) for found in find(tmp_path / "raw")]
    correct.apply(sheets, corrections_of((GOOD | {"action": "flag", "replacement": ""},)))
    (found,) = [f for f in judge(sheets, VOCABULARY).findings if f.rule_id == "flagged"]
    assert (found.severity, found.figure, found.column_name) == ("warning", 1, "value")
    assert found.found == "568"
    assert (
        "found “568”. A figure that an editor doubts is kept and flagged. misprint (c1)." in found.message_en
    )
    assert "misprint (c1)" in found.message_vi


def with_corrections(folder: Path, *entries: dict[str, str]) -> Settings:
    """Settings of one report and some corrections."""
    write_case(folder / "raw", Report())
    copy = copy_seeds(folder / "seeds", entries)
    return dataclasses.replace(
        load(), raw=folder / "raw", articles=None, warehouse=folder / "warehouse", seeds=copy
    )


def test_check_names_a_correction_whose_figure_is_gone(tmp_path: Path) -> None:
    gone = GOOD | {"correction_id": "c2", "report_id": "x"}
    where = with_corrections(tmp_path, GOOD | {"figure": "9"}, gone)
    lines, clean = check([], where)
    said = " ".join(" ".join(lines).split())
    assert not clean
    assert "ERROR [correction-applies] raw/bao-cao, value: found “no figure 9 in bao-cao”" in said
    assert "as correction c1 expects" in said
    assert "The report as a whole is rejected." in said
    lines, _ = check([where.raw / "bao-cao"], where)
    assert "c2" not in "".join(lines)  # a decision on a report that is not looked at
    assert check([], dataclasses.replace(where, seeds=PROJECT / "dbt" / "seeds"))[1]


def test_a_correction_whose_report_is_gone_waits_and_is_warned_of(tmp_path: Path) -> None:
    where = with_corrections(tmp_path, GOOD, GOOD | {"correction_id": "c2", "report_id": "x"})
    lines, clean = check([], where)
    said = " ".join(" ".join(lines).split())
    assert clean
    assert "warning [correction-waits] corrections.csv, c2, value: found “no accepted report x”" in said
    landed = ingest.run(where)
    found = landed.findings[landed.findings["report_id"] == "x"]
    assert found[["rule_id", "severity"]].values.tolist() == [["correction-waits", "warning"]]
    assert states(where) == [("c1", "applied"), ("c2", "waiting")]


def test_a_correction_waits_while_its_sheet_cannot_be_read(tmp_path: Path) -> None:
    """Or whoever saves one sheet as something else would keep all others from being published."""
    where = with_corrections(tmp_path, GOOD)
    (where.raw / "bao-cao" / "figures.csv").write_bytes(b"PK\x03\x04")
    landed = ingest.run(where)
    assert "correction-applies" not in set(landed.findings["rule_id"])
    assert states(where) == [("c1", "waiting")]


@pytest.mark.parametrize(
    ("change", "state"), [({"figure": "9"}, "no-such-figure"), ({"expected": "570"}, "stale")]
)
def test_a_correction_that_does_not_apply_holds_its_own_report_back_and_no_other(
    tmp_path: Path, change: dict[str, str], state: str
) -> None:
    """Figures numbered anew would put the decision on another figure and publish the one it is about."""
    where = with_corrections(tmp_path, GOOD | change)
    Report(report_id="khac").write(where.raw)
    landed = ingest.run(where)
    assert [(r.report_id, r.status, r.accepted) for r in landed.reports] == [
        ("bao-cao", "rejected", 0),
        ("khac", "accepted", 1),
    ]
    (found,) = landed.findings[landed.findings["rule_id"] == "correction-applies"].to_dict("records")
    assert (found["report_id"], found["severity"]) == ("bao-cao", "error")
    assert states(where) == [("c1", state)]
    results = landed.rule_results.set_index(["rule_id", "object"])
    assert results.loc[("correction-applies", "all"), ["evaluated", "failed"]].tolist() == [1, 1]


def states(where: Settings) -> list[tuple[str, str]]:
    with duckdb.connect(str(where.landing), read_only=True) as connection:
        return connection.execute("select correction_id, state from raw.corrections order by all").fetchall()
