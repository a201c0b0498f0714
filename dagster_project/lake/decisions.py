"""Decisions of people on releases of the lake: which is held, which are pinned.

A table beside the catalogue and none of the lake: what is decided holds for all snapshots alike. Does not
belong here: what a decision means (`publish/files.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ..settings import Lake
from .catalogue import asking

TABLE = "khuyencong_decisions.releases"


def decided(lake: Lake, kind: str) -> list[str]:
    """Ids of releases of which this is decided (`HELD`, `PINNED`), in order."""
    with asking(lake) as cursor:
        cursor.execute("select to_regclass(%s)", (TABLE,))
        if not cursor.fetchone()[0]:
            return []
        cursor.execute(f"select release_id from {TABLE} where kind = %s order by 1", (kind,))
        return [release_id for (release_id,) in cursor.fetchall()]


def decide(lake: Lake, kind: str, release_ids: Sequence[str]) -> None:
    """Let a decision be about exactly these releases."""
    with asking(lake) as cursor:
        cursor.execute("create schema if not exists khuyencong_decisions")
        cursor.execute(
            f"create table if not exists {TABLE} "
            "(kind text, release_id text, since timestamptz default now(), primary key (kind, release_id))"
        )
        cursor.execute(
            f"with gone as (delete from {TABLE} where kind = %s and release_id <> all(%s)) "
            f"insert into {TABLE} (kind, release_id) select %s, unnest(%s::text[]) on conflict do nothing",
            (kind, list(release_ids), kind, list(release_ids)),
        )
