"""What every seed keeps to: a pandera schema per seed, derived from what `dbt/seeds/*/_*.yml` declares of it.

`config.column_types` gives columns and types, `config.meta` the rest:

    keys            columns that together name one row, written in whatever case
    columns         what a cell accepts: alternatives with | between them; behind them ? where it may be
                    blank, * for any number of words, + for at least one. An alternative is a <form> of
                    `FORMS`, a value of a seed (`scopes.axis`; `kind:scopes.scope_word`, with what stands
                    before it), a part of a file's name in the dbt project (`models/marts/facts/fct_*.sql`),
                    or itself
    ordered         pairs of columns; the first is not above the second where both are given
    once_at_a_time  columns that name one row on any one day from valid_from to valid_to
    acyclic         two columns, of which the first lies within the second; nothing lies within itself
    alike           by column: columns that are the same in all rows that have it in common
    one_of          by column: rows that say yes in it have another column in no two rows alike
    placeholders    two sentences that name the same values in braces
    rules           what else a row says where it says this: {if: {column: …}, then: {column: …}}

Belongs here: reading declarations and seeds, and saying what is wrong, as it is said of sheets. Does not
belong here: rules about figures. Whoever checks, refreshes or builds calls `validate` first.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import string
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cache, cached_property, partial
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from ..messages import Message, Text, message, printable
from ..reading.text import fold, nearest, normalise
from ..vocabulary import VocabularyError, declared_seeds
from .model import SHEET_COLUMNS

SHOWN = 20
"""How many complaints a refusal lists."""

_PLACEHOLDER = re.compile(r"[a-z_]+")
_COUNTED = re.compile(r"[\w ',-]+\|[\w ',-]+")
"""Words for one and for many behind a number: `{n:report|reports}`."""

Rows = dict[str, list[str]]
"""The cells of a seed by column."""


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_sentence(text: str) -> bool:
    """Braces name values, and nothing of what a value is made of."""
    try:
        parts = [*string.Formatter().parse(text)] if "{" in text or "}" in text else []
    except ValueError:
        return False  # a brace without its other
    named = all(
        name is None or (_PLACEHOLDER.fullmatch(name) and (not spec or _COUNTED.fullmatch(spec)))
        for _, name, spec, _ in parts
    )
    return named and bool(text.strip()) and printable(text) == text


def _is_text(text: str) -> bool:
    return normalise(text) == text == printable(text) != ""


def _form(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern).fullmatch


FORMS: dict[str, tuple[Callable[[str], object], Message]] = {
    "<blank>": (lambda text: not text, message("seed.blank")),
    "<text>": (_is_text, message("seed.text")),
    "<printed>": (lambda text: text and printable(text) == text, message("seed.text")),
    "<sentence>": (_is_sentence, message("seed.sentence")),
    "<day>": (_is_day, message("vocabulary.a-day")),
    "<month-day>": (lambda text: _is_day(f"2000-{text}"), message("seed.month-day")),
    "<whole>": (_form(r"\d{1,9}"), message("seed.whole")),
    "<decimal>": (_form(r"-?\d{1,22}(\.\d{1,6})?"), message("seed.decimal")),
    "<positive>": (_form(r"(?=.*[1-9])\d{1,22}(\.\d{1,6})?"), message("seed.positive")),
    "<name>": (_form(r"[a-z][a-z0-9_]*"), message("seed.name")),
    "<code>": (_form(r"[a-z0-9]+(-[a-z0-9]+)*"), message("seed.code")),
    "<capitals>": (_form(r"[A-Z]+"), message("seed.capitals")),
    "<topic>": (_form(r"topic:[a-z0-9]+(-[a-z0-9]+)*"), message("seed.topic")),
    "<unit>": (_form(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*"), message("seed.unit")),
    "<quantity>": (_form(r"[a-z_]+(:[a-z_]+)?"), message("seed.quantity")),
    "<label>": (_form(r"[A-Za-z0-9_+]+([ -][A-Za-z0-9_]+)*"), message("seed.label")),
    "<message>": (_form(r"[a-z_]+\.[a-z0-9-]+"), message("seed.message")),
    "<fingerprint>": (_form(r"set-[0-9a-f]{16}"), message("seed.fingerprint")),
    "<sheet-column>": (
        SHEET_COLUMNS[1:].__contains__,
        message("seed.one-of", words=", ".join(SHEET_COLUMNS[1:])),
    ),
}
"""Forms of a cell: what has one, and how it is said."""

OF_TYPES = {"varchar": "<text>?", "date": "<day>?", "integer": "<whole>", "decimal(28,6)": "<decimal>?"}
"""What a cell accepts where the declaration says no more than its type."""


Wrong = dict[int, tuple[str, Text]]
"""Rows that break a rule, by position: the column that is complained of, and what it accepts."""

Rule = Callable[[Rows], Wrong]
"""One thing that rows as a whole keep to."""


class _Declared(NamedTuple):
    """A seed as it is declared: its file and its columns with their types."""

    path: Path
    types: dict[str, str]
    meta: dict[str, Any]


class Seeds:
    """The seeds of a folder as they are written, and what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.unreadable: dict[str, Message] = {}
        self.rows: dict[str, Rows] = {}
        for name, seed in self.declared.items():
            try:
                self.rows[name] = _read(seed)
            except VocabularyError as error:
                self.unreadable[name] = error.message
        self._values = cache(self._values_of)
        self._accepts = cache(self._compiled)

    @cached_property
    def declared(self) -> dict[str, _Declared]:
        """What is declared of each seed, by its name."""
        return {
            path.stem: _Declared(path, config["column_types"], config["meta"])
            for path, config in declared_seeds(self.folder).items()
        }

    def complaints(self, name: str) -> list[Message]:
        """Everything wrong with one seed, in the order of its rows; empty where it may be used."""
        if name in self.unreadable:
            return [self.unreadable[name]]
        rows, file = self.rows[name], self.declared[name].path.name
        found = []
        for n, columns, accepted in sorted(self._wrong(name), key=lambda wrong: wrong[0]):
            cells = ", ".join(rows[column][n] for column in columns.split(", "))
            where = {"file": file, "row": n + 2, "column": columns, "found": printable(repr(cells))}
            found.append(message("vocabulary.wrong-value", **where, accepted=accepted))
        return found

    def count(self, name: str) -> int:
        """How many rows a seed has; none where it is unreadable."""
        return len(next(iter(self.rows.get(name, {"": []}).values())))

    def keeps_schema(self, name: str) -> bool:
        """Whether pandera finds nothing wrong with one seed."""
        import pandas as pd
        from pandera.errors import SchemaErrors

        if name in self.unreadable:
            return False
        try:
            self.schema(name).validate(pd.DataFrame(self.rows[name], dtype=object), lazy=True)
        except SchemaErrors:
            return False
        return True

    def schema(self, name: str) -> Any:
        """The pandera schema of one seed: the same tests, as the asset checks run them.

        `complaints` asks the tests themselves: they take 30 ms for all seeds, pandera around them 200 ms.
        """
        import pandera.pandas as pa

        declared = self.declared[name]
        columns = {}
        for column in declared.types:
            passes = self._accepts(self._spec(declared, column)).passes
            columns[column] = pa.Column(None, pa.Check(lambda cells, passes=passes: all(map(passes, cells))))
        across = pa.Check(_keeps([*self._rules(declared)]))
        return pa.DataFrameSchema(columns, checks=across, strict=True, ordered=True, name=name)

    def _spec(self, declared: _Declared, column: str) -> str:
        return str(declared.meta.get("columns", {}).get(column, OF_TYPES[declared.types[column]]))

    def _wrong(self, name: str) -> Iterator[tuple[int, str, Text]]:
        declared, rows = self.declared[name], self.rows[name]
        for column in declared.types:
            accepts = self._accepts(self._spec(declared, column))
            wrong = accepts.refused(rows[column])
            yield from ((n, column, accepts.said(cell)) for n, cell in wrong)
        for rule in self._rules(declared):
            yield from ((n, column, accepted) for n, (column, accepted) in rule(rows).items())

    def _compiled(self, spec: str) -> Accepts:
        return Accepts(spec, self._values)

    def _values_of(self, where: str) -> frozenset[str] | None:
        """The values of a column of a seed, or what stands for * in file names; None where unknown."""
        if "/" in where:
            if not (self.folder.parent / "dbt_project.yml").exists():
                return None
            before, _, after = Path(where).name.partition("*")
            files = self.folder.parent.glob(where)
            return frozenset(file.name.removeprefix(before).removesuffix(after) for file in files)
        seed, _, column = where.partition(".")
        return frozenset(self.rows[seed][column]) if seed in self.rows else None

    def _rules(self, declared: _Declared) -> Iterator[Rule]:
        meta = declared.meta
        yield from (partial(_repeated, key=key) for key in meta.get("keys", ()))
        yield from (partial(_out_of_order, low=low, high=high) for low, high in meta.get("ordered", ()))
        if key := meta.get("once_at_a_time"):
            yield partial(_at_once, key=key)
        if pair := meta.get("acyclic"):
            yield partial(_circles, inner=pair[0], outer=pair[1])
        for column, others in meta.get("alike", {}).items():
            yield from (partial(_unlike, column=column, other=other) for other in others)
        for column, other in meta.get("one_of", {}).items():
            yield partial(_repeated, key=[other], where=column)
        if pair := meta.get("placeholders"):
            yield partial(_other_placeholders, one=pair[0], other=pair[1])
        for rule in meta.get("rules", ()):
            given = [(column, self._accepts(spec)) for column, spec in rule["if"].items()]
            for column, spec in rule["then"].items():
                yield partial(_implied, given=given, column=column, accepts=self._accepts(spec))


