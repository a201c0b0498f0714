"""Which reports the current release rests on, as the sensor compares them with what lies in `raw/`."""

from __future__ import annotations

import duckdb

from ..settings import Settings


def published_reports(settings: Settings) -> dict[str, str]:
    """Content hash of every report of the current release by id, accepted or not; none before the first.

    Raises:
        duckdb.Error: The file analysts open is no release, or somebody has it open for writing.
    """
    if not settings.current.exists():
        return {}
    with duckdb.connect(str(settings.current), read_only=True) as connection:
        rows = connection.execute("select report_id, content_sha256 from marts.dim_report").fetchall()
    return {report_id: content or "" for report_id, content in rows}
