"""What relations notice of a wrong value: the changes, and that many in one build say what one alone says."""

from __future__ import annotations

import pytest

from benchmarks.mutation import noticing, reports
from benchmarks.mutation.noticing import CHANGES, Engine, Noticed
from dagster_project import settings
from dagster_project.settings import Settings

TEN, DIGIT = CHANGES


@pytest.mark.parametrize(
    ("text", "ten", "digit"),
    [("20.064", "200.640", "30.064"), ("4,7", "47,0", "5,7"), ("9", "90", "10"), ("0,05", "0,50", "0,06")],
)
def test_a_number_is_changed_as_it_is_printed(text: str, ten: str, digit: str) -> None:
    assert noticing.changed_text(text, TEN) == ten
    assert noticing.changed_text(text, DIGIT) == digit


@pytest.mark.parametrize("text", ["gấp đôi", "12 - 15", "0", ""])
def test_what_is_no_plain_number_is_left_out(text: str) -> None:
    assert noticing.changed_text(text, TEN) is None


def test_shares_are_of_all_or_of_those_of_a_status() -> None:
    found = Noticed()
    found.tried.update({"confirmed": 4, "untested": 4})
    found.noticed.update({"confirmed": 3})
    assert found.share("confirmed") == 75
    assert found.share() == 37.5
    assert Noticed().share() == 0


@pytest.fixture(scope="module")
def engine(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(shipped, reports.read(settings.PROJECT / "raw"), tmp_path_factory.mktemp("noticing"))


@pytest.mark.parametrize("change", CHANGES)
def test_figures_changed_together_are_noticed_as_each_alone(engine: Engine, change: str) -> None:
    batch = next(engine.batches(change))
    together = engine.noticing(batch, change)
    assert together
    some = [*sorted(together)[:3], *sorted({*batch} - together)[:2]]
    alone = {claim for claim in some if engine.noticing([claim], change)}
    assert alone == together & {*some}


def test_no_figure_is_changed_twice_and_none_that_is_noticed_was_in_doubt_unchanged(engine: Engine) -> None:
    tried = [claim for batch in engine.batches(TEN) for claim in batch]
    assert len(tried) == len({*tried}) > 300
    assert engine.noticing([], TEN) == set()
    assert engine.run([], TEN) == engine.before
