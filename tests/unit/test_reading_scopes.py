"""Scope words: any order in, one order out, each word known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.reading.reason import Unreadable
from dagster_project.reading.scopes import ScopeIndex
from dagster_project.vocabulary import ScopeWord

AXES = {
    "site": ("zone", "cluster"),
    "operation": ("operating", "stopped"),
    "activity": ("start-up", "management", "vocational"),
    "topic": ("topic:",),
    "land": ("industrial-land",),
}
SCOPES = {
    word: ScopeWord(word, axis, "", True, False, word, word) for axis, words in AXES.items() for word in words
}
INDEX = ScopeIndex(SCOPES)
WORDS = st.one_of(
    st.sampled_from([w for w in SCOPES if w != "topic:"]), st.sampled_from(["topic:tea", "topic:base-oil"])
)


@given(st.lists(WORDS, unique=True), st.data())
def test_the_order_of_words_does_not_matter(words: list[str], data: st.DataObject) -> None:
    marked = [word + "?" * data.draw(st.booleans()) for word in words]
    read = INDEX.read(" ".join(marked))
    assert INDEX.read(" ".join(data.draw(st.permutations(marked))).upper()) == read
    assert INDEX.read(read.spelling) == read
    assert INDEX.read(read.code).code == read.code
    assert set(read.inferred_words) == {word[:-1] for word in marked if word.endswith("?")}
    assert sorted(word for words in read.axes.values() for word in words) == sorted(words)
    hash(read)


@given(st.text(alphabet="clustertopic:?- ", max_size=16))
def test_any_text_is_a_scope_or_a_reason(text: str) -> None:
    try:
        read = INDEX.read(text)
    except Unreadable as caught:
        refusal = caught
    else:
        assert INDEX.read(read.spelling) == read
        return
    assert refusal.code.startswith("scope-")


@pytest.mark.parametrize(
    ("text", "code", "inferred"),
    [
        ("", "", ()),
        ("operating cluster", "cluster operating", ()),
        ("start-up management", "management start-up", ()),
        ("topic:tea vocational", "vocational topic:tea", ()),
        ("cluster? operating", "cluster operating", ("cluster",)),
        ("  Cluster\u00a0operating ", "cluster operating", ()),
        ("industrial-land topic:tea zone", "zone topic:tea industrial-land", ()),
        ("topic:tea topic:base-oil", "topic:base-oil topic:tea", ()),
    ],
)
def test_accepts(text: str, code: str, inferred: tuple[str, ...]) -> None:
    read = INDEX.read(text)
    assert (read.code, read.inferred_words) == (code, inferred)


def test_words_are_given_by_axis() -> None:
    read = INDEX.read("management zone start-up")
    assert read.axes == {"site": ("zone",), "activity": ("management", "start-up")}


@pytest.mark.parametrize(
    ("text", "code", "candidates"),
    [
        ("clusters", "scope-unknown", ("cluster",)),
        ("cluster,operating", "scope-unknown", ()),
        ("zzz", "scope-unknown", ()),
        ("?", "scope-unknown", ()),
        ("cluster cluster", "scope-duplicate", ()),
        ("cluster cluster?", "scope-duplicate", ()),
        ("topic:", "scope-topic", ()),
        ("topic:Chè", "scope-topic", ("topic:che",)),
        ("topic:base_oil", "scope-topic", ("topic:base-oil",)),
        ("topic:-tea", "scope-topic", ("topic:tea",)),
    ],
)
def test_refuses_with_a_reason(text: str, code: str, candidates: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable) as refusal:
        INDEX.read(text)
    assert refusal.value.code == code
    assert refusal.value.candidates[: len(candidates)] == candidates


def test_a_vocabulary_without_topics_has_no_free_words() -> None:
    with pytest.raises(Unreadable) as refusal:
        ScopeIndex({"cluster": SCOPES["cluster"]}).read("topic:tea")
    assert refusal.value.code == "scope-unknown"
