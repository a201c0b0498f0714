"""The shape of the repository: rooms, directions, and what may not stand in it.

The tempting clean-up that would break this: importing a convenient helper "upwards", which turns the
one-way pipeline into a knot nobody can test in parts.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "dagster_project"

BASE = {"settings", "vocabulary", "messages", "progress", "disk", "sql"}
MAY_IMPORT = {
    "disk": set(),
    "sql": set(),
    "messages": set(),
    "progress": {"messages"},
    "settings": {"messages"},
    "vocabulary": {"messages"},
    "reading": {"vocabulary", "messages"},
    "contracts": {"vocabulary", "messages", "reading"},
    "drafting": {"disk", "vocabulary", "messages", "reading", "contracts"},
    # Landing and releases beyond one machine.
    "lake": BASE,
    "ingest": BASE | {"reading", "contracts", "drafting", "lake"},
    "review": BASE | {"reading", "contracts", "drafting", "ingest"},
    "transform": BASE | {"lake"},
    "publish": BASE | {"transform", "lake"},
    # A number that somebody asks for is read by the grammar that read it in the sheet.
    "serve": BASE | {"reading", "transform", "publish", "lake"},
    # Where a figure stands in a line of its article is found by the grammar that compared it.
    "site": BASE | {"reading"},
    "defs": BASE | {"contracts", "ingest", "transform", "publish", "serve", "site", "lake"},
    "definitions": BASE | {"defs"},
    "cli": BASE
    | {"reading", "contracts", "drafting", "ingest", "review", "transform", "publish", "serve", "site"}
    | {"defs", "definitions", "lake"},
}
DUCKDB_ROOMS = {"ingest", "lake", "transform", "publish", "serve", "site"}
DAGSTER_ROOMS = {"defs", "definitions", "cli"}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return [p for p in sorted(PACKAGE.rglob("*.py")) if p != PACKAGE / "__init__.py"]


def imported(source: str, package: tuple[str, ...]) -> set[str]:
    """Full names of all imported modules, lazy imports inside functions included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            name = ".".join(part for part in (base, node.module or "") if part)
            found.add(name)
            found |= {f"{name}.{alias.name}" for alias in node.names}
    return found


def wrong_imports(path: Path, source: str) -> list[str]:
    room = room_of(path)
    package = ("dagster_project", *path.relative_to(PACKAGE).parts[:-1])
    wrong = []
    for name in sorted(imported(source, package)):
        parts = name.split(".")
        target = parts[1] if parts[0] == "dagster_project" and len(parts) > 1 else room
        is_room = (PACKAGE / target).exists() or (PACKAGE / f"{target}.py").exists()
        if is_room and target != room and target not in MAY_IMPORT[room]:
            wrong.append(f"{room} imports {name}")
        if parts[0] in ("dagster", "dagster_dbt") and room not in DAGSTER_ROOMS:
            wrong.append(f"{room} imports {name}; only defs/ and definitions.py know Dagster")
        if parts[0] == "duckdb" and room not in DUCKDB_ROOMS:
            wrong.append(f"{room} imports {name}; only {', '.join(sorted(DUCKDB_ROOMS))} open DuckDB")
    return wrong


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    assert wrong_imports(path, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("reading/numbers.py", "import dagster_project.contracts"),
        ("reading/numbers.py", "from ..ingest import run"),
        ("contracts/rules.py", "def f():\n    import duckdb"),
        ("ingest/folders.py", "from dagster import asset"),
    ],
)
def test_a_wrong_import_is_seen(room: str, source: str) -> None:
    assert wrong_imports(PACKAGE / room, source)


def test_every_room_is_known() -> None:
    assert {room_of(p) for p in modules()} == set(MAY_IMPORT)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_opens_by_saying_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("commands", "heavy"),
    [
        (["--help"], {"dagster", "dbt", "duckdb", "pandas"}),
        (["check"], {"dagster", "dbt", "hypothesis"}),
        (
            ["explain thai-binh-2008-2012#7", "explain lao cai"],
            {"dagster", "dbt", "numpy", "pandas", "pandera"},
        ),
    ],
    ids=["help", "check", "explain"],
)
def test_a_command_that_answers_at_once_succeeds_and_loads_nothing_heavy(
    commands: list[str], heavy: set[str], request: pytest.FixtureRequest
) -> None:
    environment = dict(os.environ)
    if commands[0].startswith("explain"):
        environment["KHUYENCONG_WAREHOUSE"] = str(request.getfixturevalue("shipped").warehouse)
    code = (
        "import sys\nfrom dagster_project.cli import main\n"
        f"for command in {commands}:\n    assert main(command.split()) == 0, command\n"
        f"print('LOADED', sorted({{m.split('.')[0] for m in sys.modules}} & {heavy}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=environment, capture_output=True, text=True
    )
    assert done.stdout.strip().endswith("LOADED []"), done.stdout[-500:] + done.stderr[-2000:]


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True)
    return [PROJECT / name for name in done.stdout.split("\0") if name and (PROJECT / name).is_file()]


# Written in pieces, so that this file does not name what it forbids.
ADDRESSES = re.compile(r"py" r"pi\.org|python" r"hosted|registry\.n" r"pm|debian\.o" r"rg", re.IGNORECASE)


def test_no_registry_address_stands_in_the_repository() -> None:
    files = tracked()
    assert len(files) > 50
    found = [str(p) for p in files if ADDRESSES.search(p.read_text(encoding="utf-8", errors="replace"))]
    assert found == []


def test_every_locked_package_is_pinned_with_hashes() -> None:
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9][^\s=]*)==\S+(.*?)(?=^[a-z0-9]|\Z)", lock, re.MULTILINE | re.DOTALL)
    assert len(pins) > 100
    assert [name for name, rest in pins if "--hash=sha256:" not in rest] == []
    assert "://" not in lock


def test_every_report_folder_holds_its_three_files() -> None:
    folders = [p for p in (PROJECT / "raw").iterdir() if p.is_dir()]
    assert len(folders) >= 6
    for folder in folders:
        assert {p.name for p in folder.iterdir()} == {"report.yaml", "figures.csv", "not_figures.csv"}
