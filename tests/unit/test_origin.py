"""report.yaml: every field in its accepted form, each fault named in both languages, the rest still read."""

from __future__ import annotations

import datetime as dt

import pytest

from dagster_project.contracts.model import Problem
from dagster_project.ingest.origin import DEEPEST, load, read_origin
from dagster_project.messages import Message, text

GOOD = """\
report_id: mot
title: ' A title '
kind: press
publisher: null
author: ~
published: 2013-02
url: null
language: vi
places: [thai-binh, nam-dinh]
source:
  file: a.txt
  sha256: {sha256}
  lines: [[12, 20], 7, 1-3]
  title_lines: [[1, 1]]
  caption_lines: null
  complete: false
transcription: {{by: no, on: 2026-01-31, checked_by: null}}
notes: null
""".format(sha256="AB" * 32)


def wrong(change: tuple[str, str]) -> list[Problem]:
    assert change[0] in GOOD
    return read_origin(GOOD.replace(*change).encode(), "mot")[1]


def test_a_good_record_is_read_as_it_was_written() -> None:
    origin, problems = read_origin(GOOD.encode(), "mot")
    assert problems == []
    assert (origin.title, origin.author, origin.transcribed_by) == ("A title", "", "no")
    assert (origin.published, origin.published_end) == ("2013-02", dt.date(2013, 2, 28))
    assert (origin.places, origin.complete) == (("thai-binh", "nam-dinh"), False)
    assert origin.source_sha256 == "ab" * 32
    assert (origin.lines, origin.title_lines, origin.caption_lines) == (
        ((1, 3), (7, 7), (12, 20)),
        ((1, 1),),
        (),
    )


@pytest.mark.parametrize(
    ("published", "start", "end", "inferred", "dated"),
    [
        ("2012", "2012-01-01", "2012-12-31", False, True),
        ("2012-05", "2012-05-01", "2012-05-31", False, True),
        ("2012-05-18", "2012-05-18", "2012-05-18", False, True),
        ("2012-03-01/2012-05-31", "2012-03-01", "2012-05-31", False, False),
        ("2012-12/2013-03", "2012-12-01", "2013-03-31", False, False),
        ("2012-05?", "2012-05-01", "2012-05-31", True, False),
        ("null", None, None, False, False),
    ],
)
def test_a_date_of_publication_says_how_well_it_is_known(
    published: str, start: str | None, end: str | None, inferred: bool, dated: bool
) -> None:
    origin, problems = read_origin(GOOD.replace("2013-02\n", f"{published}\n").encode(), "mot")
    days = tuple(day and dt.date.fromisoformat(day) for day in (start, end))
    assert problems == []
    assert (origin.published_start, origin.published_end) == days
    assert (origin.published_inferred, origin.is_dated) == (inferred, dated)
    certain = bool(start) and not inferred
    assert origin.appeared == (days if certain else (None, dt.date(2026, 1, 31)))


def test_what_may_be_left_out_is_read_where_it_is_written() -> None:
    added = (
        "published_from: the stamp of the page\ndefaults: {place: thai-binh, period: '2012?', nature: ~}\n"
    )
    origin, problems = read_origin(GOOD.replace("press", "study").encode() + added.encode(), "mot")
    assert problems == []
    assert (origin.kind, origin.published_from) == ("study", "the stamp of the page")
    assert origin.defaults == {"place": "thai-binh", "period": "2012?", "nature": "", "funding_source": ""}
    without, _ = read_origin(GOOD.encode(), "mot")
    assert not any(without.defaults.values())


