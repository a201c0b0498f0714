"""The checks of the asset `release`: what the gate and publishing say, reason by reason.

Belongs here: which reason belongs to which check. Does not belong here: finding the reasons (`publish/`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import dagster as dg

from ..messages import Message, Text
from .attempt import RELEASE

OTHER = "nothing_else_keeps_it_back"

STAGES: tuple[dict[str, str], ...] = (
    {
        OTHER: "No rollback holds refreshes back, and the release before can be read and compared. Next: as "
        "the reason says; `khuyencong rollback --lift` ends a rollback.",
    },
    {
        "build_is_complete": "One invocation of dbt ran every seed, model and data test, ended, and left "
        "no table that no model builds. Next: Materialize all, or `khuyencong refresh --full`.",
        "every_test_passed": "No seed, model or data test of the build failed. Next: the red check of the "
        "node named says what to mend.",
        "build_is_of_what_landed": "The build rests on the load that is in landing. Next: Materialize all.",
        "no_critical_rule_fails": "No rule of severity critical found anything. Next: mend what is listed "
        "in quality.rule_results for the rule named.",
    },
    {
        "changes_are_explained": "Each changed cell is explained by a report, a correction, a place event or "
        "an accepted change. Next: mend what changed it, or accept it by the line that is printed.",
    },
    {
        "release_answers": "Alone and under another name, every table, view and macro of the new file "
        "answers. Next: a fault of the model or macro named.",
    },
)
"""Checks with what they promise, in the order in which they are looked at: after one that fails, those
of later stages are not known."""

BY_ID = {
    **dict.fromkeys(
        (
            *("dbt.nothing-ingested", "gate.nothing-built", "gate.no-ledger", "gate.ledger-empty"),
            *("gate.interrupted", "gate.partial", "gate.unknown-tables"),
        ),
        "build_is_complete",
    ),
    "gate.not-passed": "every_test_passed",
    "gate.other-load": "build_is_of_what_landed",
    "gate.critical-rule": "no_critical_rule_fails",
    **dict.fromkeys(
        ("release.table-fails", "release.macro-fails", "release.unknown-macro", "release.macro-not-made"),
        "release_answers",
    ),
    "release.write-ahead-log": "release_answers",
}
"""The check that a reason speaks of, by the id of its message; any other speaks of `OTHER`."""

ADVICE = {"gate.mend", "release.restore"}
"""What to do, which is said of no check of its own."""


def check_specs() -> list[dg.AssetCheckSpec]:
    """All checks, none of which stands in the way of the next asset: `release` is the last."""
    return [
        dg.AssetCheckSpec(name, asset=RELEASE, description=description)
        for stage in STAGES
        for name, description in stage.items()
    ]


def verdicts(
    chosen: Collection[dg.AssetCheckKey], reasons: Sequence[Text], stages: int = len(STAGES)
) -> Iterator[dg.AssetCheckResult]:
    """The result of every chosen check that was looked at, given the reasons against publishing.

    `stages` is how far somebody looked where there are no reasons.
    """
    against = by_check(reasons)
    for stage in STAGES[:stages]:
        for name in stage:
            if dg.AssetCheckKey(RELEASE, name) in chosen:
                said = against.get(name, [])
                metadata = {"reasons": dg.MetadataValue.md("\n".join(said))} if said else {}
                yield dg.AssetCheckResult(
                    asset_key=RELEASE, check_name=name, passed=not said, metadata=metadata
                )
        if against.keys() & stage.keys():
            return


def by_check(reasons: Sequence[Text]) -> dict[str, list[str]]:
    """Reasons in English by the check they speak of; what is no message goes on with the one before it."""
    found: dict[str, list[str]] = {}
    name = OTHER
    for reason in reasons:
        if isinstance(reason, Message):
            if reason.message_id in ADVICE:
                continue
            explained = reason.message_id.startswith("acceptance.")
            name = BY_ID.get(reason.message_id, "changes_are_explained" if explained else OTHER)
        found.setdefault(name, []).append(str(reason))
    return found
