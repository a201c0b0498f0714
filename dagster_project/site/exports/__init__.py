"""Exports: a release as files that Excel, statistics programs, archives and SDMX tools open.

Belongs here: which files a format has, what it does not carry, their hashes. Does not belong here: pages.
Two exports of one release are equal to the last byte: nothing in them tells when they were made, only when
the release was published.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from ... import disk
from ...messages import Language, UserError, both, message
from .. import memory
from . import citation, package, sdmx, text, workbook
from .source import PEOPLE, PROGRAMS, Selected, Source, opened

MANIFEST = "manifest.json"
LIMITS = {"most": workbook.MOST_NOTES}
"""What fills the sentences about what a format does not carry."""

PACKED = ("csv-vi", "csv")
"""Folders of which the site has one file each."""

FORMATS = ("xlsx", "csv", "csv-vi", "parquet", "datapackage", "sdmx")

LOSSES: dict[str, tuple[str, ...]] = {
    "xlsx": (
        *("exports.loses-codes", "exports.loses-lists", "exports.loses-empty", "exports.loses-digits"),
        *("exports.loses-notes", "exports.loses-apart", "exports.loses-history"),
    ),
    "csv-vi": (
        *("exports.loses-codes", "exports.loses-lists", "exports.loses-empty", "exports.loses-formulas"),
        *("exports.loses-types", "exports.loses-history"),
    ),
    "csv": (
        *("exports.loses-types", "exports.loses-blank", "exports.loses-lists", "exports.loses-keys"),
        "exports.loses-history",
    ),
    "parquet": ("exports.loses-keys", "exports.loses-history"),
    "datapackage": ("exports.loses-blank", "exports.loses-lists", "exports.loses-history"),
    "sdmx": (
        *("exports.loses-relations", "exports.loses-time", "exports.loses-spelling", "exports.loses-history"),
    ),
    "cff": (),
}
"""What a format does not carry: ids of sentences."""

USERS = {
    "xlsx": "spreadsheet",
    "csv-vi": "vietnamese-spreadsheet",
    "csv": "program",
    "parquet": "analyst",
    "datapackage": "archive",
    "sdmx": "statistics",
    "cff": "citation",
}
"""For whom a format is: codes of the labels `download_user`."""


class ExportError(UserError):
    """The folder cannot be written, or the release is too old for a format."""


@dataclass(frozen=True)
class Download:
    """A file that was written.

    `file` is its path below the folder, `user` a code of the labels `download_user`, `format` of
    `export_format`; `loses` are ids of sentences, `left_out` tables that it should hold and does not,
    `holds` the files in it where it is packed:
    `Download("csv/claims.csv", "program", "csv", 81920, "9f…", 1042, ("exports.loses-types",))`.
    """

    file: str
    user: str
    format: str
    bytes: int
    sha256: str
    rows: int
    loses: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()


def write_downloads(release: Path, folder: Path) -> list[Download]:
    """Write a release in every format and both languages, with its citation and a manifest.

    Text is packed, which makes a tenth of it: the CSV files for programs as the Data Package that they are.

    Raises:
        ExportError: the folder cannot be written, or the release is too old.
    """
    return export(release, folder, (*FORMATS, "cff"), ("vi", "en"), PACKED)


def export(
    release: Path,
    folder: Path,
    formats: Sequence[str],
    languages: Sequence[Language],
    packed: Sequence[str] = (),
) -> list[Download]:
    """Write a release in some formats, each in a folder of its own, with `manifest.json` beside them.

    Each file appears in one step, the manifest last. Files of the same formats from an earlier export go;
    whatever else lies in the folder stays.

    Args:
        release: the published file.
        folder: where they are written; made where it is not there.
        formats: of `FORMATS`, and `cff`. The Data Package is made of the CSV files and stands beside them.
        languages: of workbooks; a table too long for one is written in the first.
        packed: folders whose files are put into one each.

    Raises:
        ExportError: the folder cannot be written, or the release is too old.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".exports-", dir=folder) as aside:
            scratch = Path(aside)
            downloads = _written(release, scratch, formats, languages, packed)
            with opened(release, scratch / "duckdb") as source:
                _put(source, scratch, folder, downloads)
    except duckdb.Error as error:
        if isinstance(error, (duckdb.BinderException, duckdb.CatalogException)):
            raise ExportError("exports.too-old", release=release.stem, error=str(error)) from error
        raise
    except OSError as error:
        raise ExportError(
            "exports.folder-taken", folder=folder, error=error.strerror or str(error)
        ) from error
    return downloads


