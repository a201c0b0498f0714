"""What people read is data: each sentence a row of `messages.csv`, each label a row of `labels.csv`.

The tempting clean-up that would break this: one quick sentence in an f-string, in one language, where no
translator ever finds it.
"""

from __future__ import annotations

import ast
import csv
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from dagster_project.messages import say

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "dagster_project"
SEEDS = PROJECT / "dbt" / "seeds" / "vocabulary"

# Letters that English text does not have; marks of multiplication and the like are no letters.
VIETNAMESE = re.compile(r"(?![×÷])[à-ỹÀ-ỸĂăĐđƠơƯư]")
SQL_CALL = re.compile(r"\bmessage\(\s*'([^']+)'")
CALLS = {"message", "say"}
TEMPLATE_CALL = re.compile(r"'([a-z_]+\.[a-z0-9-]+)'")


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def python_files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def sql_files() -> list[Path]:
    return sorted([*PACKAGE.rglob("*.sql"), *(PROJECT / "dbt").rglob("*.sql")])


def templates() -> list[Path]:
    return sorted((PACKAGE / "site" / "templates").glob("*.html"))


def source_files() -> list[Path]:
    scripts = sorted((PACKAGE / "site" / "static").iterdir())
    return [*python_files(), *(p for p in sql_files() if "target" not in p.parts), *templates(), *scripts]


def strings(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def named_in_calls(source: str) -> Iterator[str]:
    """First arguments of `message(…)` and `say(…)` that are literals."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in CALLS and isinstance(node.args[0].value, str):
                yield node.args[0].value


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_every_sentence_is_complete_in_both_languages_with_the_same_placeholders() -> None:
    sentences = rows("messages")
    assert len(sentences) > 100
    for row in sentences:
        assert row["en"].strip(), row
        assert row["vi"].strip(), row
        assert placeholders(row["en"]) == placeholders(row["vi"]), row["message_id"]
        assert re.fullmatch(r"[a-z_]+\.[a-z0-9-]+", row["message_id"]), row["message_id"]
        assert "\n" not in row["en"] + row["vi"], row["message_id"]


@pytest.mark.parametrize(("name", "key"), [("messages", ("message_id",)), ("labels", ("kind", "code"))])
def test_rows_stand_once_and_in_order(name: str, key: tuple[str, ...]) -> None:
    keys = [tuple(row[column] for column in key) for row in rows(name)]
    assert len(keys) == len(set(keys))
    assert keys == sorted(keys) if name == "messages" else [k[0] for k in keys] == sorted(k[0] for k in keys)


def test_every_label_is_complete_in_both_languages() -> None:
    labels = rows("labels")
    assert len(labels) > 40
    assert [row for row in labels if not row["en"].strip() or not row["vi"].strip()] == []


def test_every_sentence_is_used_and_every_id_named_is_a_sentence() -> None:
    known = {row["message_id"] for row in rows("messages")}
    used: set[str] = set()
    named: set[str] = set()
    for path in python_files():
        source = path.read_text(encoding="utf-8")
        used |= known.intersection(strings(source))
        named |= set(named_in_calls(source))
    for path in sql_files():
        named |= set(SQL_CALL.findall(path.read_text(encoding="utf-8")))
    for path in templates():
        ids = set(TEMPLATE_CALL.findall(path.read_text(encoding="utf-8")))
        named |= {name for name in ids if not name.endswith(".html")}
    assert known - used - named == set(), "no code names these sentences"
    assert {name for name in named if "." in name} - known == set(), "messages.csv lacks these"


@pytest.mark.parametrize(("n", "said"), [(1, "1 minute ago"), (0, "0 minutes ago"), ("1", "1 minute ago")])
def test_a_number_stands_with_the_word_for_so_many(n: object, said: str) -> None:
    assert say("age.minutes", "en", n=n) == said
    assert say("age.minutes", "vi", n=n) == f"{n} phút trước"


def test_no_sentence_has_the_plural_of_one() -> None:
    """A number in braces before an English plural names both words: `{n:row|rows}`."""
    plural = re.compile(r"\{(n|figures|warnings|cells|conflicts)\} (?!is\b|was\b)[a-z]+s\b")
    assert [row["message_id"] for row in rows("messages") if plural.search(row["en"])] == []


@pytest.mark.parametrize("path", source_files(), ids=lambda p: str(p.relative_to(PROJECT)))
def test_no_vietnamese_word_stands_in_code(path: Path) -> None:
    if path.is_relative_to(PACKAGE / "reading"):
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [(n, line.strip()) for n, line in enumerate(lines, start=1) if VIETNAMESE.search(line)] == []
