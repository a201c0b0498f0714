"""Small tables and schemas in the form in which Dagster shows them beside an asset or check."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
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


def facts_metadata(facts: TableFacts | None, declared: Collection[str] = ()) -> Mapping[str, Any]:
    """Row count and columns of a table under the names by which Dagster knows them.

    Args:
        facts: What the table holds; None for one that was not built.
        declared: Columns that the definition of the asset describes already. Where these are all, they
            are not repeated with every run: writing them down is a third of what an event costs.
    """
    if facts is None:
        return {}
    metadata: dict[str, Any] = {} if facts.rows is None else {"dagster/row_count": facts.rows}
    if {name for name, _, _ in facts.columns} == set(declared):
        return metadata
    schema = dg.TableSchema(
        columns=[
            dg.TableColumn(name=name, type=kind, description=text or None)
            for name, kind, text in facts.columns
        ]
    )
    return {**metadata, "dagster/column_schema": schema}
