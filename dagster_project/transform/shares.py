"""One build by several processes: each builds some places, whoever builds in full takes them over.

A model that may be built so says `shared` in its yml (`dbt/macros/groups.sql`). A process that builds a share
works in files of its own. It builds these models and what they are made of, each in full where another one
reads it in all groups, otherwise for the places of its share, and leaves the rows of these places in the
lake. A full build of the same landing and the same code begins with those rows in place of running the SQL of
the models, if every share is there and is what was written; otherwise it runs all of it and mixes nothing.

Belongs here: which models and which places, and whether shares fit. Does not belong here: how shares are kept
(`lake/builds.py`), what groups are (`dbt/macros/groups.sql`).
"""

from __future__ import annotations

import dataclasses
import hashlib
import heapq
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from .. import lake
from ..messages import Message, UserError, message
from ..settings import Settings
from ..sql import literal
from .facts import open_landing, remove
from .groups import KINDS, basis_of
from .lock import writing
from .manifest import invoke, load_manifest, only

log = logging.getLogger("khuyencong")

TAKEN = "taken"
"""What a build is told whose shared models are there; a share is told the names of those that it narrows."""


class NotBuilt(UserError):
    """A share of a build could not be built."""


@dataclass(frozen=True)
class Built:
    """A share of a build: places of it, rows, whether it was there already, seconds of wall time."""

    places: int
    rows: int
    was_there: bool
    seconds: float


@dataclass(frozen=True)
class Plan:
    """What a share is made of.

    `shared` are the models that several processes build, by name, with their groups; `narrowed` those that
    are built for the places of the share alone; `needed` what has to be built for them, by dbt's unique id;
    `sources` the tables that all of it reads.
    """

    shared: dict[str, dict[str, Any]]
    narrowed: list[str]
    needed: list[str]
    sources: list[str]


def plan(manifest: Mapping[str, Any]) -> Plan:
    """What the models say of themselves."""
    nodes = manifest["nodes"]
    said = {key: node["config"].get("meta", {}).get("groups", {}) for key, node in nodes.items()}
    needed = [key for key in nodes if said[key].get("shared")]
    readers: dict[str, list[str]] = {}
    sources = set()
    for key in needed:  # grows while it is walked through
        for parent in nodes[key]["depends_on"].get("nodes", ()):
            readers.setdefault(parent, []).append(key)
            if parent in nodes and parent not in needed:
                needed.append(parent)
            elif parent not in nodes:
                sources.add(manifest["sources"][parent]["identifier"])
    full: dict[str, bool] = {}

    def is_full(key: str) -> bool:
        if key not in full:
            name = nodes[key]["name"]
            full[key] = not said[key].get("shared") or any(
                is_full(reader) or name in said[reader].get("all_of", ()) for reader in readers.get(key, ())
            )
        return full[key]

    shared = {nodes[key]["name"]: said[key] for key in needed if said[key].get("shared")}
    narrowed = sorted(nodes[key]["name"] for key in needed if not is_full(key))
    return Plan(shared, narrowed, sorted(needed), sorted(sources))


def build_of(settings: Settings, planned: Plan) -> str:
    """What a share has to be of, as a hash that names it in the lake: rows that landed, models, seeds, code.

    The rows are compared, not the load: another load of the same reports changes nothing.
    """
    digest = hashlib.sha256(basis_of(settings).encode())
    with open_landing(settings.landing) as landing:
        for name in planned.sources:
            asked = f"select count(*), coalesce(sum(hash(each)), 0)::varchar from raw.{name} as each"
            digest.update(f"{name}\0{landing.execute(asked).fetchall()}\0".encode())
    return digest.hexdigest()[:16]


def places_of(claims: Mapping[str, int], number: int, of: int) -> list[str]:
    """The places of one share, the same on every machine: the largest first, each to whoever has least."""
    shares = [(0, each) for each in range(of)]
    mine = []
    for place, count in sorted(claims.items(), key=lambda each: (-each[1], each[0])):
        has, least = heapq.heappop(shares)
        heapq.heappush(shares, (has + count, least))
        if least == number:
            mine.append(place)
    return mine


# --- one share -----------------------------------------------------------------------------------------


