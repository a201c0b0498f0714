"""The asset `release`: gate, publish, say what changed."""

import logging
from collections.abc import Iterable
from typing import Any

import dagster as dg

from ..messages import UserError, codes
from ..publish import COUNTS, Release, publish, read_history, summary
from ..settings import Settings
from . import OWNERS, POOL
from .attempt import interruptible, start
from .setbacks import SETBACKS
from .shown import failure, table

log = logging.getLogger("khuyencong")


def release_asset(settings: Settings, upstream: Iterable[dg.AssetKey]) -> dg.AssetsDefinition:
    """The last step, below everything that dbt builds."""

    @dg.asset(
        key=["release"],
        group_name="release",
        deps=list(upstream),
        owners=OWNERS,
        kinds={"duckdb", "python"},
        pool=POOL,
    )
    def release(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        """The file analysts open, `warehouse/khuyencong.duckdb`: an immutable, proven copy of the build.

        Refuses whatever is not one complete, passed build of what has landed, and says what was partial.
        Refuses changed numbers that no report, correction or place event explains, and prints the entry that
        would admit them. The release before it then stays current.
        """
        start(context, settings)
        try:
            with interruptible(context):
                published = publish(settings, context.run.run_id)
        except UserError as error:
            raise failure(error) from None
        return dg.MaterializeResult(metadata=_metadata(settings, published))

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
