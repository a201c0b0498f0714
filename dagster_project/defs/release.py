"""The asset `release`: gate, publish, say what changed."""

import datetime as dt
import logging
from collections.abc import Iterable, Iterator
from typing import Any

import dagster as dg

from ..messages import UserError, codes
from ..publish import COUNTS, Refused, Release, publish, read_history, reasons_against, summary
from ..settings import Settings
from . import OWNERS, POOL
from .attempt import RELEASE, interruptible, note_sources, start
from .setbacks import SETBACKS
from .shown import Event, failure, table
from .verdict import STAGES, check_specs, verdicts

DAY = dt.timedelta(days=1)
FRESH = dg.FreshnessPolicy.time_window(warn_window=DAY + DAY / 12, fail_window=2 * DAY + DAY / 12)
"""A refresh runs every day, and takes less than two hours: one that is missing warns, two are too many."""

DESCRIPTION = """\
The file analysts open, `warehouse/khuyencong.duckdb`: an immutable, proven copy of the build.

Refuses whatever is not one complete, passed build of what has landed, and says what was partial.
Refuses changed numbers that no report, correction or place event explains, and prints the entry that
would admit them. The release before it then stays current.
"""

log = logging.getLogger("khuyencong")


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
        check_specs=check_specs(),
        can_subset=True,
        pool=POOL,
    )
    def release(context: dg.AssetExecutionContext) -> Iterator[Event]:
        chosen, checks = context.selected_asset_keys, context.selected_asset_check_keys
        through: list[dg.MaterializeResult[Any]] = [
            dg.MaterializeResult(asset_key=gate) for gate in gates if gate in chosen
        ]
        if RELEASE not in chosen:  # looking at the gate publishes nothing
            reasons = reasons_against(settings)
            # whether something else keeps it back, and what comes behind the gate, is known to who publishes
            gate_checks = [key for key in checks if key.name in STAGES[1]]
            yield from verdicts(gate_checks, reasons, stages=2)
            if reasons and through:
                raise failure(*reasons)
            yield from through
            return
        start(context, settings)
        try:
            with interruptible(context):
                published = publish(settings, context.run.run_id)
                note_sources(context, settings)
        except UserError as error:
            said = error.reasons if isinstance(error, Refused) else (error.message,)
            yield from verdicts(checks, said)
            raise failure(error) from None
        yield from through
        yield dg.MaterializeResult(asset_key=RELEASE, metadata=_metadata(settings, published))
        yield from verdicts(checks, ())

    return release


def _metadata(settings: Settings, published: Release) -> dict[str, Any]:
    """What Dagster shows of a release; numbers are plotted over its runs, so they are always there."""
    found: dict[str, Any] = {
        "release": published.release_id,
        "published": not published.unchanged,
        "file": dg.MetadataValue.path(str(settings.current)),
        "previous_release": published.previous_release or "none",
        "dagster/row_count": published.row_counts.get("marts.observations", 0),
        **{f"cells_{change}": count for change, count in sorted(published.changes.items())},
        **{f"cause_{cause}": published.causes.get(cause, 0) for cause in codes("cause")},
        SETBACKS: [] if published.unchanged else list(published.setbacks),
        "rows": table(["table", "rows"], sorted(published.row_counts.items())),
        "content_sha256": published.content_sha256,
    }
    warnings = [str(warning) for warning in published.warnings]
    try:
        releases, _ = read_history(published.path, 1)
        for this in releases:
            found |= {name: this[name] for name in COUNTS if name not in found}
        if not published.unchanged:
            found |= {name: table(*shown) for name, shown in summary(published).items()}
    except Exception as error:  # it is published; what cannot be shown of it is no failure
        log.warning("release: %s is current, but not all of it can be shown: %s", published.release_id, error)
        warnings.append(str(error))
    return found | ({"warnings": dg.MetadataValue.md("\n\n".join(warnings))} if warnings else {})
