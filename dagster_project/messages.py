"""What people read: every sentence by its id, every label by kind and code, in English and Vietnamese.

Belongs here: looking up and filling in the rows of `dbt/seeds/vocabulary/messages.csv` and `labels.csv`.
Does not belong here: which sentence fits (the code that names the id), labels of vocabulary words (they
stand in the seed of their word). dbt reads the same two files: `macros/messages.sql`.
"""

from __future__ import annotations

import csv
import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial, reduce
from pathlib import Path
from typing import Any, Literal, TypeAlias

Language: TypeAlias = Literal["en", "vi"]
LANGUAGES: tuple[Language, Language] = ("en", "vi")

SEEDS = Path(__file__).resolve().parents[1] / "dbt" / "seeds" / "vocabulary"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence still without a language: the id of a row of `messages.csv` and what fills its placeholders.

    A value may be a message itself and is then filled in in the same language.
    `message("sheet.too-long", lines=20001)` is `Message("sheet.too-long", (("lines", 20001),))`.
    """

    message_id: str
    values: tuple[tuple[str, Any], ...] = ()

    def text(self, language: Language) -> str:
        """The sentence in one language; its id and values where `messages.csv` cannot be used.

        Raises:
            KeyError: a placeholder has no value: a fault of the program.
        """
        values = {name: text(value, language) for name, value in self.values}
        sentence = _rows("messages", "message_id").get((self.message_id,), {}).get(language)
        return filled(sentence, values) if sentence else f"{self.message_id} {values}"

    def __str__(self) -> str:
        return self.text("en")


class _Counting(string.Formatter):
    """Placeholders as `str.format` has them, and `{n:minute|minutes}`: a number and the word for so many."""

    def format_field(self, value: Any, spec: str) -> str:
        """A value in the form that its placeholder asks for."""
        one, is_word, many = spec.partition("|")
        return f"{value} {one if str(value) == '1' else many}" if is_word else format(value, spec)


def filled(sentence: str, values: Mapping[str, Any]) -> str:
    """A sentence of `messages.csv` with its placeholders filled in.

    Raises:
        KeyError: a placeholder has no value: a fault of the program.
    """
    # Python's own way is ten times as fast, and most sentences count nothing.
    return _Counting().vformat(sentence, (), values) if "|" in sentence else sentence.format_map(values)


Text: TypeAlias = str | Message
"""What is the same in both languages (a code, a number, a cell as found), or a message."""

Both: TypeAlias = dict[Language, str]
"""A sentence in each language, where what it was made of is no longer at hand."""


def message(message_id: str, **values: Any) -> Message:
    """A message with its values by name."""
    return Message(message_id, tuple(values.items()))


def say(message_id: str, language: Language = "en", **values: Any) -> str:
    """The sentence of a message in one language, filled in."""
    return message(message_id, **values).text(language)


def listed(parts: Sequence[Message]) -> Message:
    """Several messages as one, with semicolons between them; there is at least one."""
    return reduce(lambda before, part: message("list.next", before=before, part=part), parts)


def text(value: Any, language: Language) -> Any:
    """A value as it stands in a sentence: a message in its language, a line for each value of a tuple."""
    if isinstance(value, tuple):
        return "\n".join(str(text(each, language)) for each in value)
    return value.text(language) if isinstance(value, Message) else value


def both(value: Text | tuple[Text, ...]) -> Both:
    """A value as it stands in a sentence of each language."""
    return {language: str(text(value, language)) for language in LANGUAGES}


UNSEEN = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]"
)
"""Control characters but for tab and line break, and marks without a shape, or that turn the direction."""


def printable(words: str) -> str:
    """A text with control characters and invisible marks written out: a terminal would obey them."""
    return UNSEEN.sub(lambda found: f"<U+{ord(found.group()):04X}>", words)


def shortened(words: str, limit: int) -> str:
    """The first characters of a text, with ` …` behind them where it goes on."""
    return words if len(words) <= limit else f"{words[:limit]} …"


def some(names: Sequence[str], limit: int = 3) -> Text:
    """The first of some names and how many more there are, such as "a, b, c and 4 more"."""
    if len(names) <= limit:
        return ", ".join(names)
    return message("list.more", names=", ".join(names[:limit]), n=len(names) - limit)


def label(kind: str, code: str, language: Language) -> str:
    """The label of a code, such as `label("claim_status", "chosen", "vi")`.

    Raises:
        KeyError: there is no such label: a fault of the program.
    """
    return _rows("labels", "kind", "code")[kind, code][language]


def codes(kind: str) -> list[str]:
    """All codes that have a label of this kind."""
    return [code for of, code in _rows("labels", "kind", "code") if of == kind]


class UserError(Exception):
    """What a person can mend; `message` says what is wrong and what to do, in either language."""

    def __init__(self, message_id: str, **values: Any) -> None:
        """Take the id of the message and its values by name."""
        self.message = message(message_id, **values)
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as it was made: errors come back from the processes that judge reports."""
        return partial(type(self), self.message.message_id, **dict(self.message.values)), ()


@cache
def _rows(name: str, *key: str) -> dict[tuple[str, ...], dict[str, str]]:
    """Rows of a seed by the columns that name them."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return {tuple(row.get(column) or "" for column in key): row for row in csv.DictReader(handle)}
