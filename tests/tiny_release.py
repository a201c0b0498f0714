"""Releases of a handful of cells, made without ingest and dbt: for the logic of diff, gate and history.

Belongs here: writing the few tables which that logic reads. Does not belong here: what is expected of it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from dagster_project import settings
from dagster_project.messages import Both
from dagster_project.publish import script
from dagster_project.publish.account import account
from dagster_project.publish.inputs import Part
from dagster_project.settings import Settings

PROJECT = Path(__file__).resolve().parents[1]
SEED = PROJECT / "dbt" / "seeds" / "judgement" / "accepted_changes.csv"
HEADER = SEED.read_text(encoding="utf-8").splitlines()[0]
DAY = dt.datetime(2026, 1, 1, 12)
CELL = (
    *("indicator_code", "measure", "base", "place_id", "place_part", "scope_code", "period_id", "nature"),
    *("funding_source", "unit_code"),
)
OBSERVATIONS = (
    "cell_id varchar, subject varchar, "
    + ", ".join(f"{key} varchar" for key in CELL)
    + ", value decimal(28,6), value_low decimal(28,6), value_high decimal(28,6), report_id varchar, "
    "figure integer, has_conflict boolean, inferred varchar[], flags varchar[]"
)


def decided(refusal: str, reason: str = "Better rounding", author: str = "us") -> str:
    """The line that a refusal prints, with why and who written in."""
    line = refusal.splitlines()[-1]
    assert line.startswith("set-")
    assert line.count(",,,") == 1
    return line.replace(",,,", f",{reason},{author},")


@dataclasses.dataclass(frozen=True)
class Cell:
    """A cell and the claims behind it; the first claim is the chosen one, unless `open`."""

    name: str
    value: int | None
    claims: tuple[str, ...] = ("r#1",)
    place: str = "son-la"
    indicator: str = "funding"
    open: bool = False

    def row(self) -> list[object]:
        """The observation."""
        report, figure = (None, None) if self.open else self.claims[0].split("#")
        keys = {
            "indicator_code": self.indicator,
            "place_id": self.place,
            "unit_code": "VND",
            "nature": "actual",
        }
        value = None if self.open else self.value
        return [
            *(self.name, "funding", *(keys.get(key, "") for key in CELL)),
            *(value, self.value, self.value, report, figure, self.open, [], []),
        ]


class Tiny:
    """A warehouse of such releases, one per day."""

    def __init__(self, folder: Path) -> None:
        """Make its folders; nothing is published yet."""
        self.settings: Settings = dataclasses.replace(
            settings.load(), warehouse=folder, seeds=folder / "seeds", keep_releases=3
        )
        (folder / "seeds" / "judgement").mkdir(parents=True)
        self.settings.state.mkdir()
        self.paths: list[Path] = []
        self.worse: tuple[Both, ...] = ()

    def accept(self, *lines: str) -> None:
        """Write the file of accepted changes."""
        path = self.settings.seeds / "judgement" / "accepted_changes.csv"
        path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")

    def _sources(
        self,
        reports: Mapping[str, str],
        published: str,
        corrections: Sequence[str],
        events: Sequence[str],
        at_hand: Sequence[str],
    ) -> None:
        for path in (self.settings.landing, self.settings.work):
            path.unlink(missing_ok=True)
        with duckdb.connect(str(self.settings.landing)) as landing:
            landing.execute(
                "begin; create schema raw; create table raw.reports (report_id varchar, content_sha256 "
                "varchar, published varchar, url varchar, publisher varchar, source_file varchar, "
                "source_sha256 varchar, article_state varchar); create table raw.corrections "
                "(correction_id varchar, report_id varchar, figure integer, column_name varchar, "
                "expected varchar, action varchar, replacement varchar)"
            )
            for report_id, content in reports.items():
                landing.execute(
                    "insert into raw.reports values (?, ?, ?, null, null, null, null, ?)",
                    [report_id, content, published, "at_hand" if report_id in at_hand else "not_at_hand"],
                )
            for claim in corrections:
                report_id, figure = claim.split("#")
                landing.execute(
                    "insert into raw.corrections values (?, ?, ?, 'value', '1', 'replace', '2')",
                    [f"of {claim}", report_id, figure],
                )
            landing.execute("commit")
        with duckdb.connect(str(self.settings.work)) as work:
            work.execute(
                "begin; create schema vocabulary; create table vocabulary.place_events (event_id varchar, "
                "event_date date, kind varchar, from_place_id varchar, to_place_id varchar, whole varchar)"
            )
            for pair in events:
                work.execute(
                    "insert into vocabulary.place_events values (?, '2025-07-01', 'recode', ?, ?, 'yes')",
                    [pair, *pair.split(">")],
                )
            work.execute("commit")

    def publish(
        self,
        cells: Sequence[Cell],
        reports: Mapping[str, str] | None = None,
        published: str = "2014",
        corrections: Sequence[str] = (),
        events: Sequence[str] = (),
        code: str = "",
        tables: str = "",
        at_hand: Sequence[str] = (),
        rejects: Sequence[str] = (),
        after: int = -1,
    ) -> Path:
        """Account for a release of these cells against the one before, and keep it.

        Args:
            cells: All cells of the release.
            reports: Content by report; every report of a claim with the same content by default.
            published: Date in the origin records.
            corrections: Claims that are corrected.
            events: Place events, as `from>to`.
            code: Content of the only part.
            tables: SQL executed on the candidate before it is compared.
            at_hand: Reports whose article's text is at hand.
            rejects: What is rejected, as `report#figure`, `report#` for a whole report; ` by rule` behind it
                where it is not `value-readable`.
            after: Day of the release that is current: an earlier one than the newest after a rollback.

        Raises:
            Unexplained: Something changed that nothing explains and no entry admits.
        """
        named = {claim.split("#")[0] for cell in cells for claim in cell.claims}
        contents = reports or dict.fromkeys(sorted(named), "same")
        self._sources(contents, published, corrections, events, at_hand)
        day = len(self.paths)
        path = self.settings.state / f"day-{day}.duckdb"
        path.unlink(missing_ok=True)
        with duckdb.connect(str(path)) as connection:
            connection.execute("begin; create schema marts; create schema quality; create schema meta")
            connection.execute(f"create table marts.observations ({OBSERVATIONS})")
            connection.execute(
                "create table marts.claims (cell_id varchar, report_id varchar, figure integer)"
            )
            for cell in cells:
                row = cell.row()
                connection.execute(
                    f"insert into marts.observations values ({', '.join('?' * len(row))})", row
                )
                for claim in cell.claims:
                    connection.execute(
                        "insert into marts.claims values (?, ?, ?)", [cell.name, *claim.split("#")]
                    )
            connection.execute(
                "create table quality.rejects (report_id varchar, figure integer, row integer, column_name "
                "varchar, rule_id varchar, found varchar, message_en varchar, message_vi varchar)"
            )
            for reject in rejects:
                claim, _, rule = reject.partition(" by ")
                report_id, figure = claim.split("#")
                connection.execute(
                    "insert into quality.rejects values (?, ?, ?, 'value', ?, '1O', ?, ?)",
                    [
                        *(report_id, figure or None, figure or None, rule or "value-readable"),
                        *(f"{claim}: no number", f"{claim}: không phải số"),
                    ],
                )
            connection.execute("create table quality.relations (status varchar, claims varchar[])")
            connection.execute(f"{tables}; commit")
            self.worse = account(
                connection,
                self.settings,
                [Part("code", "reading", code)],
                DAY + dt.timedelta(days=day),
                self.paths[after] if self.paths else None,
                self.paths[after].stem if self.paths else None,
                self.paths[-1] if self.paths else None,
            )
            connection.execute(script.text("as_known_on"))
        self.paths.append(path)
        return path

    def ask(self, question: str, day: int = -1) -> list[tuple[object, ...]]:
        """Ask the release of a day, the newest unless another is named."""
        with duckdb.connect(str(self.paths[day]), read_only=True) as connection:
            return connection.execute(question).fetchall()