class Accepts:
    """What a cell accepts, from its declaration such as `any|units.quantity+`."""

    def __init__(self, spec: str, values: Callable[[str], frozenset[str] | None]) -> None:
        self._many = spec[-1] if spec[-1] in "?*+" else ""
        self._alternatives = spec.removesuffix(self._many).split("|")
        self._values = values
        self._words: set[str] = set()
        self._forms: list[Callable[[str], object]] = []
        for alternative in self._alternatives:
            if alternative in FORMS:
                self._forms.append(FORMS[alternative][0])
            elif reference := _reference(alternative):
                prefix, where = reference
                found = values(where)
                if found is None:
                    self._forms.append(lambda _: True)
                else:
                    self._words |= {prefix + value for value in found}
            else:
                self._words.add(alternative)
        self.passes = cache(self._passes)

    def refused(self, cells: Sequence[str]) -> list[tuple[int, str]]:
        """Those of some cells that are not accepted, with their positions."""
        refused = {cell for cell in set(cells) if not self.passes(cell)}
        return [(n, cell) for n, cell in enumerate(cells) if cell in refused] if refused else []

    def _passes(self, cell: str) -> bool:
        if self._many in ("", "?"):
            return self._fits(cell) or (self._many == "?" and not cell)
        words = cell.split(" ") if cell else []
        return all(map(self._fits, words)) and (bool(words) or self._many == "*")

    def _fits(self, word: str) -> bool:
        return word in self._words or any(form(word) for form in self._forms)

    def said(self, cell: str) -> Text:
        """What would be accepted instead of a cell, with the codes most like it."""
        said: list[Text] = []
        literal = [a for a in self._alternatives if a not in FORMS and not _reference(a)]
        if literal:
            said.append(message("seed.one-of", words=", ".join(literal)))
        for alternative in self._alternatives:
            if alternative in FORMS:
                said.append(FORMS[alternative][1])
            elif reference := _reference(alternative):
                said.append(message("seed.value-of", where="".join(reference)))
        accepted = said[0]
        for another in said[1:]:
            accepted = message("seed.or", one=accepted, other=another)
        if self._many in ("*", "+"):
            accepted = message("seed.words", accepted=accepted)
        wrong = [w for w in (cell.split(" ") if self._many in ("*", "+") else [cell]) if not self._fits(w)]
        if near := nearest(wrong[0], sorted(self._words)) if wrong and wrong[0] else ():
            accepted = message("seed.nearest", accepted=accepted, nearest=", ".join(near))
        return accepted


