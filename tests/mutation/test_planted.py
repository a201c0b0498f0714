"""Synthetic reports say what is wrong with them: the models find all of it, and nothing else."""

from __future__ import annotations

import pytest

from benchmarks import synthetic
from benchmarks.mutation import pipeline
from benchmarks.synthetic import Planted, Report, World
from dagster_project import ingest
from dagster_project.settings import Settings

REPORTS = 270
Said = list[tuple[str, str, set[str]]]


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    world, places = World(1), synthetic.places()
    return [Report(world, places, number) for number in range(REPORTS)]


@pytest.fixture(scope="module")
def planted(reports: list[Report]) -> list[Planted]:
    return [found for report in reports for found in report.planted()]


@pytest.fixture(scope="module")
def said(reports: list[Report], shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Said:
    """Law, status and claims of all relations between the figures of the reports."""
    where = pipeline.settings_in(tmp_path_factory.mktemp("planted"), None)
    for report in reports:
        report.write(where.raw)
    ingest.run(where)
    models = pipeline.Models(shipped)
    models.world(where.landing)
    rows = models.connection.execute("select law, status, claims from quality.relations").fetchall()
    return [(law, status, set(claims)) for law, status, claims in rows]


def test_each_law_is_kept_and_broken_on_purpose(planted: list[Planted]) -> None:
    kept = {found.law for found in planted if found.status not in synthetic.WRONG}
    broken = {found.law for found in planted if found.status in synthetic.WRONG}
    assert kept - broken == {"adds_up"}
    assert broken <= kept
    assert len(broken) == 8


def test_what_is_wrong_on_purpose_is_a_small_share(reports: list[Report]) -> None:
    altered = sum(len(report.altered()) for report in reports)
    assert 0.001 < altered / (REPORTS * synthetic.FIGURES) < 0.01


def test_all_that_is_planted_is_said(planted: list[Planted], said: Said) -> None:
    for found in planted:
        about = [(law, status) for law, status, claims in said if found.claims <= claims]
        assert not about if found.status == "" else (found.law, found.status) in about, found


def test_nothing_else_is_called_violated(reports: list[Report], said: Said) -> None:
    wrong = set().union(*(report.altered() for report in reports))
    assert [row for row in said if row[1] == "violated" and not row[2] & wrong] == []
