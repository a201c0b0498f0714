"""What the rooms return, in the form in which Dagster shows it: failures, small tables, columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import dagster as dg

from ..messages import Both, Text, UserError, both, message
from ..transform.facts import TableFacts

SHOWN = 50


@dataclass(frozen=True)
class Reason:
    """Why a step failed, by language. `foreseen` is false for an error that no code raised on purpose.

    Example: `Reason("release", {"en": "Not published. …", "vi": "…"})`.
    """

    step: str
    words: Both
    foreseen: bool = True


def failure(*reasons: Text | UserError) -> dg.Failure:
    """A failure that Dagster shows in English; what it is in Vietnamese goes with it as metadata."""
    words = both(tuple(reason.message if isinstance(reason, UserError) else reason for reason in reasons))
    return dg.Failure(words["en"], metadata={"vi": words["vi"]}, allow_retries=False)


def reason_of(event: dg.DagsterEvent) -> Reason:
    """Why a step failed: what `failure` was given, or the first cause of an unforeseen error."""
    step, data = event.step_key or "step", event.step_failure_data
    known = data.user_failure_data
    if known and known.description:
        vi = known.metadata.get("vi")
        return Reason(step, {"en": known.description, "vi": str(vi.value if vi else known.description)})
    error = data.error
    while error and error.cause:
        error = error.cause
    if error is None:
        return Reason(step, both(message("run.no-reason")), False)
    ours = [line.strip().splitlines()[0] for line in error.stack if "dagster_project" in line]
    where = f" ({ours[-1]})" if ours else ""
    return Reason(step, both(error.message.strip() + where), False)


def table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], limit: int = SHOWN
) -> dg.TableMetadataValue:
    """A table of texts; Dagster shows it whole, so it is kept short."""
    records = [
        dg.TableRecord({c: "" if v is None else str(v) for c, v in zip(columns, row, strict=True)})
        for row in islice(rows, limit)
    ]
    schema = dg.TableSchema(columns=[dg.TableColumn(name=c, type="text") for c in columns])
    return dg.MetadataValue.table(records=records, schema=schema)


def facts_metadata(facts: TableFacts | None, declared: dg.TableSchema | None = None) -> Mapping[str, Any]:
    """Row count and columns of a table under the names by which Dagster knows them.

    Args:
        facts: What the table holds; None for one that was not built.
        declared: Columns that the definition of the asset describes already. Where these are all, they
            are not repeated with every run: writing them down is a third of what an event costs.
    """
    if facts is None:
        return {}
    metadata: dict[str, Any] = {} if facts.rows is None else {"dagster/row_count": facts.rows}
    described = {c.name for c in declared.columns if c.type and c.description} if declared else set()
    if {name for name, _, _ in facts.columns} == described:
        return metadata
    columns = [dg.TableColumn(name, kind, description=about or None) for name, kind, about in facts.columns]
    return {**metadata, "dagster/column_schema": dg.TableSchema(columns=columns)}