def _reference(alternative: str) -> tuple[str, str] | None:
    """What stands before a value that is looked up, and where: `("kind:", "scopes.scope_word")`."""
    found = re.fullmatch(r"(@|\w+:)?(\w+\.\w+|\w+/\S+)", alternative)
    return (found[1] or "", found[2]) if found else None


def _read(seed: _Declared) -> Rows:
    """The cells of a seed file by column.

    Raises:
        VocabularyError: it is not there, no UTF-8, or has another header or another number of cells in a row.
    """
    file, names = seed.path.name, list(seed.types)
    try:
        text = seed.path.read_bytes().decode()
    except OSError as error:
        raise VocabularyError("seed.not-there", file=file, error=error.strerror) from error
    except UnicodeDecodeError as error:
        raise VocabularyError("seed.no-utf-8", file=file) from error
    try:
        header, *rows = [*csv.reader(io.StringIO(text, newline=""), strict=True)] or [[]]
    except csv.Error as error:
        raise VocabularyError("seed.no-table", file=file, error=str(error)) from error
    if header != names:
        found, accepted = printable(",".join(header)), ",".join(names)
        raise VocabularyError("vocabulary.wrong-header", file=file, found=found, accepted=accepted)
    for n, row in enumerate(rows, start=2):
        if len(row) != len(names):
            raise VocabularyError("seed.cells", file=file, row=n, found=len(row), accepted=len(names))
    return dict(zip(names, map(list, zip(*rows, strict=True)) if rows else [[] for _ in names], strict=True))


def _keeps(rules: Sequence[Rule]) -> Callable[[Any], bool]:
    """Rules over whole rows as pandera asks them of a frame; which rows break them is asked once they do."""
    return lambda frame: not any(rule({c: frame[c].tolist() for c in frame}) for rule in rules)


