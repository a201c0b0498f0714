"""Ingest in shares, a partition each, where landing and releases live in a lake; any machine may run any.

They belong to no pool: they append, and do not keep one another waiting. Does not belong here: the closing,
which is the step `ingest` of every refresh (`raw.py`).
"""

import dataclasses
from typing import Any

import dagster as dg

from ..messages import UserError
from ..settings import Settings
from . import OWNERS
from .shown import failure

SHARES = 16
JOB = "ingest_shares"
PARTITIONS = dg.StaticPartitionsDefinition([f"{number:02}" for number in range(SHARES)])


def share_asset(settings: Settings) -> dg.AssetsDefinition:
    """The asset `incoming/batches`, of which a run writes one share."""

    @dg.asset(
        name="batches",
        key_prefix="incoming",
        group_name="raw",
        partitions_def=PARTITIONS,
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
