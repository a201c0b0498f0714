"""Small tables and schemas in the form in which Dagster shows them beside an asset or check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dagster as dg

from ..transform.facts import Sample, TableFacts

SHOWN = 50


def table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], limit: int = SHOWN
) -> dg.TableMetadataValue:
    """A table of texts; Dagster shows it whole, so it is kept short."""
    records = [
        dg.TableRecord({c: _text(v) for c, v in zip(columns, row, strict=True)})
        for row, _ in zip(rows, range(limit), strict=False)
    ]
    schema = dg.TableSchema(columns=[dg.TableColumn(name=c, type="text") for c in columns])
    return dg.MetadataValue.table(records=records, schema=schema)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def sample(found: Sample) -> dg.TableMetadataValue:
    """The failing rows of a test."""
    return table(found.columns, found.rows)


def facts_metadata(facts: TableFacts | None) -> Mapping[str, Any]:
    """Row count and columns of a table under the names by which Dagster knows them."""
    if facts is None:
        return {}
    schema = dg.TableSchema(
        columns=[
            dg.TableColumn(name=name, type=kind, description=text or None)
            for name, kind, text in facts.columns
        ]
    )
    metadata: dict[str, Any] = {"dagster/column_schema": schema}
    if facts.rows is not None:
        metadata["dagster/row_count"] = facts.rows
    return metadata