def json_ld(
    release: Path, downloads: Sequence[Download], language: Language, folder: str = "downloads"
) -> str:
    """The release as a schema.org Dataset, for a `<script type="application/ld+json">` of a page.

    Its downloads lie in `folder`, seen from that page.
    """
    with tempfile.TemporaryDirectory() as scratch, opened(release, Path(scratch)) as source:
        files = [(download.file, download.bytes, download.sha256) for download in downloads]
        return citation.dataset(source, files, language, folder)


@dataclass(frozen=True)
class Made:
    """A file that a writer made: its format, rows, and tables that should stand in it and do not."""

    path: Path
    format: str
    rows: int
    left_out: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()


def _pack(source: Source, scratch: Path, folder: str, made: Sequence[Made]) -> list[Made]:
    """Put the files of a folder into one, named after the last of their formats; the others stay."""
    there = [each for each in made if each.path.parent == scratch / folder]
    path, day = scratch / f"khuyencong-{folder}.zip", source.created
    at = (day.year, day.month, day.day, day.hour, day.minute, day.second)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for each in there:
            entry = zipfile.ZipInfo(each.path.name, at)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            entry.file_size = each.path.stat().st_size  # tells it to make room for the length of a long one
            with each.path.open("rb") as plain, packed.open(entry, "w") as target:
                shutil.copyfileobj(plain, target, 1 << 20)
    rows, holds = sum(each.rows for each in there), tuple(each.path.name for each in there)
    one = Made(path, there[-1].format, rows, holds=holds)
    return [*(each for each in made if each not in there), one]


def _xlsx(source: Source, scratch: Path, languages: Sequence[Language]) -> Iterator[Made]:
    folder = _folder(scratch, "xlsx")
    written = workbook.Written()
    for language in languages:
        workbook.write_workbook(source, folder, language, LOSSES["xlsx"], written)
    for path, rows in written.rows.items():
        yield Made(path, "xlsx", rows, tuple(sorted(written.left_out)))


def _vietnamese_csv(source: Source, scratch: Path, _: Sequence[Language]) -> Iterator[Made]:
    folder = _folder(scratch, "csv-vi")
    for table in source.tables(PEOPLE):
        selected = source.for_people(table, "vi")
        if selected.columns:
            path = folder / f"{table.name}.csv"
            text.write_vietnamese_csv(source, selected, path)
            yield Made(path, "csv-vi", selected.rows)


def _for_programs(
    source: Source, scratch: Path, name: str, write: Callable[[Source, Selected, Path], None]
) -> Iterator[Made]:
    folder = _folder(scratch, name)
    for table in source.tables(PROGRAMS):
        selected = source.for_programs(table)
        path = folder / f"{table.name}.{name}"
        write(source, selected, path)
        yield Made(path, name, selected.rows)


def _csv(source: Source, scratch: Path, _: Sequence[Language]) -> Iterator[Made]:
    return _for_programs(source, scratch, "csv", text.write_csv)


def _parquet(source: Source, scratch: Path, _: Sequence[Language]) -> Iterator[Made]:
    return _for_programs(source, scratch, "parquet", text.write_parquet)


def _package(source: Source, scratch: Path, languages: Sequence[Language]) -> Iterator[Made]:
    there = scratch / "csv"
    if not there.exists():
        yield from _csv(source, scratch, languages)
    yield Made(package.write_package(source, there, _sha256), "datapackage", 0)


def _sdmx(source: Source, scratch: Path, _: Sequence[Language]) -> Iterator[Made]:
    for path, rows in sdmx.write_sdmx(source, _folder(scratch, "sdmx")).items():
        yield Made(path, "sdmx", rows)


def _cff(source: Source, scratch: Path, _: Sequence[Language]) -> Iterator[Made]:
    path = scratch / "CITATION.cff"
    citation.write_citation(source, path)
    yield Made(path, "cff", 0)


