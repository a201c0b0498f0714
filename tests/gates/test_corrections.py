"""Decisions on single figures: a half one is refused, each action does what it says and nothing else.

Belongs here: `dbt/seeds/judgement/corrections.csv`, from the file to the claim. Does not belong here: the
rules a figure is judged by (`test_rules.py`).
"""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import pytest

from dagster_project.contracts import judge
from dagster_project.contracts.landing import CLAIMS
from dagster_project.ingest import correct
from dagster_project.ingest.check import check
from dagster_project.ingest.folders import find
from dagster_project.ingest.sheets import read_report
from dagster_project.settings import PROJECT, load
from dagster_project.vocabulary import VocabularyError
from tests.gates.test_rules import VOCABULARY, Report, correction, corrections_of, write_case

NAMES = [field.name for field in dataclasses.fields(correct.Correction)]
GOOD = correction(review_by="2027-11-21")[0]


def written(folder: Path, *entries: dict[str, str]) -> Path:
    (folder / "judgement").mkdir(parents=True)
    with (folder / "judgement" / "corrections.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, NAMES, restval="")
        writer.writeheader()
        writer.writerows(entries)
    return folder


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"action": "delete"}, "accepted: replace, withdraw, flag"),
        ({"column_name": "colour"}, "column_name 'colour'"),
        ({"action": "flag"}, "flag replaces nothing"),
        ({"action": "withdraw"}, "withdraw replaces nothing"),
        ({"reason": " "}, "reason ' '"),
        ({"author": ""}, "author ''"),
        ({"decided_on": ""}, "decided_on ''"),
        ({"review_by": "next year"}, "review_by 'next year'; accepted: a day"),
    ],
)
def test_a_half_decision_is_refused_with_its_place(tmp_path: Path, change: dict[str, str], said: str) -> None:
    with pytest.raises(VocabularyError, match=r"corrections\.csv, c1") as refused:
        correct.read_corrections(written(tmp_path, GOOD | change))
    assert said in str(refused.value)


def test_an_id_stands_once(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="stands twice"):
        correct.read_corrections(written(tmp_path, GOOD, GOOD))


@pytest.mark.parametrize(
    "change", [{}, {"review_by": ""}, {"action": "flag", "replacement": ""}, {"replacement": ""}]
)
def test_a_whole_decision_is_read(tmp_path: Path, change: dict[str, str]) -> None:
    (read,) = correct.read_corrections(written(tmp_path, GOOD | change))
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
    assert "misprint (c1)" in found.message_en
    assert "misprint (c1)" in found.message_vi


def test_check_names_a_correction_whose_figure_is_gone(tmp_path: Path) -> None:
    write_case(tmp_path / "raw", Report())
    seeds = written(
        tmp_path / "seeds", GOOD | {"figure": "9"}, GOOD | {"correction_id": "c2", "report_id": "x"}
    )
    (seeds / "vocabulary").symlink_to(PROJECT / "dbt" / "seeds" / "vocabulary")
    where = dataclasses.replace(load(), raw=tmp_path / "raw", articles=None, seeds=seeds)
    lines, clean = check([], where)
    said = " ".join(" ".join(lines).split())
    assert not clean
    assert "[correction-applies] corrections.csv, c1" in said
    assert "no figure 9 in bao-cao" in said
    assert "c2" not in said  # a decision on a report that is not looked at
    assert check([], dataclasses.replace(where, seeds=PROJECT / "dbt" / "seeds"))[1]
