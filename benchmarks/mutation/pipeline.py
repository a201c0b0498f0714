"""Damaged reports through the real pipeline, and what is new compared with the undamaged ones.

Belongs here: running `ingest` on many copies at once, running dbt's models on one damaged world, and
comparing. Does not belong here: what is damaged (`faults.py`), what is made of the counts (`table.py`).

Ingest judges each report by itself, so all copies are judged in one run, each with an article file of
its own name. Models relate reports to each other, so there each damaged report stands in the world of
the other reports. dbt takes ten seconds for a build; its own compiled SQL, in its own order, on the
seeds it built takes one. That both give the same is checked on the undamaged reports.
"""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest.mock import patch

import duckdb

from dagster_project import ingest, settings, transform
from dagster_project.contracts.landing import TABLES
from dagster_project.drafting.article import Article
from dagster_project.drafting.second_reader import SecondReader
from dagster_project.settings import Settings
from dagster_project.transform.decimals import register

from . import reports
from .reports import Report

SPEAKING = ("warning", "error", "critical")
ANSWER_KEYS = frozenset({"assert_golden_observations_are_shown", "assert_known_exceptions_are_still_there"})
"""Tests that know the right values of just these reports; they would not help with a new one."""

CLAIM_WORDS = ("period_printed", "note")
"""Columns that are kept as written; compared without regard to Unicode form and blanks."""
READ_INTO_OTHERS = frozenset(
    {
        *("report_id", "figure", "row", "source_file"),
        *("period_id", "period_label_en", "period_start", "period_end", "period_kind", "period_private"),
        *("value_printed", "unit_printed", "qualifier_printed"),
    }
)
"""Columns that name the copy, or say again what stands in another: the period in its label, the printed
value, unit and qualifier in the interval."""
CLAIM_MEANING = tuple(c for c in TABLES["claims"].names if c not in {*READ_INTO_OTHERS, *CLAIM_WORDS})
"""Columns of a claim that say what it states; a new column of the landing table is one of them."""

Named = frozenset[tuple[str, frozenset[str]]]
"""What is wrong: a name, and the claims it is about."""


@dataclass(frozen=True)
class Verdict:
    """What ingest said of one report: findings by rule that speak, and what its claims state."""

    findings: Counter[str]
    claims: Counter[tuple[str, ...]]

    def new_since(self, before: Verdict) -> list[str]:
        """Rules that speak more often than of the undamaged report."""
        return sorted(self.findings - before.findings)


@dataclass(frozen=True)
class World:
    """What the models said of all reports together."""

    wrong: Named = frozenset()
    failed_tests: frozenset[str] = frozenset()

    def new_since(self, before: World) -> list[str]:
        """Names of what the undamaged world did not show; what only lost a claim is not new."""
        new = {
            name
            for name, claims in self.wrong
            if not any(name == known and claims <= others for known, others in before.wrong)
        }
        return sorted(new | {f"test {name}" for name in self.failed_tests - before.failed_tests})


def settings_in(folder: Path, articles: Path | None) -> Settings:
    """Settings that read `folder/raw` and write below `folder`."""
    shipped = settings.load()
    return Settings(
        project=shipped.project,
        raw=folder / "raw",
        articles=articles,
        warehouse=folder / "warehouse",
        seeds=shipped.seeds,
        dbt=shipped.dbt,
        keep_releases=shipped.keep_releases,
    )


# --- ingest -----------------------------------------------------------------------------------------


def judge(copies: Mapping[str, Report], folder: Path, texts: Path | None) -> dict[str, Verdict]:
    """Ingest many copies in one run.

    Args:
        copies: reports by the name they are given; lower case letters, digits and hyphens.
        folder: an empty folder to work in.
        texts: the folder of article texts, None to run without.
    """
    where = settings_in(folder, folder / "articles" if texts else None)
    where = replace(where, seeds=_seeds_for(copies, where.seeds, folder / "seeds"))
    (folder / "articles").mkdir()
    where.raw.mkdir()
    for name, report in copies.items():
        reports.write(report, where.raw, name, folder / "articles", texts)
    with _each_article_read_once():
        result = ingest.run(where)
    assert result.conserved
    findings: dict[str, Counter[str]] = {name: Counter() for name in copies}
    for name, rule, severity in result.findings[["report_id", "rule_id", "severity"]].itertuples(index=False):
        if severity in SPEAKING and name in findings:
            findings[name][rule] += 1
    claims: dict[str, Counter[tuple[str, ...]]] = {name: Counter() for name in copies}
    with duckdb.connect(str(where.landing), read_only=True) as connection:
        columns = ", ".join((*CLAIM_MEANING, *CLAIM_WORDS))
        rows = connection.execute(f"select report_id, {columns} from raw.claims").fetchall()
    for name, *meaning in rows:
        if name in claims:
            claims[name][tuple(_plain(cell) for cell in meaning)] += 1
    return {name: Verdict(findings[name], claims[name]) for name in copies}


@contextmanager
def _each_article_read_once() -> Iterator[None]:
    """Copies of a report have one article: the second reader reads it once and compares each copy with it."""
    read, known = SecondReader.read, dict[tuple[object, ...], Article]()

    def once(
        reader: SecondReader,
        lines: Sequence[str],
        ranges: Sequence[Sequence[int]],
        place: str,
        published: dt.date | None,
    ) -> Article:
        key = (reader, tuple(lines), tuple(map(tuple, ranges)), place, published)
        if key not in known:
            known[key] = read(reader, lines, ranges, place, published)
        return known[key]

    with patch.object(SecondReader, "read", once):
        yield


