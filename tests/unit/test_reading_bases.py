"""Bases: a period, plan, or an indicator with scope words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.reading.bases import read_base
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.scopes import ScopeIndex
from dagster_project.vocabulary import Indicator, ScopeWord


def indicator(code: str) -> Indicator:
    return Indicator(
        code,
        "clusters",
        "",
        code,
        code,
        "",
        "area",
        "stock",
        "last",
        "sum",
        "none",
        False,
        "",
        None,
        None,
        "",
        True,
    )


INDICATORS = {code: indicator(code) for code in ("site_land", "exports", "investment")}
SCOPES = {
    word: ScopeWord(word, axis, "", True, False, word, word)
    for word, axis in (("cluster", "site"), ("registered", "stage"), ("industrial-land", "land"))
}
INDEX = ScopeIndex(SCOPES)
WORDS = st.lists(st.sampled_from(sorted(SCOPES)), unique=True, max_size=3)


@given(
    st.one_of(
        st.sampled_from(["", "plan", "2008", "2008/2012", "now", "../2011", "P5Y/2012", "2012-Q1"]),
        st.builds(
            lambda code, words: f"{code}:{' '.join(words)}" if words else code,
            st.sampled_from(sorted(INDICATORS)),
            WORDS,
        ),
    )
)
def test_bases_round_trip(text: str) -> None:
    read = read_base(text, INDICATORS, INDEX)
    again = read_base(read.spelling, INDICATORS, INDEX)
    assert again == read
    assert read_base(f" {text.upper()} ", INDICATORS, INDEX) == read


@given(st.text(max_size=16))
def test_any_text_is_a_base_or_a_reason(text: str) -> None:
    try:
        read = read_base(text, INDICATORS, INDEX)
    except Unreadable as caught:
        refusal = caught
    else:
        assert read_base(read.spelling, INDICATORS, INDEX) == read
        return
    assert refusal.code.split("-")[0] in ("base", "period", "scope")


@pytest.mark.parametrize(
    ("text", "kind", "spelling", "code", "scope", "period"),
    [
        ("", "", "", "", None, None),
        ("plan", "plan", "plan", "", None, None),
        ("2008", "period", "2008", "", None, "2008"),
        ("2012/2012", "period", "2012", "", None, "2012"),
        ("exports", "indicator", "exports", "exports", "", None),
        (
            "site_land:industrial-land",
            "indicator",
            "site_land:industrial-land",
            "site_land",
            "industrial-land",
            None,
        ),
        (
            "investment:registered cluster",
            "indicator",
            "investment:cluster registered",
            "investment",
            "cluster registered",
            None,
        ),
        (
            "investment : cluster registered",
            "indicator",
            "investment:cluster registered",
            "investment",
            "cluster registered",
            None,
        ),
    ],
)
def test_accepts(
    text: str, kind: str, spelling: str, code: str, scope: str | None, period: str | None
) -> None:
    read = read_base(text, INDICATORS, INDEX)
    assert (read.kind, read.spelling, read.indicator) == (kind, spelling, code)
    assert (read.scope.code if read.scope else None) == scope
    assert (read.period.spelling if read.period else None) == period


@pytest.mark.parametrize(
    ("text", "code", "candidates"),
    [
        ("export", "base-unknown", ("exports",)),
        ("plann", "base-unknown", ("plan",)),
        ("zzz", "base-unknown", ()),
        ("plan:cluster", "base-unknown", ("plan",)),
        ("exports:", "base-malformed", ("exports",)),
        ("2008?", "base-inferred", ("2008",)),
        ("exports:cluster?", "base-inferred", ("exports:cluster",)),
        ("2012/2008", "period-order", ("2008/2012",)),
        ("2012-13", "period-invalid", ("2012/2013",)),
        ("P0Y", "period-malformed", ()),
        ("exports:clusters", "scope-unknown", ("cluster",)),
    ],
)
def test_refuses_with_a_reason(text: str, code: str, candidates: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_base(text, INDICATORS, INDEX)
    assert (refusal.value.code, refusal.value.candidates) == (code, candidates)
