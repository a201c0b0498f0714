"""The asset `release`: gate, publish, say what changed."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import dagster as dg

from ..settings import Settings
from . import OWNERS, POOL
from .shown import failure, table
from .verdict import STAGES, check_specs, verdicts

RELEASE = dg.AssetKey("release")

DAY = dt.timedelta(days=1)
FRESH = dg.FreshnessPolicy.time_window(warn_window=DAY + DAY / 12, fail_window=2 * DAY + DAY / 12)
"""A refresh runs every day, and takes less than two hours: one that is missing warns, two are too many."""

DESCRIPTION = """\
The file analysts open, `warehouse/khuyencong.duckdb`: an immutable, proven copy of the build.

Refuses whatever is not one complete, passed build of what has landed, and says what was partial.
Refuses changed numbers that no report, correction or place event explains, and prints the entry that
would admit them. The release before it then stays current.
"""


def release_asset(settings: Settings, upstream: Iterable[dg.AssetSpec]) -> dg.AssetsDefinition:
    """The last step, below everything that dbt builds: one gate per group of tables, and the release.

    The gates are there to be looked at: below forty tables at once, the graph around `release` shows nothing.
    """
    groups: dict[str, list[dg.AssetKey]] = {}
    for spec in upstream:
        groups.setdefault(str(spec.group_name), []).append(spec.key)
    gates = {dg.AssetKey(["gate", group]): keys for group, keys in groups.items()}

    @dg.multi_asset(
        name="release",
        specs=[
            *(
                dg.AssetSpec(
                    gate,
                    deps=keys,
                    group_name="release",
                    description=f"The tables of {gate.path[-1]} as the gate let them through, in one "
                    "complete, passed build.",
                    owners=OWNERS,
                    kinds={"python"},
                )
                for gate, keys in gates.items()
            ),
            dg.AssetSpec(
                RELEASE,
                deps=list(gates),
                group_name="release",
                description=DESCRIPTION,
                owners=OWNERS,
                kinds={"duckdb", "python"},
                freshness_policy=FRESH,
            ),
        ],
        check_specs=check_specs(RELEASE),
        can_subset=True,
        pool=POOL,
    )
    def release(
        context: dg.AssetExecutionContext,
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        from ..publish import Refused, publish, reasons_against, summary

        chosen, checks = context.selected_asset_keys, context.selected_asset_check_keys
        through = [dg.MaterializeResult(asset_key=gate) for gate in gates if gate in chosen]
        if RELEASE not in chosen:  # looking at the gate publishes nothing
            reasons = reasons_against(settings)
            # whether something else keeps it back, and what comes behind the gate, is known to who publishes
            gate_checks = [key for key in checks if key.name in STAGES[1]]
            yield from verdicts(RELEASE, gate_checks, reasons, stages=2)
            if reasons and through:
                raise failure(*reasons)
            yield from through
            return
        try:
            published = publish(settings)
        except Refused as refused:
            yield from verdicts(RELEASE, checks, refused.reasons)
            raise failure(refused) from None
        yield from through
        yield dg.MaterializeResult(
            asset_key=RELEASE,
            metadata={
                "release": published.release_id,
                "published": not published.unchanged,
                "file": dg.MetadataValue.path(str(settings.current)),
                "previous_release": published.previous_release or "none",
                "dagster/row_count": published.row_counts.get("marts.observations", 0),
                **{f"cells_{change}": count for change, count in sorted(published.changes.items())},
                **{f"cause_{cause}": count for cause, count in sorted(published.causes.items())},
                **{name: table(*found) for name, found in summary(published).items()},
                "rows": table(["table", "rows"], sorted(published.row_counts.items())),
                "content_sha256": published.content_sha256,
            },
        )
        yield from verdicts(RELEASE, checks, ())

    return release
