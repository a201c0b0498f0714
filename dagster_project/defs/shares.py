"""Ingest and build in shares, a partition each, where landing and releases live in a lake.

Any machine may run any. They belong to no pool: they append, and do not keep one another waiting. Does not
belong here: the closing, which is the step `ingest` of every refresh (`raw.py`), and taking over what was
built (`dbt.py`).
"""

import dataclasses
from collections.abc import Callable
from typing import Any

import dagster as dg

from ..messages import UserError
from ..settings import Settings
from ..transform import build_share
from . import OWNERS
from .shown import failure

SHARES = 16
JOB = "ingest_shares"
BUILD_SHARES = 4
"""Fewer than those of ingest: each builds what all places rest on by itself."""

BUILD_JOB = "build_shares"


def share_asset(settings: Settings) -> dg.AssetsDefinition:
    """The asset `incoming/batches`, of which a run writes one share."""

    def work(number: int) -> Any:
        from ..ingest.shared import share

        return share(settings, number, SHARES)

    description = (
        "Reports judged by many machines, a share each. The next refresh takes them over; what no share has "
        "judged it judges itself."
    )
    return _asset("batches", "raw", "python", SHARES, description, work)


def build_asset(settings: Settings) -> dg.AssetsDefinition:
    """The asset `incoming/places`, of which a run builds one share."""

    def work(number: int) -> Any:
        return build_share(settings, number, BUILD_SHARES)

    description = (
        "Places of the newest load built by many machines, a share each. The next full build takes them over "
        "where all shares are there; otherwise it builds everything itself."
    )
    return _asset("places", "intermediate", "dbt", BUILD_SHARES, description, work)


def _asset(
    name: str, group: str, kind: str, count: int, description: str, work: Callable[[int], Any]
) -> dg.AssetsDefinition:
    """An asset `incoming/<name>` in `count` shares; `work` does one, by its number, and says what it did."""

    @dg.asset(
        name=name,
        key_prefix="incoming",
        group_name=group,
        partitions_def=dg.StaticPartitionsDefinition([f"{number:02}" for number in range(count)]),
        owners=OWNERS,
        kinds={kind, "duckdb"},
        description=description,
    )
    def shares(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        try:
            done = work(int(context.partition_key))
        except UserError as error:
            raise failure(error) from None
        return dg.MaterializeResult(metadata=dataclasses.asdict(done))

    return shares
