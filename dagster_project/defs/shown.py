"""What the rooms return, in the form in which Dagster shows it: failures and small tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

import dagster as dg

from ..messages import Both, Text, UserError, both, message

SHOWN = 50

Event: TypeAlias = dg.MaterializeResult[Any] | dg.AssetCheckResult
"""What a step reports."""


@dataclass(frozen=True)
class Reason:
    """Why a step failed, by language. `foreseen` is false for an error that no code raised on purpose.

    Example: `Reason("release", {"en": "Not published. …", "vi": "…"})`.
    """

    step: str
    words: Both
    foreseen: bool = True

    @property
    def line(self) -> Both:
        """The step and why, as a line of a list."""
        return {language: f"{self.step}: {words}" for language, words in self.words.items()}


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
    if error is None:
        return Reason(step, both(message("run.no-reason")), foreseen=False)
    while error.cause:
        error = error.cause
    ours = [line.strip().splitlines()[0] for line in error.stack if "dagster_project" in line]
    where = f" ({ours[-1]})" if ours else ""
    return Reason(step, both(error.message.strip() + where), foreseen=False)


def reason_of_check(check: dg.AssetCheckEvaluation) -> Reason:
    """Why a check did not pass: what it found, otherwise what it promises; named with its asset."""
    found = check.metadata.get("message")
    why = str(found.value if found else check.description or "").strip("`\n ")
    return Reason(f"{check.asset_key.to_user_string()} · {check.check_name}", both(why))


def not_passed(
    instance: dg.DagsterInstance, run_id: str, severity: dg.AssetCheckSeverity
) -> Iterator[dg.AssetCheckEvaluation]:
    """The checks of a run that did not pass, of one severity."""
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION):
        check = entry.get_dagster_event().asset_check_evaluation_data
        if not check.passed and check.severity is severity:
            yield check


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> dg.TableMetadataValue:
    """A table of texts; Dagster shows it whole, so it is kept short."""
    records = [
        dg.TableRecord({c: "" if v is None else str(v) for c, v in zip(columns, row, strict=True)})
        for row in islice(rows, SHOWN)
    ]
    schema = dg.TableSchema(columns=[dg.TableColumn(name=c, type="text") for c in columns])
    return dg.MetadataValue.table(records=records, schema=schema)