def _seeds_for(copies: Mapping[str, Report], seeds: Path, folder: Path) -> Path:
    """The seeds with the corrections of each report for each of its copies: corrections name a report."""
    shutil.copytree(seeds, folder)
    path = folder / "judgement" / "corrections.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        columns, *corrections = csv.reader(handle)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(columns)
        for name, report in copies.items():
            for correction_id, report_id, *rest in corrections:
                if report_id == report.report_id:
                    writer.writerow([f"{correction_id}-{name}", name, *rest])
    return folder


def _plain(cell: object) -> str:
    return " ".join(unicodedata.normalize("NFC", str(cell)).split())


# --- models -----------------------------------------------------------------------------------------


@dataclass
class Models:
    """dbt's compiled models and data tests, run again on other landing files.

    `built` names a warehouse that dbt has built in full; its seeds are read from there.
    """

    built: Settings
    steps: list[tuple[str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take the SQL as dbt compiled it, in the order in which dbt ran it."""
        nodes = transform.load_manifest(self.built)["nodes"]
        compiled = {path.stem: path for path in (self.built.dbt_target / "compiled").rglob("*.sql")}
        with duckdb.connect(str(self.built.build), read_only=True) as connection:
            ran = connection.execute(
                "select node_id from internal.build_log"
                " where resource_type in ('model', 'test') order by rowid"
            ).fetchall()
        self.connection = duckdb.connect(config={"threads": 1})
        self.connection.execute("set enable_progress_bar = false")
        register(self.connection)
        self.connection.execute("attach ':memory:' as work")
        for (node_id,) in ran:
            node = nodes[node_id]
            kind, name, relation = node["resource_type"], node["name"], node["relation_name"] or ""
            sql = compiled[Path(node["path"]).stem].read_text(encoding="utf-8")
            # The wide tables for people say nothing of their own about what is wrong.
            if "analytics" in sql or "analytics" in relation or name in ANSWER_KEYS:
                continue
            self.steps.append((kind, here(relation) if kind == "model" else name, sql))
        self._copy_seeds()

    def _copy_seeds(self) -> None:
        self.connection.execute(f"attach '{self.built.work}' as seeds (read_only)")
        tables = self.connection.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where database_name = 'seeds' and schema_name in ('vocabulary', 'judgement')"
        ).fetchall()
        for schema, table in tables:
            self.connection.execute(f"create schema if not exists work.{schema}")
            self.connection.execute(f'create table work.{schema}."{table}" as from seeds.{schema}."{table}"')
        self.connection.execute("detach seeds")
        self.connection.execute(f"attach '{self.built.build}' as seeds (read_only)")
        self.connection.execute("create schema meta")
        for table in ("labels", "messages"):  # seeds that go with the release
            self.connection.execute(f"create table meta.{table} as from seeds.meta.{table}")
        self.connection.execute("detach seeds")
        for kind, relation, _ in self.steps:
            if kind == "model":
                self.connection.execute(f"create schema if not exists {relation.rpartition('.')[0]}")

    def world(self, landing: Path) -> World:
        """Run all models and tests on a landing file."""
        self.connection.execute(f"attach '{landing}' as landing (read_only)")
        try:
            failed = set()
            for kind, name, sql in self.steps:
                if kind == "model":
                    self.connection.execute(f"create or replace table {name} as {sql}")
                elif self.connection.execute(f"select count(*) from ({sql})").fetchone() != (0,):
                    failed.add(name)
            return World(wrong_in(self.connection), frozenset(failed))
        finally:
            self.connection.execute("detach landing")


def here(relation: str) -> str:
    """A relation of dbt as it is called here: what dbt builds for publication is in our own catalogue."""
    catalogue, schema, table = relation.replace('"', "").split(".")
    return f'work.{schema}."{table}"' if catalogue == "work" else f'{schema}."{table}"'


def wrong_in(connection: duckdb.DuckDBPyConnection) -> Named:
    """Relations that do not hold or are in doubt, and conflicts, of a build, with their claims."""
    rows = connection.execute(
        "select 'relation ' || law || ' ' || axis, claims from quality.relations"
        " where status in ('violated', 'possible_conflict', 'jump')"
        " union all select 'conflict ' || kind, claims from quality.conflicts"
    ).fetchall()
    return frozenset((name, frozenset(claims)) for name, claims in rows)


def as_dbt_built(built: Settings) -> Named:
    """Relations and conflicts as dbt wrote them."""
    with duckdb.connect(str(built.build), read_only=True) as connection:
        return wrong_in(connection)


def world_of(damaged: Report, all_reports: Iterable[Report], models: Models, folder: Path) -> World:
    """The models on one damaged report among the other, undamaged ones. No texts are at hand."""
    where = settings_in(folder, None)
    shutil.rmtree(folder, ignore_errors=True)
    for report in all_reports:
        chosen = damaged if report.report_id == damaged.report_id else report
        reports.write(chosen, where.raw, report.report_id, None, None)
    ingest.run(where)
    world = models.world(where.landing)
    was = {f"{damaged.report_id}#{new}": f"{damaged.report_id}#{old}" for new, old in damaged.was.items()}
    wrong = frozenset((name, frozenset(was.get(c, c) for c in claims)) for name, claims in world.wrong)
    return World(wrong, world.failed_tests)
