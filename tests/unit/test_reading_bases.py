"""Bases: a period, plan, or an indicator with a funding source and scope words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.reading.bases import Base, BaseIndex
from dagster_project.reading.labels import CodeIndex
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.scopes import ScopeIndex
from dagster_project.vocabulary import FundingSource, Indicator, Nature, ScopeWord


def indicator(code: str, label: str, funded: bool = False) -> Indicator:
    return Indicator(
        code,
        "clusters",
        "",
        label,
        code,
        "",
        "area",
        "stock",
        "last",
        "sum",
        "none",
        funded,
        "",
        None,
        None,
        "",
        True,
        "",
        "",
    )


INDICATORS = {
    "site_land": indicator("site_land", "đất trong cụm"),
    "exports": indicator("exports", "kim ngạch xuất khẩu"),
    "investment": indicator("investment", "vốn đầu tư"),
    "funding": indicator("funding", "kinh phí khuyến công", funded=True),
}
SOURCES = {
    "": FundingSource("", "", False, None, None, "không nêu", "unsaid", ""),
    "total": FundingSource("total", "", False, None, None, "tổng cộng", "total", ""),
    "national": FundingSource(
        "national", "total", True, None, None, "khuyến công quốc gia (KCQG)", "national", ""
    ),
}
NATURES = {"plan": Nature("plan", 3, "kế hoạch", "plan", "")}
SCOPES = {
    word: ScopeWord(word, axis, "", True, False, word, word)
    for word, axis in (("cluster", "site"), ("registered", "stage"), ("industrial-land", "land"))
}
INDEX = BaseIndex(
    INDICATORS, CodeIndex(INDICATORS), CodeIndex(SOURCES), CodeIndex(NATURES), ScopeIndex(SCOPES)
)
WORDS = st.lists(st.sampled_from(sorted(SCOPES)), unique=True, max_size=3)


def spelled(read: Base) -> str:
    return read.spelling + "?" * read.inferred


@given(
    st.one_of(
        st.sampled_from(["", "plan", "2008", "2008/2012", "now", "../2011", "P5Y/2012", "2012-Q1"]),
        st.builds(
            lambda code, words: f"{code}:{' '.join(words)}" if words else code,
            st.sampled_from([*sorted(INDICATORS), "funding@total", "funding@national"]),
            WORDS,
        ),
    ),
    st.sampled_from(["", "?"]),
)
def test_bases_round_trip(text: str, mark: str) -> None:
    read = INDEX.read(text + mark if text else "")
    assert read.inferred == bool(text and mark)
    assert INDEX.read(spelled(read)) == read
    assert INDEX.read(f" {spelled(read).upper()} ") == read


@given(st.text(max_size=16))
def test_any_text_is_a_base_or_a_reason(text: str) -> None:
    try:
        read = INDEX.read(text)
    except Unreadable as caught:
        refusal = caught
    else:
        assert INDEX.read(spelled(read)) == read
        return
    assert refusal.code.split("-")[0] in ("base", "period", "scope", "label")


@pytest.mark.parametrize(
    ("text", "kind", "spelling", "code", "scope", "period"),
    [
        ("", "", "", "", None, None),
        ("plan", "plan", "plan", "", None, None),
        ("kế hoạch", "plan", "plan", "", None, None),
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
        ("funding@total", "indicator", "funding@total", "funding", "", None),
        ("funding @ KCQG : cluster", "indicator", "funding@national:cluster", "funding", "cluster", None),
        ("kinh phi khuyen cong@tổng cộng", "indicator", "funding@total", "funding", "", None),
        ("2008?", "period", "2008", "", None, "2008"),
        ("exports:cluster?", "indicator", "exports:cluster", "exports", "cluster", None),
    ],
)
def test_accepts(
    text: str, kind: str, spelling: str, code: str, scope: str | None, period: str | None
) -> None:
    read = INDEX.read(text)
    assert (read.kind, read.spelling, read.indicator) == (kind, spelling, code)
    assert (read.scope.code if read.scope else None) == scope
    assert (read.period.spelling if read.period else None) == period


@pytest.mark.parametrize(
    ("text", "code", "candidates"),
    [
        ("export", "base-unknown", ("exports",)),
        ("plann", "base-unknown", ("plan",)),
        ("zzz", "base-unknown", ()),
        ("năm 2008", "base-unknown", ("2008",)),
        ("plan:cluster", "base-unknown", ("plan",)),
        ("exports:", "base-malformed", ("exports",)),
        ("exports:cluster? registered", "base-inferred", ("exports:cluster registered?",)),
        ("funding@", "base-malformed", ("funding",)),
        ("funding@totl", "base-malformed", ("funding@total",)),
        ("exports@total", "base-malformed", ("exports",)),
        ("?", "base-unknown", ()),
        ("2012/2008", "period-order", ("2008/2012",)),
        ("2012-13", "period-invalid", ("2012/2013",)),
        ("P0Y", "period-malformed", ()),
        ("exports:clusters", "scope-unknown", ("cluster",)),
    ],
)
def test_refuses_with_a_reason(text: str, code: str, candidates: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable) as refusal:
        INDEX.read(text)
    assert (refusal.value.code, refusal.value.candidates) == (code, candidates)