def build_share(settings: Settings, number: int, of: int) -> Built:
    """Build share `number` (from 0) of `of` of what has landed last, and leave it in the lake.

    Nothing else is written but scratch files of its own, so that several may run on one machine, beside
    whatever else does.

    Raises:
        NotBuilt: nothing has landed, or dbt failed.
        NoLake: the lake cannot be used.
        NotWritten: the lake did not take it.
        Busy: another process builds the same share here.
    """
    begun = time.monotonic()
    assert settings.lake
    own = dataclasses.replace(settings, warehouse=settings.state / "shares" / f"{number}-of-{of}")
    with writing(own, "khuyencong lake build"):
        pin = lake.newest_load(settings.lake)
        if pin is None:
            raise NotBuilt("lake.nothing-landed")
        lake.write_pin(own.landing, pin)
        manifest = load_manifest(own)
        planned = plan(manifest)
        with open_landing(own.landing) as landing:
            asked = "select place_id, count(*) from raw.claims group by all"
            places = places_of(dict(landing.execute(asked).fetchall()), number, of)
        share = lake.Share(build_of(own, planned), number, of)
        if share in lake.shares(settings.lake) and lake.is_whole(settings.lake, share):
            return Built(len(places), 0, True, time.monotonic() - begun)
        try:
            build_places(own, manifest, planned, places)
            if build_of(own, planned) != share.build:
                raise NotBuilt("lake.share-not-built", error=message("lake.share-outdated"))
            rows = lake.write_share(settings.lake, share, own.work, questions_of(planned))
        finally:
            remove(own.build, own.work)
        return Built(len(places), rows, False, time.monotonic() - begun)


def build_places(own: Settings, manifest: Mapping[str, Any], planned: Plan, places: Sequence[str]) -> None:
    """Build what is needed for the rows of some places into files that are made anew.

    Raises:
        NotBuilt: dbt failed.
    """
    remove(own.build, own.work)
    with duckdb.connect(str(own.work)) as work:
        work.execute("create schema groups")
        for kind, its_type in KINDS.items():
            work.execute(f"create table groups.{kind} (id {its_type})")
        work.execute("insert into groups.place select unnest(?::varchar[])", [[*places]])
    arguments = only(manifest, planned.needed)
    result = invoke(own, "build", "--no-write-json", *arguments, shared=" ".join(planned.narrowed))
    if not result.success:
        failed = [
            f"{each.node.name}: {each.message}" for each in result.result or () if each.status == "error"
        ]
        raise NotBuilt("lake.share-not-built", error="; ".join(failed) or str(result.exception))


def questions_of(planned: Plan) -> dict[str, str]:
    """What to ask of the file in which some places were built for their rows, by model."""
    questions = {}
    for name, groups in planned.shared.items():
        [kind] = groups.keys() & KINDS.keys()
        where = f"{groups[kind]} in (select id from work.groups.{kind})"
        questions[name] = f"select * from work.intermediate.{name} where {where}"
    return questions


# --- whoever builds in full ----------------------------------------------------------------------------


def take_over(settings: Settings, manifest: Mapping[str, Any]) -> bool:
    """Begin a full build with what shares have built, if all of them are there and whole; says what it did.

    `work.duckdb` is not there yet, nor is it afterwards where nothing was taken over.

    Raises:
        NoLake: the lake cannot be used.
    """
    assert settings.lake
    there = lake.shares(settings.lake)
    if not there:
        return False
    planned = plan(manifest)
    build = build_of(settings, planned)
    whole = {
        share.of: [each for each in there if (each.build, each.of) == (build, share.of)] for share in there
    }
    of = next((of for of, found in sorted(whole.items()) if len(found) == of), None)
    if of is None:
        log.info(_why_not(there, build))
        return False
    try:
        with lake.connect(settings.lake) as connection:
            file = literal(settings.work)
            connection.execute(f"attach {file} as work (storage_version {literal(lake.STORAGE)})")
            found = lake.take(settings.lake, whole[of], connection, "work.intermediate")
            assert found == planned.shared.keys(), "a hash over what models say of themselves names the build"
    except lake.NotWhole as error:
        remove(settings.work)
        log.info(message("progress.shares-not-taken", why=error.message))
        return False
    log.info(message("progress.shares-taken", n=of, tables=len(planned.shared)))
    return True


def _why_not(there: list[Any], build: str) -> Message:
    """Why shares that are there cannot be taken over."""
    mine = [share for share in there if share.build == build]
    if not mine:
        return message("progress.shares-of-another")
    of = max(share.of for share in mine)
    missing = sorted(set(range(of)) - {share.number for share in mine if share.of == of})
    return message("progress.shares-missing", missing=", ".join(map(str, missing)), of=of)
