"""Read `report.yaml`: the record of where a report comes from.

Belongs here: safe YAML and the accepted form of each field. Does not belong here: whether its places
are known words (`contracts/`). All scalars are read as text, so that `no`, `on` and `2013-02` stay what
was written.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import yaml

from ..contracts.findings import short
from ..contracts.model import LineRanges, Origin, Problem

KINDS = ("authority", "press", "plan", "draft")
REQUIRED = (
    "report_id",
    "title",
    "kind",
    "publisher",
    "author",
    "published",
    "url",
    "language",
    "places",
    "source",
    "transcription",
    "notes",
)
SOURCE = ("file", "sha256", "lines", "title_lines", "caption_lines", "complete")
TRANSCRIPTION = ("by", "on", "checked_by")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_RANGE = re.compile(r"(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 8
"""Levels of nesting that are read; a record has four. The parser in C would run out of stack at thousands."""


def _unreadable(found: str, accepted: str, accepted_vi: str) -> Problem:
    return Problem("origin-readable", "report.yaml", found, accepted, accepted_vi)


class _Odd(Exception):
    """Valid YAML of a kind that no record needs; carries the problem to report."""

    def __init__(self, event: yaml.Event, found: str, accepted: str, accepted_vi: str) -> None:
        super().__init__(found)
        line = event.start_mark.line + 1 if event.start_mark else "?"
        self.problem = _unreadable(f"{found} on line {line}", accepted, accepted_vi)


def _build(events: Iterator[yaml.Event]) -> Any:
    """The value that a stream of events spells: mappings and lists, in which all but null is text.

    Made here, event by event, and by no constructor of the library: those know tags, anchors and merges,
    each of which has ways to run on for minutes, or to fail as no YAML error.
    """
    open_parts: list[Any] = []
    names: list[str | None] = []  # of each open part, the name that waits for its value
    whole: Any = None
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _Odd(event, "a second document", "one record", "một bản ghi duy nhất")
        if isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            value: Any = open_parts.pop()
            names.pop()
        elif isinstance(event, yaml.NodeEvent):
            value = _node(event)
        else:
            continue
        if not isinstance(event, yaml.CollectionStartEvent):
            pass
        elif len(open_parts) == DEEPEST:
            raise _Odd(
                event,
                f"more than {DEEPEST} levels, one inside the other,",
                "names, values and short lists",
                "tên, giá trị và danh sách ngắn",
            )
        elif open_parts and isinstance(open_parts[-1], dict) and names[-1] is None:
            raise _Odd(event, "a list or mapping in the place of a name", "a plain name", "một tên thường")
        else:
            open_parts.append(value)
            names.append(None)
            continue
        if not open_parts:
            whole = value
        elif isinstance(open_parts[-1], list):
            open_parts[-1].append(value)
        elif names[-1] is not None:
            open_parts[-1][names[-1]] = value
            names[-1] = None
        else:
            names[-1] = name = "" if value is None else value
            if name in open_parts[-1]:
                found = f"the name {short(name)!r} stands twice, the second time"
                raise _Odd(event, found, "each name once", "mỗi tên một lần")
    return whole


def _node(event: yaml.NodeEvent) -> Any:
    """Text, null, or an empty list or mapping; anchors, aliases and tags are refused."""
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        raise _Odd(
            event,
            "an anchor or alias",
            "plain values; quote a text that opens with & or *",
            "giá trị thường; văn bản mở đầu bằng & hoặc * phải đặt trong nháy",
        )
    if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
        raise _Odd(
            event,
            "a tag",
            "plain values; quote a text that opens with !",
            "giá trị thường; văn bản mở đầu bằng ! phải đặt trong nháy",
        )
    if isinstance(event, yaml.MappingStartEvent):
        return {}
    if isinstance(event, yaml.ScalarEvent):
        return None if not event.style and event.value in _NULLS else event.value
    return []


def load(data: bytes) -> dict[str, Any] | Problem:
    """The mapping of a `report.yaml`, or why there is none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unreadable(
            f"byte {error.start + 1} is not UTF-8", "a file saved as UTF-8", "tệp lưu với mã UTF-8"
        )
    try:
        loaded = _build(yaml.parse(text, Loader=_Parser))
    except _Odd as odd:
        return odd.problem
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        return _unreadable(f"{where}{error.problem or error.context}", "valid YAML", "YAML hợp lệ")
    except yaml.YAMLError as error:
        return _unreadable(str(error).splitlines()[0][:200], "valid YAML", "YAML hợp lệ")
    if not isinstance(loaded, dict):
        shown = "nothing" if loaded is None else "a list or a single value"
        return _unreadable(shown, "names and values, such as title: …", "các tên kèm giá trị, ví dụ title: …")
    return loaded


