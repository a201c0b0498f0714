"""Ingest and build in shares, a partition each, where landing and releases live in a lake.

Any machine may run any. They belong to no pool: they append, and do not keep one another waiting. Does not
belong here: the closing, which is the step `ingest` of every refresh (`raw.py`), and taking over what was
built (`dbt.py`).
"""

import dataclasses
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


def _partitions(count: int) -> dg.StaticPartitionsDefinition:
    return dg.StaticPartitionsDefinition([f"{number:02}" for number in range(count)])


def share_asset(settings: Settings) -> dg.AssetsDefinition:
    """The asset `incoming/batches`, of which a run writes one share."""

    @dg.asset(
        name="batches",
        key_prefix="incoming",
        group_name="raw",
        partitions_def=_partitions(SHARES),
        owners=OWNERS,
        kinds={"python", "duckdb"},
        description="Reports judged by many machines, a share each. The next refresh takes them over; what "
        "no share has judged it judges itself.",
    )
    def batches(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        from ..ingest.shared import share

        try:
            done = share(settings, int(context.partition_key), SHARES)
        except UserError as error:
            raise failure(error) from None
        return dg.MaterializeResult(metadata=dataclasses.asdict(done))

    return batches


def build_asset(settings: Settings) -> dg.AssetsDefinition:
    """The asset `incoming/places`, of which a run builds one share."""

    @dg.asset(
        name="places",
        key_prefix="incoming",
        group_name="intermediate",
        partitions_def=_partitions(BUILD_SHARES),
        owners=OWNERS,
        kinds={"dbt", "duckdb"},
        description="Places of the newest load built by many machines, a share each. The next full build "
        "takes them over where all shares are there; otherwise it builds everything itself.",
    )
    def places(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        try:
            done = build_share(settings, int(context.partition_key), BUILD_SHARES)
        except UserError as error:
            raise failure(error) from None
        return dg.MaterializeResult(metadata=dataclasses.asdict(done))

    return places
