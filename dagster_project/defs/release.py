"""The asset `release`: gate, publish, say what changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import dagster as dg

from ..messages import UserError
from ..settings import Settings
from . import OWNERS, POOL
from .setbacks import SETBACKS
from .shown import failure, table


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
    def release() -> dg.MaterializeResult[Any]:
        """The file analysts open, `warehouse/khuyencong.duckdb`: an immutable, proven copy of the build.

        Refuses whatever is not one complete, passed build of what has landed, and says what was partial.
        Refuses changed numbers that no report, correction or place event explains, and prints the entry that
        would admit them. The release before it then stays current.
        """
        from ..publish import publish, summary

        try:
            published = publish(settings)
        except UserError as error:
            raise failure(error) from None
        return dg.MaterializeResult(
            metadata={
                "release": published.release_id,
                "published": not published.unchanged,
                "file": dg.MetadataValue.path(str(settings.current)),
                "previous_release": published.previous_release or "none",
                "dagster/row_count": published.row_counts.get("marts.observations", 0),
                **{f"cells_{change}": count for change, count in sorted(published.changes.items())},
                **{f"cause_{cause}": count for cause, count in sorted(published.causes.items())},
                SETBACKS: [] if published.unchanged else list(published.setbacks),
                **{name: table(*found) for name, found in summary(published).items()},
                "rows": table(["table", "rows"], sorted(published.row_counts.items())),
                "content_sha256": published.content_sha256,
            }
        )

    return release
