"""Bad reports of every kind at once: no traceback, no hanging, nothing written outside, no row lost.

The short form of `make soak`, with a few of each kind. The tempting clean-up that would break this: a reader
without a limit, or one that trusts a name.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import random
import time
from pathlib import Path

import duckdb
import pytest

from benchmarks.soak import bad_inputs
from benchmarks.soak.intake import Intake, Sandbox, ingest_largest, nothing_written_outside
from dagster_project import ingest, settings
from dagster_project.ingest.sheets import MOST_LINES

EACH = 8


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Intake:
    """Several reports of each kind, in one folder, ingested and checked together."""
    box, rng = Sandbox.create(tmp_path_factory.mktemp("bad")), random.Random(20260731)
    good = bad_inputs.good_reports(settings.load().raw)
    number = 0
    for kind in bad_inputs.KINDS.values():
        for _ in range(2 if kind.rare else EACH):
            name = f"bad-{number}"
            kind.write(rng, box.folder / "raw" / name, bad_inputs.renamed(rng.choice(good), name))
            number += 1
    return box.ingest()


def test_no_promise_is_broken_by_any_kind_of_bad_report(intake: Intake) -> None:
    assert intake.wrong == []


def test_bad_reports_are_partly_refused_and_partly_taken_row_by_row(intake: Intake) -> None:
    assert intake.reports > EACH * 20
    assert intake.refused > 50
    assert intake.rejected > 100
    assert intake.accepted > 100
    assert len(intake.rules) > 20


def test_sheets_of_any_size_are_refused_at_once(tmp_path: Path) -> None:
    got = ingest_largest([9 * bad_inputs.MIB], tmp_path)
    assert got.wrong == []
    assert (got.reports, got.refused) == (len(bad_inputs.LARGE),) * 2
    assert got.slowest < 20


def test_a_sheet_of_many_empty_lines_says_what_to_do(tmp_path: Path) -> None:
    box = Sandbox.create(tmp_path)
    files = bad_inputs.renamed(bad_inputs.good_reports(settings.load().raw)[0], "mot")
    files["figures.csv"] += b",,,,,,,,,,,,,,\n" * (MOST_LINES + 1)
    (box.folder / "raw" / "mot").mkdir()
    for name, data in files.items():
        (box.folder / "raw" / "mot" / name).write_bytes(data)
    [message] = ingest.run(box.settings).findings.query("rule_id == 'sheet-format'")["message_en"]
    assert "delete rows that are empty" in message


def test_a_watched_write_outside_is_seen(tmp_path: Path) -> None:
    with nothing_written_outside(tmp_path / "inside") as seen:
        (tmp_path / "outside.txt").write_text("x", encoding="utf-8")
    assert [str(tmp_path / "outside.txt") in event for event in seen] == [True]


def test_the_kinds_cover_what_is_promised() -> None:
    groups = {kind.group for kind in bad_inputs.KINDS.values()}
    for promised in (
        "mutated bytes",
        "headers",
        "quoting",
        "sizes",
        "YAML: depth and bombs",
        "links",
        "NUL bytes",
        "formulas in cells",
        "folders where files should be",
        "`..` and odd names in source",
    ):
        assert promised in groups


def test_a_damaged_landing_file_is_made_anew(tmp_path: Path) -> None:
    where = dataclasses.replace(settings.load(), articles=None, warehouse=tmp_path)
    first = ingest.run(where)
    assert ingest.run(where).reused > 0
    size = where.landing.stat().st_size
    with where.landing.open("r+b") as handle:
        for place in range(12288, size, 8192):  # behind the headers: it opens, and cannot be read
            handle.seek(place)
            handle.write(b"\xa5" * 4096)
    again = ingest.run(where)
    assert again.reused == 0
    assert again.tables == first.tables


def test_what_a_killed_ingest_left_is_cleared(tmp_path: Path) -> None:
    where = dataclasses.replace(settings.load(), articles=None, warehouse=tmp_path)
    where.state.mkdir()
    (where.state / "landing.duckdb.1.new").write_bytes(b"half a file")
    (where.state / "landing.duckdb.1.new.wal").write_bytes(b"and its log")
    ingest.run(where)
    assert [p.name for p in where.state.iterdir()] == ["landing.duckdb"]


# --- what was found by drawing thousands -----------------------------------------------------------------


def with_lines(files: bad_inputs.Files, lines: str) -> None:
    """A source that is at hand, and claims such lines of it."""
    sha256 = hashlib.sha256(bad_inputs.TEXT).hexdigest()
    kept = [
        line
        for line in files["report.yaml"].decode().splitlines()
        if not line.startswith(("source", "transcription", " "))
    ]
    source = f"source: {{file: large.txt, sha256: {sha256}, lines: {lines}, title_lines: null, "
    kept += [source + "caption_lines: null, complete: true}"]
    kept += ["transcription: {by: x, 'on': 2026-01-31, checked_by: null}", ""]
    files["report.yaml"] = "\n".join(kept).encode()


def many_lines(files: bad_inputs.Files) -> None:
    with_lines(files, "[[1, 999999999]]")


def the_same_lines_often(files: bad_inputs.Files) -> None:
    with_lines(files, f"[{', '.join(['[1, 999]'] * 5000)}]")


def a_name_longer_than_any_file(files: bad_inputs.Files) -> None:
    with_lines(files, "[[1, 9]]")
    files["report.yaml"] = files["report.yaml"].replace(b"large.txt", b"a" * 300)


def a_figure_that_is_no_number(files: bad_inputs.Files) -> None:
    files["figures.csv"] = files["figures.csv"].replace(b"\n2,", "\n1²,".encode(), 1)


def a_line_that_is_no_number(files: bad_inputs.Files) -> None:
    with_lines(files, "[[1, 9]]")
    files["figures.csv"] = files["figures.csv"].replace(b"\n2,47,", "\n2,4²,".encode(), 1)


def a_unit_of_many_words(files: bad_inputs.Files) -> None:
    files["figures.csv"] = files["figures.csv"].replace("cơ sở".encode(), b"ha " * 20_000, 1)


def a_header_of_many_columns(files: bad_inputs.Files) -> None:
    files["figures.csv"] = files["figures.csv"].replace(b",note\n", b",x,nota" * 500_000 + b"\n", 1)


SPOILT = (
    many_lines,
    the_same_lines_often,
    a_name_longer_than_any_file,
    a_figure_that_is_no_number,
    a_line_that_is_no_number,
    a_unit_of_many_words,
    a_header_of_many_columns,
)
PLACED = {
    "link-to-itself": lambda folder: folder.symlink_to(folder.name),
    "no-text": lambda folder: Path(os.fsdecode(os.fsencode(folder) + b"\xff")).mkdir(),
}


def put(box: Sandbox, name: str, files: bad_inputs.Files) -> None:
    (box.folder / "raw" / name).mkdir()
    for file, data in files.items():
        (box.folder / "raw" / name / file).write_bytes(data)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Intake, dict[str, str]]:
    """All of them beside a good report, ingested at once, and the status of each report."""
    box = Sandbox.create(tmp_path_factory.mktemp("found"))
    good = bad_inputs.good_reports(settings.load().raw)[0]
    put(box, "tot", bad_inputs.renamed(good, "tot"))
    for number, spoil in enumerate(SPOILT):
        files = bad_inputs.renamed(good, f"hong-{number}")
        before = dict(files)
        spoil(files)
        assert files != before
        put(box, f"hong-{number}", files)
    for name, place in PLACED.items():
        place(box.folder / "raw" / f"hong-{name}")
    began = time.process_time()
    got = box.ingest()
    assert time.process_time() - began < 20
    with duckdb.connect(str(box.settings.landing), read_only=True) as landing:
        return got, dict(landing.execute("select report_id, status from raw.reports").fetchall())


def test_what_once_broke_or_held_up_an_ingest_harms_nobody_else(
    found: tuple[Intake, dict[str, str]],
) -> None:
    got, status = found
    assert got.wrong == []
    assert got.reports == len(status) == 1 + len(SPOILT) + len(PLACED)
    assert status["tot"] == "accepted"


def test_a_folder_that_cannot_be_opened_or_named_is_refused(found: tuple[Intake, dict[str, str]]) -> None:
    refused = {name for name, status in found[1].items() if status == "rejected"}
    assert len([name for name in refused if name.startswith(tuple(f"hong-{name}" for name in PLACED))]) == 2
