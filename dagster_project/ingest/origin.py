"""Read `report.yaml`: the record of where a report comes from.

Belongs here: safe YAML and the accepted form of each field. Does not belong here: whether its places
are known words (`contracts/`). All scalars are read as text, so that `no`, `on` and `2013-02` stay what
was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, ClassVar, Literal, TypeVar

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationError,
    ValidationInfo,
)

from ..contracts.findings import short
from ..contracts.model import DEFAULTED, LONGEST_NOTE, LineRanges, Origin, Problem
from ..contracts.structure import is_one_line
from ..messages import Message, Text, message
from ..reading.numbers import whole_number
from ..reading.periods import Period, read_period
from ..reading.reason import Unreadable
from ..reading.text import nearest
from ..vocabulary import YAML

KINDS = ("authority", "press", "plan", "draft", "study")
DATES = ("year", "half", "quarter", "month", "day")
"""Kinds of period that a date may be, known to a precision."""
_RANGE = re.compile(r"(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
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
        events = yaml.parse(text, Loader=YAML)
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


def with_value(data: bytes, name: str, value: Any) -> bytes | Problem:
    """A `report.yaml` with another value in one field and all else as written, or why it cannot be read."""
    values = load(data)
    if isinstance(values, Problem):
        return values
    text = data.decode("utf-8-sig")
    written = yaml.safe_dump({name: value}, allow_unicode=True, sort_keys=False, width=1_000)
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    for key, old in root.value:
        if key.value == name:
            start, end = key.start_mark.index, old.end_mark.index
            # A block goes on to the next field, with its line end; a text on one line ends before it.
            kept = written if text[:end].endswith("\n") else written.rstrip("\n")
            return f"{text[:start]}{kept}{text[end:]}".encode()
    return f"{text.rstrip()}\n{written}".encode()


# --- fields -----------------------------------------------------------------------------------------


def _dated(value: str, kinds: tuple[str, ...]) -> Period | None:
    """A date as the periods of the sheet are written, None where it is not one of these kinds."""
    try:
        period = read_period(value)
    except Unreadable:
        return None
    return period if period.kind in kinds else None


def _as_text(value: Any) -> Any:
    return "" if value is None else value.strip() if isinstance(value, str) else value


def _is_plain(value: Any) -> bool:
    """Whether a text holds no control or direction characters; it may have several lines."""
    return not isinstance(value, str) or all(map(is_one_line, value.split("\n")))


def _is_short(value: Any) -> bool:
    """Whether a text is no longer than one that is read, and not only kept."""
    return not isinstance(value, str) or len(value) <= LONGEST_NOTE


def _only(accepts: Callable[[str], bool]) -> AfterValidator:
    """Refuses all other values."""

    def validate(value: str) -> str:
        if not accepts(value):
            raise ValueError
        return value

    return AfterValidator(validate)


def _folder(value: str, info: ValidationInfo) -> str:
    if value != info.context:
        raise ValueError
    return value


def _is_date(value: str) -> bool:
    read = _dated(value, DATES)
    return value == "" or (read is not None and not read.inferred)


def _is_published(value: str) -> bool:
    return value == "" or _dated(value, (*DATES, "span")) is not None


def _range(value: Any) -> tuple[int, int]:
    """A range of lines: `[162, 206]`, `1-93`, `7`."""
    match = _RANGE.fullmatch(value.strip()) if isinstance(value, str) else None
    ends = [match[1], match[2] or match[1]] if match else value
    pair = isinstance(ends, list) and len(ends) == 2 and all(isinstance(end, str) for end in ends)
    first, last = map(whole_number, ends) if pair else (None, None)
    if first is None or last is None:
        raise ValueError
    if first > last:
        raise ValueError(f"{first}-{last}")
    return first, last


def _as_list(value: Any) -> Any:
    return value if value is None or isinstance(value, list) else [value]


def _in_order(ranges: LineRanges | None) -> LineRanges | None:
    return ranges and tuple(sorted(ranges))


AS_TEXT = BeforeValidator(_as_text)
Notes = Annotated[str, _only(_is_plain), AS_TEXT]
"""Any text, of several lines perhaps; null is blank."""
OneText = Annotated[Notes, _only(_is_short)]
"""One text that is not too long."""
Date = Annotated[OneText, _only(_is_date)]
Published = Annotated[OneText, _only(_is_published)]
"""When a report appeared: `2013`, `2013-02-18`, `2012-12/2013-03`, each with `?` where it is inferred."""
Count = Annotated[int, Field(ge=0), AS_TEXT]
Range = Annotated[tuple[int, int], PlainValidator(_range)]
Ranges = Annotated[tuple[Range, ...] | None, BeforeValidator(_as_list), AfterValidator(_in_order)]


class _Part(BaseModel):
    """Every field is written, null where it is not known, and no other; defaults stand for wrong values."""

    model_config = {"extra": "forbid", "frozen": True}
    optional: ClassVar[tuple[str, ...]] = ()
    """Fields that may be left out."""


class Source(_Part):
    """The article text a report was taken from."""

    file: Annotated[OneText, StringConstraints(pattern=r"^([^./\\][^/\\]*)?$")] = ""
    sha256: Annotated[str, StringConstraints(pattern="^([0-9a-fA-F]{64})?$", to_lower=True), AS_TEXT] = ""
    lines: Ranges = None
    title_lines: Ranges = None
    caption_lines: Ranges = None
    complete: Annotated[Literal["true", "false", ""], AS_TEXT] = ""


class Drafted(_Part):
    """How many cells of the sheet a program proposed, and of how many a person said so, or something else."""

    cells: Count = 0
    confirmed: Count = 0
    changed: Count = 0


class Transcription(_Part):
    """Who copied the figures out, when (an ISO date), who compared them, and what was drafted."""

    optional: ClassVar[tuple[str, ...]] = ("drafted",)
    by: OneText = ""
    on: Date = ""
    checked_by: OneText = ""
    drafted: dict[str, Any] | None = None


class Defaults(_Part):
    """What blank cells of these columns mean, as a cell would say it: `hai-duong`, `2012?`, `actual`."""

    optional: ClassVar[tuple[str, ...]] = DEFAULTED
    place: OneText = ""
    period: OneText = ""
    nature: OneText = ""
    funding_source: OneText = ""


class Record(_Part):
    """A `report.yaml`, its parts still to be read."""

    optional: ClassVar[tuple[str, ...]] = ("published_from", "defaults")
    report_id: Annotated[OneText, AfterValidator(_folder)] = ""
    title: OneText = ""
    kind: Annotated[str, StringConstraints(pattern=f"^({'|'.join(KINDS)})$"), AS_TEXT] = ""
    publisher: OneText = ""
    author: OneText = ""
    published: Published = ""
    published_from: OneText = ""
    url: OneText = ""
    language: OneText = ""
    places: Annotated[tuple[OneText, ...], Field(min_length=1)] = ()
    defaults: dict[str, Any] = {}
    source: dict[str, Any] = dict.fromkeys(Source.model_fields)
    transcription: dict[str, Any] = dict.fromkeys(("by", "on", "checked_by"))
    notes: Notes = ""


P = TypeVar("P", bound=_Part)

ACCEPTED: dict[str, Text] = {
    "kind": ", ".join(KINDS),
    "published": message("origin.published"),
    "places": message("origin.list-of-ids"),
    "defaults": message("origin.mapping-with", fields=", ".join(Defaults.model_fields)),
    "source": message("origin.mapping-with", fields=", ".join(Source.model_fields)),
    "file": message("origin.file-name"),
    "sha256": message("origin.sha256"),
    "lines": message("origin.ranges"),
    "title_lines": message("origin.ranges"),
    "caption_lines": message("origin.ranges"),
    "complete": message("origin.true-or-false"),
    "transcription": message("origin.mapping-with", fields=", ".join(Transcription.model_fields)),
    "drafted": message("origin.mapping-with", fields=", ".join(Drafted.model_fields)),
    **dict.fromkeys(Drafted.model_fields, message("cell.whole-number-or-zero")),
    "on": message("origin.date"),
}
"""What a field may hold; all others hold one text."""


def _problem(name: str, found: Any, accepted: Text, near: tuple[str, ...] = ()) -> Problem:
    found = "" if found is None else found if isinstance(found, Message) else str(found)[:KEPT]
    return Problem("origin-fields", f"report.yaml: {name}", found, accepted, near)


def _read(part: type[P], values: dict[str, Any], report_id: str, within: str = "") -> tuple[P, list[Problem]]:
    """A part of the record, and what is wrong with it; a field with a wrong value is blank."""
    fields = list(part.model_fields)
    missing, field_or_null = message("origin.missing"), message("origin.field-or-null")
    needed = [name for name in fields if name not in values and name not in part.optional]
    problems = [_problem(within + name, missing, field_or_null) for name in needed]
    try:
        return part.model_validate(values, context=report_id), problems
    except ValidationError as error:
        errors = {str(each["loc"][0]): each for each in reversed(error.errors())}  # of a list the first
    # What a validator says it found is easier to read than the value as YAML has it.
    wrong = {name: str(e.get("ctx", {}).get("error", "")) or e["input"] for name, e in errors.items()}
    for name, found in wrong.items():
        if name not in fields:
            near = nearest(name[:KEPT], fields)
            unknown = message("origin.field-unknown")
            problems.append(_problem(within + short(name), unknown, ", ".join(fields), near))
        else:
            accepted = report_id if name == "report_id" else ACCEPTED.get(name, message("origin.one-text"))
            if not _is_plain(found):
                accepted = message("origin.no-control-characters")
            elif not _is_short(found):
                accepted = message("cell.at-most-long", longest=LONGEST_NOTE)
            problems.append(_problem(within + name, found, accepted))
    right = {name: value for name, value in values.items() if name not in wrong}
    return part.model_validate(right, context=report_id), problems


def _half_a_source(source: Source) -> list[Problem]:
    """Half a source can neither be checked nor called "not checked"."""
    if len({bool(source.file), bool(source.sha256), source.lines is not None}) == 1:
        return []
    lines = "null" if source.lines is None else ", ".join(f"{a}-{b}" for a, b in source.lines)
    found = f"file {source.file or 'null'}, sha256 {source.sha256 or 'null'}, lines {lines}"
    return [_problem("source", found, message("origin.whole-source"))]


def read_origin(data: bytes, report_id: str) -> tuple[Origin, list[Problem]]:
    """What can be read of a `report.yaml`, and its problems; `report_id` is the name of its folder."""
    values = load(data)
    if isinstance(values, Problem):
        return Origin(), [values]
    record, problems = _read(Record, values, report_id)
    defaults, of_defaults = _read(Defaults, record.defaults, report_id, "defaults.")
    source, of_source = _read(Source, record.source, report_id, "source.")
    transcription, of_transcription = _read(Transcription, record.transcription, report_id, "transcription.")
    of_drafted: list[Problem] = []
    drafted = None
    if transcription.drafted is not None:
        drafted, of_drafted = _read(Drafted, transcription.drafted, report_id, "transcription.drafted.")
    published = read_period(record.published)
    origin = Origin(
        **record.model_dump(exclude={"report_id", "defaults", "source", "transcription"}),
        published_start=published.start,
        published_end=published.end,
        published_inferred=published.inferred,
        defaults=defaults.model_dump(),
        source_file=source.file,
        source_sha256=source.sha256,
        lines=source.lines,
        title_lines=source.title_lines or (),
        caption_lines=source.caption_lines or (),
        complete={"true": True, "false": False}.get(source.complete),
        transcribed_by=transcription.by,
        transcribed_on=transcription.on,
        checked_by=transcription.checked_by,
        drafted_cells=drafted.cells if drafted else None,
    )
    of_source = of_source or _half_a_source(source)
    return origin, [*problems, *of_defaults, *of_source, *of_transcription, *of_drafted]
