"""No phrase enters that helps only where it was learned: texts are read without what they taught.

One phrase learned from one article once cost a quarter of the next one. So what a report has taught must not
make the reading of any other worse, and what the shipped articles give without their own phrases is held.
"""

from __future__ import annotations

import os
from functools import cache

import pytest

from benchmarks.drafting import COLUMNS, Bench, Case, cases
from dagster_project.drafting.phrases import GENERAL
from dagster_project.drafting.second_reader import SecondReader
from dagster_project.settings import PROJECT
from dagster_project.vocabulary import Vocabulary

VOCABULARY = Vocabulary(PROJECT / "dbt" / "seeds")
TEACHERS = sorted(
    {
        row.sources
        for row in VOCABULARY.phrases
        if len(row.sources.split()) == 1 and row.sources not in GENERAL
    }
)
"""Texts that alone have taught a phrase."""
MOST_LOST = 2
"""Cells of all articles that what one text has taught may cost."""

pytestmark = pytest.mark.skipif(
    not os.environ.get("KHUYENCONG_ARTICLES"), reason="the articles are not at hand"
)


@cache
def articles() -> tuple[Case, ...]:
    return tuple(cases([]))


@cache
def right(without: str) -> dict[str, int]:
    """Cells read rightly of each article, without what one text alone has taught."""
    bench, reader = Bench(VOCABULARY), SecondReader(VOCABULARY, without)
    scores = {case.name: bench.score(case, reader)[0] for case in articles()}
    return {name: sum(score.right[column] for column in COLUMNS) for name, score in scores.items()}


@pytest.mark.parametrize("teacher", TEACHERS)
def test_what_a_text_has_taught_makes_no_other_worse(teacher: str) -> None:
    before, after = right(teacher), right("")
    others = [name for name in after if name != teacher]
    assert others
    assert sum(after[name] - before[name] for name in others) >= -MOST_LOST


def test_articles_are_read_well_without_their_own_phrases() -> None:
    bench = Bench(VOCABULARY)
    scores = [bench.score(case)[0] for case in articles()]
    figures, matched = (sum(getattr(score, name) for score in scores) for name in ("figures", "matched"))
    assert matched >= 0.97 * figures
    share = {c: sum(score.right[c] for score in scores) / matched for c in (*COLUMNS, "at most one")}
    assert share["indicator"] >= 0.95
    assert share["scope"] >= 0.68
    assert share["period"] >= 0.88
    assert share["nature"] >= 0.95
    assert share["funding_source"] >= 0.95
    assert share["at most one"] >= 0.85


def test_a_phrase_that_hurts_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A phrase that names the wrong indicator for a common verb costs the other articles."""
    sound = right("")
    rows = [
        *VOCABULARY.phrases,
        *(
            row.__class__("indicator", "artisans", words, row.weight * 4, "any", "", "x-2012")
            for row in VOCABULARY.phrases[:1]
            for words in ("cho", "với", "có", "được")
        ),
    ]
    monkeypatch.setitem(VOCABULARY.__dict__, "phrases", tuple(rows))
    bench, reader = Bench(VOCABULARY), SecondReader(VOCABULARY)
    worse = {case.name: bench.score(case, reader)[0] for case in articles()}
    cells = {name: sum(score.right[column] for column in COLUMNS) for name, score in worse.items()}
    assert sum(cells.values()) < sum(sound.values()) - MOST_LOST
