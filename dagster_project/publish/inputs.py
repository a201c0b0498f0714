"""What a release was made of: `meta.inputs`, and what of it is not as it was in the release before.

Belongs here: reports, corrections and place events, whose change explains changed cells, and the texts of
articles that were at hand, the files of vocabularies, judgements, models and code, whose change explains
nothing by itself but is named to whoever has to explain it. Does not belong here: cells (`diff.py`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from importlib.metadata import version
from pathlib import Path

import duckdb

from ..settings import Settings
from ..transform import sources_sha256 as dbt_sources_sha256

ROOMS = ("reading", "contracts", "ingest", "transform", "publish")
"""Rooms of the package whose code decides what a release says."""

MODELS = ("models", "macros")
UNDECIDING = frozenset({"accepted_changes.csv"})
"""Judgements on publishing, not on numbers."""
TOOLS = ("duckdb", "dbt-core", "dbt-duckdb", "pandas", "pandera")

LANDED = ("source", "article", "correction", "place_event")
"""Kinds of inputs beside reports that are known only once they have been read."""

TABLE = "meta.inputs"
COMMENTS = {
    "kind": "report, source (what its origin record says: date, address, hash of the article), article "
    "(whether its text was at hand), correction, place_event, vocabulary, judgement, models, code or tool",
    "name": "Report, correction, event, file, room or tool",
    "about": "What its change can explain: a report, a claim (report#figure), or places; else empty",
    "sha256": "Hash of its content; blank where it was removed",
    "change": "Against the release before: new, changed, removed, or blank for the same; unknown where that "
    "release did not say",
    "since": "Publication of the first of the releases in a row that hold it (UTC)",
    "until": "Publication of the first release without it (UTC); null while it is there",
}
SAID_SO = frozenset(COMMENTS)
"""Columns without which an older release did not say what it was made of."""

# Parts of a hash, apart from each other and never null.
_HASH = "sha256(concat_ws(chr(31), {}))"


def _hash(*columns: str) -> str:
    return _HASH.format(", ".join(f"coalesce({column}::varchar, '')" for column in columns))


EVIDENCE = f"""
    select 'report' as kind, report_id as name, [report_id] as about, content_sha256 as sha256
    from landing.raw.reports
    union all
    select 'source', report_id, [report_id],
        {_hash("published", "url", "publisher", "source_file", "source_sha256")}
    from landing.raw.reports
    union all
    select 'article', report_id, [report_id], {_hash("article_state")}
    from landing.raw.reports
    union all
    select 'correction', correction_id, [report_id || '#' || figure],
        {_hash("report_id", "figure", "column_name", "expected", "action", "replacement")}
    from landing.raw.corrections
    union all
    select 'place_event', event_id, list_distinct([from_place_id, to_place_id]),
        {_hash("event_date", "kind", "from_place_id", "to_place_id", "whole")}
    from work.vocabulary.place_events
