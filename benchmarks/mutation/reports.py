"""The real reports as plain rows that can be damaged, and back into folders that the pipeline reads.

Belongs here: reading and writing report folders byte for byte. Does not belong here: what is damaged
(`faults.py`), what becomes of it (`pipeline.py`). No reader of the project is used, so that a fault in
one cannot hide itself.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from dagster_project.contracts.model import NOT_FIGURES_COLUMNS, SHEET_COLUMNS

Row = dict[str, str]
SHEET, NOT_FIGURES, ORIGIN = "figures.csv", "not_figures.csv", "report.yaml"
_FILE = re.compile(r"^(  file: )(\S+)$", re.MULTILINE)
_ID = re.compile(r"^report_id: .*$", re.MULTILINE)


@dataclass(frozen=True)
class Report:
    """One report.

    `sheet` stands in place of `figures` where bytes were damaged; `times` is in how many folders it
    stands; `was` gives the earlier numbers of figures that were numbered anew.
    """

    report_id: str
    origin: str
    figures: tuple[Row, ...]
    not_figures: tuple[Row, ...]
    sheet: bytes | None = None
    times: int = 1
    was: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> tuple[bytes, ...]:
        """Everything that is written of it; two reports of equal content are the same to the pipeline."""
        other = as_csv(self.not_figures, NOT_FIGURES_COLUMNS)
        return (self.origin.encode(), self.sheet_bytes(), other, str(self.times).encode())

    def sheet_bytes(self) -> bytes:
        """The bytes of `figures.csv`."""
        return as_csv(self.figures, SHEET_COLUMNS) if self.sheet is None else self.sheet

    def with_row(self, at: int, row: Row) -> Report:
        """The report with another row at a position."""
        return replace(self, figures=(*self.figures[:at], row, *self.figures[at + 1 :]))

    def source(self) -> str:
        """Name of the article file that the origin names, '' when none."""
        found = _FILE.search(self.origin)
        return "" if found is None or found[2] == "null" else found[2]


def as_csv(rows: tuple[Row, ...], columns: tuple[str, ...]) -> bytes:
    """Rows as a UTF-8 sheet under a header."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, fieldnames=columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _rows(path: Path) -> tuple[Row, ...]:
    with path.open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


def read(raw: Path) -> list[Report]:
    """All reports of a folder, in order of name."""
    return [
        Report(
            folder.name,
            (folder / ORIGIN).read_text(encoding="utf-8"),
            _rows(folder / SHEET),
            _rows(folder / NOT_FIGURES),
        )
        for folder in sorted(p for p in raw.iterdir() if p.is_dir())
    ]


def write(report: Report, raw: Path, report_id: str, articles: Path | None, texts: Path | None) -> None:
    """Write a report under a name of its own into `raw`.

    The article it names is linked into `articles` under a name of its own too: two copies that named one
    file would claim the same lines, and that would be found in place of the fault.

    Args:
        report: what to write.
        raw: the folder of reports.
        report_id: the name, in the folder and in the origin.
        articles: where the pipeline will look for texts; None to keep the name of the file.
        texts: where the texts lie; None when they are not at hand.
    """
    origin = report.origin
    source = report.source()
    if source and articles is not None:
        alias = f"{report_id}.{source}"
        origin = _FILE.sub(lambda found: found[1] + alias, origin)
        if texts is not None and (texts / source).is_file():
            (articles / alias).symlink_to(texts / source)
    for time in range(report.times):
        name = report_id if time == 0 else f"{report_id}-again"
        folder = raw / name
        folder.mkdir(parents=True)
        renamed = _ID.sub(f"report_id: {name}", origin, count=1)
        (folder / ORIGIN).write_text(renamed, encoding="utf-8")
        (folder / SHEET).write_bytes(report.sheet_bytes())
        (folder / NOT_FIGURES).write_bytes(as_csv(report.not_figures, NOT_FIGURES_COLUMNS))
