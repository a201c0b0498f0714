"""The four changes that CONTRIBUTING.md works through do what it says, on a copy of the repository.

A block that stands under "New file `…`", "At the end of `…`", "In order into `…`" or "In `…`" (a diff) is
applied; a block of SQL before a block of text is asked of the release, and the text is the answer. When one
of these blocks no longer fits the code, this test says so.
"""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from dagster_project.settings import Settings
from tests.small_world import lend

PROJECT = Path(__file__).resolve().parents[2]
PARTS = ("benchmarks", "dagster_project", "dbt", "raw", "tests", "pyproject.toml")
PAGE = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCK = re.compile(
    r"^(New file|At the end of|In order into|In) `([^`]+)`:\n\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE
)
QUESTION = re.compile(r"```sql\n((?:(?!```).)*)```\n\n```text\n(.*?)```", re.DOTALL)


def create(path: Path, text: str) -> None:
    assert not path.exists(), f"{path} is there already"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def insert_in_order(path: Path, text: str) -> None:
    """Rows of a CSV file without line breaks inside cells, sorted by their first cell."""
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    rows = sorted([*rows, *text.splitlines()], key=lambda row: row.split(",")[0])
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def apply_diff(path: Path, diff: str) -> None:
    """Replace the lines without + by those without -; an empty line is one of both."""
    lines = diff.splitlines()
    before = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
    after = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{path.name} holds these lines {text.count(before)} times:\n{before}"
    path.write_text(text.replace(before, after), encoding="utf-8")


APPLY: dict[str, Callable[[Path, str], None]] = {
    "New file": create,
    "At the end of": append,
    "In order into": insert_in_order,
    "In": apply_diff,
}
PIPELINE = """
from dagster_project import ingest, publish, settings, transform
where = settings.load()
landed = ingest.run(where)
assert not landed.findings["severity"].isin(["error", "critical"]).any(), landed.findings
built = transform.build(where)
assert built.ok, built.problems()
publish.publish(where)
"""
GATES = [
    "tests/gates/test_rules.py::test_the_table_covers_every_rule_that_ingest_evaluates",
    "tests/gates/test_rules.py::test_a_rule_rejects_what_breaks_it[estimate-recent]",
    "tests/gates/test_rules.py::test_a_rule_accepts_what_keeps_it[estimate-recent]",
    "tests/structure/test_sentences.py::test_every_sentence_is_used_and_every_id_named_is_a_sentence",
    "tests/structure/test_sentences.py::test_rows_stand_once_and_in_order",
    "tests/unit/test_vocabulary_words.py::test_shipped_words_pass",
    "tests/unit/test_vocabulary_words.py::test_typed_loader_reads_every_file",
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with all changes of the page applied."""
    folder = tmp_path_factory.mktemp("contributing")
    for name in PARTS:
        if (PROJECT / name).is_dir():
            ignored = shutil.ignore_patterns("target", "logs", "__pycache__", "results")
            shutil.copytree(PROJECT / name, folder / name, ignore=ignored)
        else:
            shutil.copyfile(PROJECT / name, folder / name)
    for how, name, text in BLOCK.findall(PAGE):
        APPLY[how](folder / name, text)
    return folder


def run(copy: Path, *arguments: str) -> subprocess.Popen[str]:
    """Python in the copy, on a warehouse of its own."""
    ours = ("KHUYENCONG_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=copy,
        env=kept | {"PYTHONPATH": str(copy)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def succeeded(process: subprocess.Popen[str]) -> str:
    printed = process.communicate(timeout=300)[0]
    assert process.returncode == 0, printed[-3000:]
    return printed


@pytest.fixture(scope="module")
def release(copy: Path, shipped: Settings) -> Path:
    """What the changed code makes of the shipped reports and that of the page."""
    dbt = copy / "dbt"
    lend(shipped, dataclasses.replace(shipped, dbt=dbt, seeds=dbt / "seeds", warehouse=copy / "warehouse"))
    succeeded(run(copy, "-c", PIPELINE))
    return copy / "warehouse" / "khuyencong.duckdb"


def test_the_page_works_through_four_changes() -> None:
    assert re.findall(r"^### \d\. ", PAGE, re.MULTILINE) == ["### 1. ", "### 2. ", "### 3. ", "### 4. "]
    assert {how for how, *_ in BLOCK.findall(PAGE)} == set(APPLY)
    fences = re.findall(r"^```(\w+)$", PAGE, re.MULTILINE)
    applied, asked = len(BLOCK.findall(PAGE)), len(QUESTION.findall(PAGE))
    assert len([fence for fence in fences if fence != "text"]) == applied + asked, "a block is not executed"


@pytest.mark.parametrize(("questions", "answer"), QUESTION.findall(PAGE))
def test_the_change_shows_in_the_release_as_the_page_says(release: Path, questions: str, answer: str) -> None:
    rows: list[tuple[object, ...]] = []
    with duckdb.connect(str(release), read_only=True) as connection:
        for question in filter(str.strip, questions.split(";")):
            rows += connection.execute(question).fetchall()
    assert "".join(" | ".join(map(str, row)) + "\n" for row in rows) == answer


def test_the_gates_hold_with_the_changes(copy: Path) -> None:
    gates = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", *GATES)
    style = run(copy, "-m", "ruff", "check", "--no-cache", "dagster_project", "tests")
    succeeded(gates)
    succeeded(style)