@pytest.mark.parametrize(
    ("change", "column", "found"),
    [
        (("report_id: mot", "report_id: hai"), "report_id", "hai"),
        (("title: ' A title '", "title: [a]"), "title", "['a']"),
        (("title: ' A title '", 'title: "a\\e[2Jb"'), "title", "a\x1b[2Jb"),
        (("notes: null", "defaults: {unit: người}\nnotes: null"), "defaults.unit", "a field of no meaning"),
        (("published: 2013-02", "published: now"), "published", "now"),
        (("published: 2013-02", "published: 2008/now"), "published", "2008/now"),
        (("published: 2013-02", "published: 2013-05/2013-02"), "published", "2013-05/2013-02"),
        (("on: 2026-01-31", "on: 2026?"), "transcription.on", "2026?"),
        (("kind: press", "kind: rumour"), "kind", "rumour"),
        (("kind: press", "kind: null"), "kind", ""),
        (("published: 2013-02", "published: 2013-02-30"), "published", "2013-02-30"),
        (("[thai-binh, nam-dinh]", "[]"), "places", "[]"),
        (("[thai-binh, nam-dinh]", "[[a]]"), "places", "['a']"),
        (("file: a.txt", "file: ../a.txt"), "source.file", "../a.txt"),
        (("AB" * 32, "AB"), "source.sha256", "AB"),
        ((", 1-3]", ", 3-1]"), "source.lines", "3-1"),
        ((", 1-3]", ", 0-3]"), "source.lines", "0-3"),
        ((", 1-3]", ", [1, 2, 3]]"), "source.lines", "['1', '2', '3']"),
        (("complete: false", "complete: yes"), "source.complete", "yes"),
        (("on: 2026-01-31", "on: 31/1/2026"), "transcription.on", "31/1/2026"),
        (("AB" * 32, "null"), "source", "file a.txt, sha256 null, lines 1-3, 7-7, 12-20"),
        (("url: null\n", ""), "url", "missing"),
        (("title: ' A title '", "title: a\ntitel: b"), "titel", "a field of no meaning"),
    ],
)
def test_a_wrong_field_is_named_with_what_was_found(change: tuple[str, str], column: str, found: str) -> None:
    (problem,) = wrong(change)
    assert (problem.rule_id, problem.column) == ("origin-fields", f"report.yaml: {column}")
    assert text(problem.found, "en") == found
    assert text(problem.accepted, "en")


def test_a_field_of_no_meaning_is_shown_which_one_may_be_meant() -> None:
    (problem,) = wrong(("complete: false", "complete: false\n  title_line: null"))
    assert problem.column == "report.yaml: source.title_line"
    assert problem.candidates[0] == "title_lines"


@pytest.mark.parametrize("value", ["text", "[a, b]", "null"])
def test_a_part_that_is_no_mapping_is_named_once(value: str) -> None:
    (problem,) = wrong(
        ("transcription: {by: no, on: 2026-01-31, checked_by: null}", f"transcription: {value}")
    )
    assert problem.column == "report.yaml: transcription"
    assert "by, on, checked_by" in text(problem.accepted, "vi")


def test_all_faults_are_named_at_once_and_the_rest_is_read() -> None:
    record = (
        GOOD.replace("kind: press", "kind: rumour")
        .replace("[[12, 20], 7, 1-3]", "x")
        .replace("url: null\n", "")
    )
    origin, problems = read_origin(record.encode(), "mot")
    assert sorted(p.column for p in problems) == [
        "report.yaml: kind",
        "report.yaml: source.lines",
        "report.yaml: url",
    ]
    assert (origin.kind, origin.lines, origin.url) == ("", None, "")
    assert (origin.title, origin.source_file, origin.title_lines) == ("A title", "a.txt", ((1, 1),))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"- a",
        b"a: [",
        b"a: \xff",
        b"a: &b c",
        b"a: !!int 1",
        b"a: 1\na: 2",
        b"? [a]\n: 1",
        b"a: 1\n---\nb: 2",
        b"a: " + b"[" * DEEPEST + b"]" * DEEPEST,
    ],
)
def test_yaml_that_no_record_needs_is_refused_in_both_languages(data: bytes) -> None:
    problem = load(data)
    assert isinstance(problem, Problem)
    assert problem.rule_id == "origin-readable"
    for sentence in (problem.found, problem.accepted):
        assert isinstance(sentence, Message)
        assert sentence.text("en") != sentence.text("vi")


def test_yaml_of_the_greatest_depth_is_read() -> None:
    assert load(b"a: " + b"[" * (DEEPEST - 1) + b"]" * (DEEPEST - 1)) == {"a": [[[[[[[]]]]]]]}
