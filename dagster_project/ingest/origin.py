"""Read `report.yaml`: the record of where a report comes from.

Belongs here: safe YAML and the accepted form of each field. Does not belong here: whether its places
are known words (`contracts/`). All scalars are read as text, so that `no`, `on` and `2013-02` stay what
was written.
"""

from __future__ import annotations

import calendar
import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import yaml

from ..contracts.findings import short
from ..contracts.model import LineRanges, Origin, Problem
from ..messages import Message, Text, message
from ..reading.numbers import whole_number

KINDS = ("authority", "press", "plan", "draft")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_RANGE = re.compile(r"(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 8
"""Levels of nesting that are read; a record has four. The parser in C would run out of stack at thousands."""
KEPT = 200
"""Characters of a wrong value that a message repeats."""


# --- YAML -------------------------------------------------------------------------------------------


def _unreadable(found: Text, accepted: Text) -> Problem:
    return Problem("origin-readable", "report.yaml", found, accepted)


class _Odd(Exception):
    """Valid YAML of a kind that no record needs; carries the problem to report."""

    def __init__(self, event: yaml.Event, what: Text, accepted: Text) -> None:
        super().__init__(str(what))
        line = event.start_mark.line + 1 if event.start_mark else "?"
        self.problem = _unreadable(message("origin.on-line", what=what, line=line), accepted)


def _value(event: yaml.Event, events: Iterator[yaml.Event], depth: int = 0) -> Any:
    """The value that opens with an event and goes on with those behind it: all but null is text.

    Made here and by no constructor of the library: those know tags, anchors and merges, each of which has
    ways to run on for minutes, or to fail as no YAML error.
    """
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise _Odd(event, message("origin.anchor"), message("origin.without-anchor"))
    if getattr(event, "tag", None):
        raise _Odd(event, message("origin.tag"), message("origin.without-tag"))
    if isinstance(event, yaml.ScalarEvent):
        return None if not event.style and event.value in _NULLS else event.value
    if depth == DEEPEST:
        raise _Odd(event, message("origin.too-deep", levels=DEEPEST), message("origin.short-lists"))
    if isinstance(event, yaml.SequenceStartEvent):
        return [_value(item, events, depth + 1) for item in _until_end(events)]
    mapping: dict[str, Any] = {}
    for name_event in _until_end(events):
        if isinstance(name_event, yaml.CollectionStartEvent):
            raise _Odd(name_event, message("origin.name-is-no-text"), message("origin.plain-name"))
        name = _value(name_event, events) or ""
        if name in mapping:
            twice = message("origin.name-twice", name=repr(short(name)))
            raise _Odd(name_event, twice, message("origin.name-once"))
        mapping[name] = _value(next(events), events, depth + 1)
    return mapping


def _until_end(events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    """The events up to the end of the list or mapping that is open; each is consumed with what it opens."""
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            return
        yield event


def load(data: bytes) -> dict[str, Any] | Problem:
    """The mapping of a `report.yaml`, or why there is none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unreadable(message("origin.byte-not-utf8", byte=error.start + 1), message("origin.as-utf8"))
    loaded: Any = None
    documents = 0
    try:
        events = yaml.parse(text, Loader=_Parser)
        for event in events:
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                raise _Odd(event, message("origin.second-document"), message("origin.one-record"))
            if isinstance(event, yaml.NodeEvent):
                loaded = _value(event, events)
    except _Odd as odd:
        return odd.problem
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0][:KEPT]
        if mark:
            what = message("origin.not-yaml", line=mark.line + 1, column=mark.column + 1, what=what)
        return _unreadable(what, message("origin.valid-yaml"))
    if not isinstance(loaded, dict):
        shown = message("origin.nothing") if loaded is None else message("origin.no-mapping")
        return _unreadable(shown, message("origin.names-and-values"))
    return loaded


# --- fields -----------------------------------------------------------------------------------------


def last_day(date: str) -> dt.date | None:
    """The last day that an ISO date of any precision can mean, None where it is no such date."""
    match = _DATE.fullmatch(date)
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2] or 12), match[3]
    try:
        return dt.date(year, month, int(day) if day else calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None


class _Wrong(Exception):
    """The value, or the part of it, that is not in its accepted form."""

    def __init__(self, found: Any, accepted: Text, candidates: Sequence[str] = ()) -> None:
        super().__init__(str(accepted))
        self.found: Text = found if isinstance(found, Message) else "" if found is None else str(found)[:KEPT]
        self.accepted, self.candidates = accepted, tuple(candidates)


Form: TypeAlias = Callable[[Any], Any]
"""Reads a value of the record in its accepted form; raises `_Wrong` for another."""


def _text(value: Any) -> str:
    """One text; null is blank."""
    if value is not None and not isinstance(value, str):
        raise _Wrong(value, message("origin.one-text"))
    return (value or "").strip()


def _text_that(fits: Callable[[str], object], accepted: Text) -> Form:
    def read(value: Any) -> str:
        text = _text(value)
        if not fits(text):
            raise _Wrong(text, accepted)
        return text

    return read


def _places(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(place, str) for place in value):
        raise _Wrong(value, message("origin.list-of-ids"))
    return tuple(value)


def _complete(value: Any) -> bool | None:
    shown = value.strip() if isinstance(value, str) else value
    if shown not in ("true", "false", "", None):
        raise _Wrong(shown, message("origin.true-or-false"))
    return shown == "true" if shown else None


def _ranges(value: Any) -> LineRanges | None:
    """Ranges of lines: `[[1, 93], [162, 206]]`, `[1-93]`, `7`."""
    if value is None:
        return None
    found: list[tuple[int, int]] = []
    for item in value if isinstance(value, list) else [value]:
        match = _RANGE.fullmatch(item.strip()) if isinstance(item, str) else None
        ends = [match[1], match[2] or match[1]] if match else item
        pair = isinstance(ends, list) and len(ends) == 2 and all(isinstance(end, str) for end in ends)
        first, last = map(whole_number, ends) if pair else (None, None)
        if first is None or last is None:
            raise _Wrong(item, message("origin.ranges"))
        if first > last:
            raise _Wrong(f"{first}-{last}", message("origin.ranges"))
        found.append((first, last))
    return tuple(sorted(found))


_date = _text_that(lambda date: not date or last_day(date), message("origin.date"))

FORMS: dict[str, Form | dict[str, Form]] = {
    "report_id": _text,
    "title": _text,
    "kind": _text_that(KINDS.__contains__, ", ".join(KINDS)),
    "publisher": _text,
    "author": _text,
    "published": _date,
    "url": _text,
    "language": _text,
    "places": _places,
    "source": {
        "file": _text_that(re.compile(r"(?!\.)[^/\\]*").fullmatch, message("origin.file-name")),
        "sha256": _text_that(re.compile("([0-9a-fA-F]{64})?").fullmatch, message("origin.sha256")),
        "lines": _ranges,
        "title_lines": _ranges,
        "caption_lines": _ranges,
        "complete": _complete,
    },
    "transcription": {"by": _text, "on": _date, "checked_by": _text},
    "notes": _text,
}
"""The fields of a `report.yaml`: each is written, null where it is not known, and no other."""


def _fields(values: dict[str, Any], forms: Mapping[str, Any], part: str = "") -> Iterator[tuple[str, Any]]:
    """Each field by its path, such as `source.file`, with its value or its problem."""

    def problem(name: str, wrong: _Wrong) -> Problem:
        column = f"report.yaml: {part}{short(name)}"
        return Problem("origin-fields", column, wrong.found, wrong.accepted, wrong.candidates)

    for name, form in forms.items():
        value = values.get(name)
        try:
            if name not in values:
                raise _Wrong(message("origin.missing"), message("origin.field-or-null"))
            if callable(form):
                yield part + name, form(value)
            elif isinstance(value, dict):
                yield from _fields(value, form, f"{name}.")
            else:
                raise _Wrong(value, message("origin.mapping-with", fields=", ".join(form)))
        except _Wrong as wrong:
            yield part + name, problem(name, wrong)
    for name in values:
        if name not in forms:
            near = difflib.get_close_matches(name[:KEPT], forms)
            yield part + name, problem(name, _Wrong(message("origin.field-unknown"), ", ".join(forms), near))


def read_origin(data: bytes, report_id: str) -> tuple[Origin, list[Problem]]:
    """Read and check one origin record.

    Args:
        data: the bytes of `report.yaml`.
        report_id: the name of its folder, which the record must repeat.

    Returns:
        The record, with what could be read of it, and its problems.
    """
    values = load(data)
    if isinstance(values, Problem):
        return Origin(), [values]
    fields = list(_fields(values, FORMS | {"report_id": _text_that(report_id.__eq__, report_id)}))
    problems = [value for _, value in fields if isinstance(value, Problem)]
    read = {path: value for path, value in fields if not isinstance(value, Problem)}
    file, sha256 = read.get("source.file", ""), read.get("source.sha256", "").lower()
    lines, published = read.get("source.lines"), read.get("published", "")
    source_is_read = {"source.file", "source.sha256", "source.lines"} <= read.keys()
    if source_is_read and len({bool(file), bool(sha256), lines is not None}) > 1:
        # Half a source can neither be checked nor called "not checked".
        shown = "null" if lines is None else ", ".join(f"{first}-{last}" for first, last in lines)
        found = f"file {file or 'null'}, sha256 {sha256 or 'null'}, lines {shown}"
        accepted = message("origin.whole-source")
        problems.append(Problem("origin-fields", "report.yaml: source", found[:KEPT], accepted))
    origin = Origin(
        **{name: value for name, value in read.items() if "." not in name and name != "report_id"},
        published_end=last_day(published),
        source_file=file,
        source_sha256=sha256,
        lines=lines,
        title_lines=read.get("source.title_lines") or (),
        caption_lines=read.get("source.caption_lines") or (),
        complete=read.get("source.complete"),
        transcribed_by=read.get("transcription.by", ""),
        transcribed_on=read.get("transcription.on", ""),
        checked_by=read.get("transcription.checked_by", ""),
    )
    return origin, problems