"""
"""What was read: `landing` and `work` as they were built."""


@dataclass(frozen=True)
class Part:
    """A file, room or tool that takes part in every cell. `sha256` is that of its content."""

    kind: str
    name: str
    sha256: str


def _sha256(root: Path, files: Iterator[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def parts(settings: Settings) -> list[Part]:
    """Vocabularies, judgements, models, code and tools as they are now."""
    found = []
    for kind in ("vocabulary", "judgement"):
        folder = settings.seeds / kind
        files = (path for path in sorted(folder.glob("*.csv")) if path.name not in UNDECIDING)
        found += [Part(kind, path.name, _sha256(folder, iter([path]))) for path in files]
    for name in MODELS:
        folder = settings.dbt / name
        found.append(Part("models", name, _sha256(folder, folder.rglob("*.sql"))))
    for name in ROOMS:
        folder = settings.project / "dagster_project" / name
        found.append(Part("code", name, _sha256(folder, folder.rglob("*.py"))))
    package = settings.project / "dagster_project"
    found.append(Part("code", "vocabulary", _sha256(package, iter([package / "vocabulary.py"]))))
    return found + [Part("tool", tool, hashlib.sha256(version(tool).encode()).hexdigest()) for tool in TOOLS]


def sha256_of(found: list[Part]) -> str:
    """One hash for all parts."""
    lines = sorted("\t".join(astuple(part)) for part in found)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def sources_sha256(settings: Settings, reports: Mapping[str, str]) -> str:
    """Hash over everything that decides what a complete refresh on this machine gives, or whether it fails.

    Args:
        settings: Whose sources.
        reports: Content hash of every report by id.
    """
    digest = hashlib.sha256()
    articles = settings.articles
    texts = _sha256(articles, (path for path in articles.rglob("*") if path.is_file())) if articles else ""
    known = (settings.raw.name, texts, dbt_sources_sha256(settings), sha256_of(parts(settings)), sys.version)
    for line in (*known, *(f"{name}\0{content}" for name, content in sorted(reports.items()))):
        digest.update(f"{line}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


def told(connection: duckdb.DuckDBPyConnection, catalogue: str) -> bool:
    """Whether a release, attached under this name, says what it was made of."""
    columns = connection.execute(
        "select column_name from duckdb_columns() "
        "where database_name = ? and schema_name = 'meta' and table_name = 'inputs'",
        [catalogue],
    ).fetchall()
    return {name for (name,) in columns} >= SAID_SO


def write(connection: duckdb.DuckDBPyConnection, now: list[Part], created: dt.datetime, first: bool) -> None:
    """Write `meta.inputs` into the opened candidate.

    Args:
        connection: The candidate, with `landing` and `work` attached, and the release before as `before`
            where there is one.
        now: The parts of which the build was made.
        created: When the candidate is published (UTC).
        first: There is no release before.
    """
    known = not first and told(connection, "before")
    before = (
        "from before.meta.inputs"
        if known
        else "select '' as kind, '' as name, []::varchar[] as about, '' as sha256, null::timestamp as since, "
        "null::timestamp as until where false"
    )
    new = "new" if known or first else "unknown"
    connection.execute("create or replace temp table parts (kind varchar, name varchar, sha256 varchar)")
    columns = [[getattr(part, name) for part in now] for name in ("kind", "name", "sha256")]
    connection.execute("insert into parts select unnest(?), unnest(?), unnest(?)", columns)
    connection.execute(
        f"""
        create or replace table {TABLE} as
        with here as (
            {EVIDENCE}
            union all
            select kind, name, []::varchar[], sha256 from parts
        ),

        before as ({before})

        select
            coalesce(here.kind, before.kind) as kind,
            coalesce(here.name, before.name) as name,
            list_distinct(list_concat(coalesce(here.about, []), coalesce(before.about, []))) as about,
            coalesce(here.sha256, '') as sha256,
            case
                when here.name is null then if(before.until is null, 'removed', '')
                when before.name is null or before.until is not null then $new
                when here.sha256 <> before.sha256 then 'changed'
                else ''
            end as change,
            if(here.name is not null and before.until is not null, $created, coalesce(before.since, $created))
                as since,
            if(here.name is null, coalesce(before.until, $created), null) as until
        from here full join before on here.kind = before.kind and here.name = before.name
        order by all
        """,
        {"new": new, "created": created},
    )
    connection.execute("drop table parts")
    describe(
        connection,
        TABLE,
        "What this release was made of, what of it changed, and what once was there and was removed. One row "
        "per input.",
        COMMENTS,
    )


def describe(
    connection: duckdb.DuckDBPyConnection, table: str, says: str, columns: dict[str, str], kind: str = "table"
) -> None:
    """Comments on a table or view of the release and on its columns."""
    for what, text in ((f"{kind} {table}", says), *((f"column {table}.{c}", t) for c, t in columns.items())):
        escaped = text.replace("'", "''")
        connection.execute(f"comment on {what} is '{escaped}'")


def changed_parts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Names of the parts that changed and explain nothing by themselves, in the opened candidate.

    The text of an article that came with its report is none of them.
    """
    rows = connection.execute(
        f"select kind || ' ' || name from {TABLE} "
        "where kind in ('vocabulary', 'judgement', 'models', 'code', 'tool') and change <> '' "
        "or kind = 'article' and change = 'changed' order by all"
    ).fetchall()
    return [name for (name,) in rows]


def landed_reports(settings: Settings) -> dict[str, str]:
    """Content hash of every report by id, as ingest read it last.

    Raises:
        duckdb.Error: Nothing has landed, or somebody has the file open for writing.
    """
    with duckdb.connect(str(settings.landing), read_only=True) as connection:
        rows = connection.execute("select report_id, coalesce(content_sha256, '') from raw.reports")
        return dict(rows.fetchall())


def changed_since(settings: Settings, here: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What is no longer as the current release was made of it.

    Args:
        settings: Whose current release and sources.
        here: Content hash of every report by id, as it is now.

    Returns:
        Names of reports that are new, changed or removed, and of other parts that changed; all four kinds
        are always there. Without a current release everything is new.

    Raises:
        duckdb.Error: The release cannot be read, or does not say what it was made of.
    """
    before: dict[tuple[str, str], str] = {}
    if settings.current.exists():
        with duckdb.connect(str(settings.current), read_only=True) as connection:
            rows = connection.execute(f"select kind, name, sha256 from {TABLE} where until is null")
            before = {(kind, name): sha256 for kind, name, sha256 in rows.fetchall()}
    reports = {name: sha256 for (kind, name), sha256 in before.items() if kind == "report"}
    now = {(part.kind, part.name): part.sha256 for part in parts(settings)}
    then = {key: sha256 for key, sha256 in before.items() if key[0] not in ("report", *LANDED)}
    other = sorted(key for key in {*now, *then} if now.get(key) != then.get(key)) if before else []
    return {
        "new": tuple(sorted(name for name in here if name not in reports)),
        "changed": tuple(sorted(n for n, sha in here.items() if n in reports and sha != reports[n])),
        "removed": tuple(sorted(name for name in reports if name not in here)),
        "other": tuple(" ".join(key) for key in other),
    }
