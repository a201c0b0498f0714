"""Which places a build has to rebuild, and the tables from which dbt reads that.

A build remembers, in schema `groups` of `work.duckdb`, what it was made of: a hash over the rows that landed
of each report, the places of its claims, and a hash of models, seeds and code. The next build compares that
with what has landed since. Whatever writes tables forgets it first (`void_groups`, a hook of dbt), and only a
complete build that passed remembers it again: after anything else everything is built in full.

Belongs here: what changed, and when that is too much or not known. Does not belong here: how rows fall into
groups, which models say (`dbt/macros/groups.sql`).
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

import duckdb

from ..settings import Settings
from .facts import attach, wal_of
from .manifest import files_sha256, project_sha256

MOST_PERCENT = 50
"""Claims of the places to rebuild, in percent of all: above it everything is built, which takes as long."""

KINDS = {
    "place": "varchar",
    "report": "varchar",
    "claim": "varchar",
    "relation": "varchar",
    "relation_key": "ubigint",
    "region": "ubigint",
    "place_key": "ubigint",
}
"""What names groups, as `group_kinds` in `groups.sql`, and the type of such a name."""

# Rows that models read by group, hashed as they landed: `hash` of a row, summed up, is the same in any order.
LANDED = """
    create or replace table groups.landed_now as
    with landed as (
        select report_id, hash(reports) as hash, null as place_id from landing.raw.reports as reports
        union all
        select report_id, hash(claims), place_id from landing.raw.claims as claims
        union all
        select report_id, hash(verification), null from landing.raw.verification as verification
    )
    select
        report_id, sum(hash) as hash,
        coalesce(list(distinct place_id) filter (where place_id is not null), []) as places
    from landed
    group by report_id
"""
CHANGED = """
    create or replace table groups.report as
    select coalesce(now.report_id, before.report_id) as id
    from groups.landed_now as now
    full join groups.landed as before on now.report_id = before.report_id
    where now.hash is distinct from before.hash
"""
# What is said of a region or of the nation is said of those that lie within it. What is said of a place is
# compared with what is said of all that it lies within, which is little and always rebuilt, as are areas of
# the nation whose members nobody knows.
PLACES = """
    create or replace table groups.place as
    with mentioned as (
        select report_id, unnest(places) as place_id from groups.landed_now
        union
        select report_id, unnest(places) as place_id from groups.landed
    ),

    changed as (
        select distinct place_id from mentioned
        where report_id in (select id from groups.report)
    ),

    members as (
        select group_id, member_id from vocabulary.place_members
        where member_id in (select place_id from mentioned)
    )

    select place_id as id from changed
    union
    select member_id from members
    where group_id in (select place_id from changed)
    union
    select place_id from mentioned
    where place_id in (select place_id from vocabulary.places where kind <> 'province')
"""
SHARE = """
    select 100 * count(*) filter (where place_id in (select id from groups.place)) > ? * count(*)
    from landing.raw.claims
"""


def basis_of(settings: Settings) -> str:
    """Hash over what decides a build beside what has landed: models, seeds, our code, the tools.

    It is the same on every machine, wherever the project lies there.
    """
    room = Path(__file__).parent
    parts = (project_sha256(settings), files_sha256(room, room.glob("*.py")), version("duckdb"))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def plan(settings: Settings, basis: str) -> int | None:
    """Note which places a build has to rebuild; how many, or None where everything has to be built.

    That is where the last build is not known to have been complete, where models, seeds or code changed
    since, or where too much has.

    Args:
        settings: Where landing, work and build lie.
        basis: Hash of models, seeds and code as they are now (`basis_of`).
    """
    files = (settings.build, settings.work)
    if not all(path.exists() for path in files) or any(wal_of(path).exists() for path in files):
        return None
    try:
        with _opened(settings) as work:
            if work.execute("select basis from groups.basis").fetchall() != [(basis,)]:
                return None
            work.execute(LANDED)
            work.execute(CHANGED)
            work.execute(PLACES)
            for kind in KINDS.keys() - {"place", "report"}:
                work.execute(f"create or replace table groups.{kind} (id {KINDS[kind]})")
            [(too_much,)] = work.execute(SHARE, [MOST_PERCENT]).fetchall()
            [(places,)] = work.execute("select count(*) from groups.place").fetchall()
            return None if too_much else int(places)
    except duckdb.Error:  # what the last build was made of is not known, or the file is damaged
        return None


def settle(settings: Settings, basis: str, known: bool) -> None:
    """Remember what a build that is complete was made of.

    Args:
        settings: Where landing, work and build lie.
        basis: Hash of models, seeds and code before the build: what changed meanwhile may not be in it.
        known: Whether `plan` has looked at what landed.
    """
    with _opened(settings) as work:
        work.execute("create schema if not exists groups")
        if not known:
            work.execute(LANDED)
        work.execute("begin")
        work.execute("drop table if exists groups.landed")
        work.execute("alter table groups.landed_now rename to landed")
        work.execute("create or replace table groups.basis as select ? as basis", [basis])
        work.execute("commit")


def _opened(settings: Settings) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(settings.work))
    attach(connection, settings.landing)
    return connection
