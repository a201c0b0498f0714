"""Read `report.yaml`: the record of where a report comes from.

Belongs here: safe YAML and the accepted form of each field. Does not belong here: whether its places
are known words (`contracts/`). All scalars are read as text, so that `no`, `on` and `2013-02` stay what
was written.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Annotated, Any

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from ..contracts.findings import short
from ..contracts.model import DEFAULTED, LineRanges, Origin, Problem
from ..contracts.structure import is_one_line
from ..messages import Message, Text, message
from ..reading.numbers import whole_number
from ..reading.periods import Period, read_period
from ..reading.reason import Unreadable

KINDS = ("authority", "press", "plan", "draft", "study")
DATES = ("year", "half", "quarter", "month", "day")
"""Kinds of period that a date may be, known to a precision."""
_RANGE = re.compile(r"(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?")
_SHA256 = re.compile("[0-9a-f]{64}")
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


def _wrong(found: Any, accepted: Text) -> PydanticCustomError:
    """What a validator raises: the value, or the part of it, that is not in its accepted form."""
    return PydanticCustomError("wrong", "{found}", {"found": found, "accepted": accepted})


def _as_text(value: Any) -> Any:
    return "" if value is None else value.strip() if isinstance(value, str) else value


def _plain(value: str, info: ValidationInfo) -> str:
    if info.context and not all(is_one_line(line) for line in value.split("\n")):
        raise _wrong(value, message("origin.no-control-characters"))
    return value


def _folder(value: str, info: ValidationInfo) -> str:
    if info.context and value != info.context:
        raise _wrong(value, info.context)
    return value


def _kind(value: str, info: ValidationInfo) -> str:
    if info.context and value not in KINDS:
        raise _wrong(value, ", ".join(KINDS))
    return value


def _places(value: Any, info: ValidationInfo) -> Any:
    if value is None and not info.context:
        return ()
    if not isinstance(value, list) or not value or not all(isinstance(place, str) for place in value):
        raise _wrong(value, message("origin.list-of-ids"))
    return tuple(value)


def _dated(value: str, kinds: tuple[str, ...]) -> Period | None:
    """A date as the periods of the sheet are written, None where it is not one of these kinds."""
    try:
        period = read_period(value)
    except Unreadable:
        return None
    return period if period.kind in kinds else None


def _date(value: str) -> str:
    read = _dated(value, DATES)
    if value and (read is None or read.inferred):
        raise _wrong(value, message("origin.date"))
    return value


def _published(value: str) -> str:
    if value and _dated(value, (*DATES, "span")) is None:
        raise _wrong(value, message("origin.published"))
    return value


def _file_name(value: str) -> str:
    if "/" in value or "\\" in value or value.startswith("."):
        raise _wrong(value, message("origin.file-name"))
    return value


def _sha256(value: str) -> str:
    if value and not _SHA256.fullmatch(value.lower()):
        raise _wrong(value, message("origin.sha256"))
    return value.lower()


def _complete(value: str) -> bool | None:
    if value not in ("true", "false", ""):
        raise _wrong(value, message("origin.true-or-false"))
    return value == "true" if value else None


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
            raise _wrong(item, message("origin.ranges"))
        if first > last:
            raise _wrong(f"{first}-{last}", message("origin.ranges"))
        found.append((first, last))
    return tuple(sorted(found))


OneText = Annotated[str, AfterValidator(_plain), BeforeValidator(_as_text)]
"""One text, of several lines perhaps; null is blank."""
Date = Annotated[OneText, AfterValidator(_date)]
Published = Annotated[OneText, AfterValidator(_published)]
"""When a report appeared: `2013`, `2013-02-18`, `2012-12/2013-03`, each with `?` where it is inferred."""
Ranges = Annotated[LineRanges | None, PlainValidator(_ranges)]


class _Part(BaseModel):
    """Every field without a default is written, null where it is not known, and no other.

    The context of validation is the name of the report's folder; without it a record is read whose wrong
    values were replaced by null, which is then accepted everywhere.
    """

    model_config = {"extra": "forbid", "frozen": True}


class Source(_Part):
    """The article text a report was taken from."""

    file: Annotated[OneText, AfterValidator(_file_name)]
    sha256: Annotated[OneText, AfterValidator(_sha256)]
    lines: Ranges
    title_lines: Ranges
    caption_lines: Ranges
    complete: Annotated[bool | None, BeforeValidator(_complete), BeforeValidator(_as_text)]

    @model_validator(mode="after")
    def given_together(self, info: ValidationInfo) -> Source:
        """Half a source can neither be checked nor called "not checked"."""
        if info.context and len({bool(self.file), bool(self.sha256), self.lines is not None}) > 1:
            lines = "null" if self.lines is None else ", ".join(f"{a}-{b}" for a, b in self.lines)
            found = f"file {self.file or 'null'}, sha256 {self.sha256 or 'null'}, lines {lines}"
            raise _wrong(found, message("origin.whole-source"))
        return self


class Transcription(_Part):
    """Who copied the figures out, when (an ISO date), and who compared them."""

    by: OneText
    on: Date
    checked_by: OneText


class Defaults(_Part):
    """What blank cells of these columns mean, as a cell would say it: `hai-duong`, `2012?`, `actual`."""

    place: OneText = ""
    period: OneText = ""
    nature: OneText = ""
    funding_source: OneText = ""


class Record(_Part):
    """A `report.yaml`."""

    report_id: Annotated[OneText, AfterValidator(_folder)]
    title: OneText
    kind: Annotated[OneText, AfterValidator(_kind)]
    publisher: OneText
    author: OneText
    published: Published
    published_from: OneText = ""
    url: OneText
    language: OneText
    places: Annotated[tuple[str, ...], PlainValidator(_places)]
    defaults: Defaults = Defaults()
    source: Source
    transcription: Transcription
    notes: OneText


PARTS: dict[str, type[_Part]] = {"defaults": Defaults, "source": Source, "transcription": Transcription}


def _problem(error: ErrorDetails) -> Problem:
    """An error of validation in words that a transcriber understands."""
    *outer, name = map(str, error["loc"])
    fields = list((PARTS[outer[0]] if outer else Record).model_fields)
    found: Any = error["input"]
    accepted: Text = message("origin.one-text")
    near: list[str] = []
    if error["type"] == "wrong":
        found, accepted = error["ctx"]["found"], error["ctx"]["accepted"]
    elif error["type"] == "missing":
        found, accepted = message("origin.missing"), message("origin.field-or-null")
    elif error["type"] == "extra_forbidden":
        found, accepted = message("origin.field-unknown"), ", ".join(fields)
        near = difflib.get_close_matches(name[:KEPT], fields)
    elif name in PARTS:
        accepted = message("origin.mapping-with", fields=", ".join(PARTS[name].model_fields))
    if not isinstance(found, Message):
        found = "" if found is None else str(found)[:KEPT]
    column = f"report.yaml: {'.'.join([*outer, short(name)])}"
    return Problem("origin-fields", column, found, accepted, candidates=tuple(near))


def _validated(values: dict[str, Any], report_id: str) -> tuple[Record, list[Problem]]:
    """The record, and what is wrong with it; a field with a wrong value is blank."""
    try:
        return Record.model_validate(values, context=report_id), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
    for each in errors:
        *outer, name = map(str, each["loc"])
        part = values[outer[0]] if outer else values
        if each["type"] == "extra_forbidden":
            del part[name]
        elif name not in PARTS:
            part[name] = None
        elif each["type"] != "wrong":  # half a source is kept as it is
            part[name] = dict.fromkeys(PARTS[name].model_fields)
    return Record.model_validate(values), [_problem(each) for each in errors]


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
    record, problems = _validated(values, report_id)
    source, transcription = record.source, record.transcription
    published = read_period(record.published)
    origin = Origin(
        **record.model_dump(exclude={"report_id", "defaults", "source", "transcription"}),
        published_start=published.start,
        published_end=published.end,
        published_inferred=published.inferred,
        defaults={column: getattr(record.defaults, column) for column in DEFAULTED},
        source_file=source.file,
        source_sha256=source.sha256,
        lines=source.lines,
        title_lines=source.title_lines or (),
        caption_lines=source.caption_lines or (),
        complete=source.complete,
        transcribed_by=transcription.by,
        transcribed_on=transcription.on,
        checked_by=transcription.checked_by,
    )
    return origin, problems