WRITERS: dict[str, Callable[[Source, Path, Sequence[Language]], Iterator[Made]]] = {
    "xlsx": _xlsx,
    "csv-vi": _vietnamese_csv,
    "csv": _csv,
    "datapackage": _package,
    "parquet": _parquet,
    "sdmx": _sdmx,
    "cff": _cff,
}


HALVES = (("xlsx", "sdmx"), ("csv-vi", "csv", "datapackage", "parquet", "cff"))
"""Formats that one process writes while another writes the others: each half takes about as long."""

ALONE = 64 << 20
"""Bytes of a release up to which one process is faster than two."""


def _written(
    release: Path,
    scratch: Path,
    formats: Sequence[str],
    languages: Sequence[Language],
    packed: Sequence[str],
) -> list[Download]:
    """Write the files of all formats into `scratch`; where there is much, in two processes."""
    halves = [[name for name in half if name in formats] for half in HALVES]
    if not all(halves) or release.stat().st_size <= ALONE:
        wanted = [name for name in WRITERS if name in formats]
        return _write(release, scratch, wanted, languages, packed, 1)
    with ProcessPoolExecutor(memory.PROCESSES, multiprocessing.get_context("spawn")) as pool:
        shared = (languages, packed, memory.PROCESSES)
        asked = [pool.submit(_write, release, scratch, half, *shared) for half in halves]
        written = [download for each in asked for download in each.result()]
    return sorted(written, key=lambda download: list(WRITERS).index(download.format))


def _write(
    release: Path,
    scratch: Path,
    formats: Sequence[str],
    languages: Sequence[Language],
    packed: Sequence[str],
    processes: int,
) -> list[Download]:
    """Write the files of some formats, as one of so many processes."""
    spilled = scratch / f"duckdb-{os.getpid()}"
    with opened(release, spilled, processes) as source:
        made = [each for name in formats for each in WRITERS[name](source, scratch, languages)]
        for name in packed:
            if any(each.path.parent.name == name for each in made):
                made = _pack(source, scratch, name, made)
        return [_download(scratch, each) for each in made]


def _folder(scratch: Path, name: str) -> Path:
    path = scratch / name
    path.mkdir()
    return path


_sha256 = cache(disk.sha256)
"""Of a file that is written and does not change any more."""


def _download(scratch: Path, made: Made) -> Download:
    return Download(
        file=made.path.relative_to(scratch).as_posix(),
        user=USERS[made.format],
        format=made.format,
        bytes=made.path.stat().st_size,
        sha256=_sha256(made.path),
        rows=made.rows,
        loses=LOSSES[made.format],
        left_out=made.left_out,
        holds=made.holds,
    )


def _put(source: Source, scratch: Path, folder: Path, downloads: list[Download]) -> None:
    """Take the files to their places, remove those of an earlier export, write the manifest."""
    written = {download.file for download in downloads}
    formats = {download.format for download in downloads}
    before = [entry for entry in _listed(folder) if entry["file"] not in written]
    for file in sorted(written):
        place = folder / file
        place.parent.mkdir(exist_ok=True)
        os.replace(scratch / file, place)
    for entry in before:
        if entry["format"] in formats:
            (folder / entry["file"]).unlink(missing_ok=True)
    files = [
        *(entry for entry in before if entry["format"] not in formats),
        *({"release": source.release_id, **asdict(download)} for download in downloads),
    ]
    losses = {name: both(message(name, **LIMITS)) for name in sorted({n for f in files for n in f["loses"]})}
    manifest = {
        "release": source.release_id,
        "published": f"{source.created:%Y-%m-%dT%H:%M:%SZ}",
        "content_sha256": source.release["content_sha256"],
        "files": sorted(files, key=lambda entry: str(entry["file"])),
        "not_carried": losses,
    }
    disk.replace(folder / MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())


def _listed(folder: Path) -> list[dict[str, Any]]:
    """What the manifest of an earlier export lists; only files that an export can have written."""
    try:
        files = json.loads(disk.read(folder / MANIFEST, 1 << 22)[0])["files"]
        return [
            entry
            for entry in files
            if re.fullmatch(r"([a-z-]+/)?[A-Za-z0-9_-]+\.[a-z]+", entry["file"])
            and {"format", "loses", "release"} <= set(entry)
        ]
    except (OSError, disk.NoPlainFile, ValueError, KeyError, TypeError):
        return []