class _Fields:
    """Takes values out of a mapping and notes what is not in its accepted form."""

    def __init__(self, record: dict[str, Any]) -> None:
        self.record = record
        self.problems: list[Problem] = []

    def wrong(self, name: str, found: Any, accepted: str, accepted_vi: str, *near: str) -> None:
        shown = "" if found is None else str(found)[:200]
        self.problems.append(
            Problem("origin-fields", f"report.yaml: {name}", shown, accepted, accepted_vi, near)
        )

    def part(self, name: str, fields: tuple[str, ...]) -> dict[str, Any]:
        value = self.record.get(name)
        if name in self.record and not isinstance(value, dict):
            self.wrong(name, value, f"a mapping with {', '.join(fields)}", f"nhóm gồm {', '.join(fields)}")
        part = value if isinstance(value, dict) else {}
        if isinstance(value, dict):
            self.names(part, fields, f"{name}.")
        return part

    def names(self, part: dict[str, Any], fields: tuple[str, ...], prefix: str = "") -> None:
        missing = [name for name in fields if name not in part]
        extra = [str(name) for name in part if name not in fields]
        for name in missing:
            self.wrong(f"{prefix}{name}", "missing", "the field, or null", "có trường này, hoặc null")
        for name in extra:
            self.wrong(f"{prefix}{name}", "a field of no meaning", ", ".join(fields), ", ".join(fields))

    def text(self, part: dict[str, Any], name: str, prefix: str = "") -> str:
        value = part.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(f"{prefix}{name}", value, "one text, or null", "một văn bản, hoặc null")
            return ""
        return value.strip()

    def ranges(self, part: dict[str, Any], name: str) -> LineRanges | None:
        value = part.get(name)
        if value is None:
            return None
        accepted = "ranges of lines, such as [[1, 93], [162, 206]]"
        accepted_vi = "các khoảng dòng, ví dụ [[1, 93], [162, 206]]"
        found: list[tuple[int, int]] = []
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, list) and len(item) == 2 and all(_is_line(end) for end in item):
                first, last = int(item[0]), int(item[1])
            elif isinstance(item, str) and (match := _RANGE.fullmatch(item.strip())):
                first, last = int(match[1]), int(match[2] or match[1])
            else:
                self.wrong(f"source.{name}", item, accepted, accepted_vi)
                return None
            if not 0 < first <= last:
                self.wrong(f"source.{name}", f"{first}-{last}", accepted, accepted_vi)
                return None
            found.append((first, last))
        return tuple(sorted(found))


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10


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


def read_origin(data: bytes, report_id: str) -> tuple[Origin, list[Problem]]:
    """Read and check one origin record.

    Args:
        data: the bytes of `report.yaml`.
        report_id: the name of its folder, which the record must repeat.

    Returns:
        The record, with what could be read of it, and its problems.
    """
    record = load(data)
    if isinstance(record, Problem):
        return Origin(), [record]
    fields = _Fields(record)
    fields.names(record, REQUIRED)
    if record.get("report_id") != report_id and "report_id" in record:
        fields.wrong("report_id", record["report_id"], report_id, report_id)
    kind = fields.text(record, "kind")
    if kind not in KINDS and "kind" in record:
        fields.wrong("kind", kind, ", ".join(KINDS), ", ".join(KINDS))
    published = fields.text(record, "published")
    if published and last_day(published) is None:
        forms = "2013, 2013-02, 2013-02-18"
        fields.wrong("published", published, f"{forms} or null", f"{forms} hoặc null")
    places = record.get("places")
    if not isinstance(places, list) or not all(isinstance(p, str) for p in places) or not places:
        if "places" in record:
            example = "[thai-binh]"
            fields.wrong(
                "places", places, f"a list of ids, such as {example}", f"danh sách mã, ví dụ {example}"
            )
        places = []
    source = fields.part("source", SOURCE)
    sha256 = fields.text(source, "sha256", "source.").lower()
    file, lines = fields.text(source, "file", "source."), fields.ranges(source, "lines")
    if sha256 and not re.fullmatch(r"[0-9a-f]{64}", sha256):
        fields.wrong("source.sha256", sha256, "64 digits 0-9, a-f, or null", "64 chữ số 0-9, a-f, hoặc null")
    if file and ("/" in file or "\\" in file or file.startswith(".")):
        fields.wrong("source.file", file, "the name of a file, without folders", "tên tệp, không kèm thư mục")
        file = ""
    # Null together or given together: half a source can neither be checked nor called "not checked".
    if source and len({bool(file), bool(sha256), source.get("lines") is not None}) > 1:
        fields.wrong(
            "source",
            f"file {file or 'null'}, sha256 {sha256 or 'null'}, lines {source.get('lines') or 'null'}",
            "file, sha256 and lines all given, or all null where no text is kept",
            "file, sha256 và lines cùng có, hoặc cùng null nếu không lưu văn bản",
        )
    complete = fields.text(source, "complete", "source.")
    if complete not in ("true", "false", ""):
        fields.wrong("source.complete", complete, "true, false or null", "true, false hoặc null")
    transcription = fields.part("transcription", TRANSCRIPTION)
    transcribed_on = fields.text(transcription, "on", "transcription.")
    if transcribed_on and last_day(transcribed_on) is None:
        fields.wrong("transcription.on", transcribed_on, "an ISO date", "ngày dạng ISO")
    origin = Origin(
        title=fields.text(record, "title"),
        kind=kind,
        publisher=fields.text(record, "publisher"),
        author=fields.text(record, "author"),
        published=published,
        published_end=last_day(published) if published else None,
        url=fields.text(record, "url"),
        language=fields.text(record, "language"),
        places=tuple(places),
        source_file=file,
        source_sha256=sha256,
        lines=lines,
        title_lines=fields.ranges(source, "title_lines") or (),
        caption_lines=fields.ranges(source, "caption_lines") or (),
        complete={"true": True, "false": False}.get(complete),
        transcribed_by=fields.text(transcription, "by", "transcription."),
        transcribed_on=transcribed_on,
        checked_by=fields.text(transcription, "checked_by", "transcription."),
        notes=fields.text(record, "notes"),
    )
    return origin, fields.problems