def _repeated(rows: Rows, key: Sequence[str], where: str = "") -> Wrong:
    first: dict[tuple[str, ...], int] = {}
    wrong: Wrong = {}
    for n, cells in enumerate(zip(*(rows[column] for column in key), strict=True)):
        if where and rows[where][n] != "yes":
            continue
        before = first.setdefault(tuple(map(fold, cells)), n)
        if before != n:
            wrong[n] = (", ".join(key), message("seed.once", row=before + 2))
    return wrong


def _size(cell: str) -> Decimal | str:
    return Decimal(cell) if FORMS["<decimal>"][0](cell) else cell


def _out_of_order(rows: Rows, low: str, high: str) -> Wrong:
    wrong: Wrong = {}
    for n, (one, other) in enumerate(zip(rows[low], rows[high], strict=True)):
        a, b = _size(one), _size(other)
        if one and other and type(a) is type(b) and a > b:  # type: ignore[operator]
            wrong[n] = (high, message("seed.not-below", column=low, value=one))
    return wrong


def _at_once(rows: Rows, key: Sequence[str]) -> Wrong:
    """Rows that begin before another of the same key ended; blank days are open ends."""
    spans: dict[tuple[str, ...], list[tuple[str, str, int]]] = {}
    for n, cells in enumerate(zip(*(rows[column] for column in key), strict=True)):
        spans.setdefault(cells, []).append((rows["valid_from"][n], rows["valid_to"][n] or "9999-12-31", n))
    wrong: Wrong = {}
    for found in spans.values():
        for (_, until, before), (since, _, n) in pairwise(sorted(found)):
            if since <= until:
                wrong[n] = (", ".join((*key, "valid_from")), message("seed.at-once", row=before + 2))
    return wrong


def _circles(rows: Rows, inner: str, outer: str) -> Wrong:
    within: dict[str, set[str]] = {}
    for one, other in zip(rows[inner], rows[outer], strict=True):
        if other:
            within.setdefault(one, set()).add(other)
    wrong: Wrong = {}
    for n, (one, other) in enumerate(zip(rows[inner], rows[outer], strict=True)):
        seen: set[str] = set()
        above = [other] if other else []
        while above:
            at = above.pop()
            if at not in seen:
                seen.add(at)
                above += within.get(at, ())
        if one in seen:
            wrong[n] = (outer, message("seed.circle", word=one))
    return wrong


def _unlike(rows: Rows, column: str, other: str) -> Wrong:
    first: dict[str, int] = {}
    wrong: Wrong = {}
    for n, (key, cell) in enumerate(zip(rows[column], rows[other], strict=True)):
        before = first.setdefault(key, n)
        if key and cell != rows[other][before]:
            wrong[n] = (
                other,
                message("seed.as-before", value=repr(rows[other][before]), row=before + 2, key=key),
            )
    return wrong


def _other_placeholders(rows: Rows, one: str, other: str) -> Wrong:
    wrong: Wrong = {}
    for n, cells in enumerate(zip(rows[one], rows[other], strict=True)):
        if "{" not in "".join(cells) or not all(map(_is_sentence, cells)):
            continue  # nothing to compare, or said of the cell
        first, second = ({name for _, name, *_ in string.Formatter().parse(cell) if name} for cell in cells)
        if first != second:
            wrong[n] = (
                other,
                message("seed.placeholders", column=one, names=", ".join(sorted(first)) or "–"),
            )
    return wrong


def _implied(rows: Rows, given: Sequence[tuple[str, Accepts]], column: str, accepts: Accepts) -> Wrong:
    wrong: Wrong = {}
    for n, cell in accepts.refused(rows[column]):
        if all(each.passes(rows[name][n]) for name, each in given):
            said = ", ".join(f"{name} {rows[name][n]!r}" for name, _ in given)
            wrong[n] = (column, message("seed.where", accepted=accepts.said(cell), said=said))
    return wrong


def findings(folder: Path) -> dict[str, list[Message]]:
    """What is wrong with each seed of a folder, by its name; nothing where it is as declared."""
    seeds = Seeds(folder)
    found = {name: seeds.complaints(name) for name in seeds.declared}
    for file in sorted(folder.glob("*/*.csv")):
        if file.stem not in found:
            found[file.stem] = [message("seed.undeclared", file=printable(file.name))]
    return found


def validate(folder: Path) -> None:
    """Raise where a seed is not as declared; nothing may be read from any of them then.

    Raises:
        VocabularyError: one is not; the message lists file, row, column, what was found and what is accepted.
    """
    wrong = [complaint for complaints in findings(folder).values() for complaint in complaints]
    if wrong:
        more = [message("seed.more", n=len(wrong) - SHOWN)] if len(wrong) > SHOWN else []
        raise VocabularyError("seed.wrong", complaints=(*wrong[:SHOWN], *more))
