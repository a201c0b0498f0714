"""The page that shows what caught which fault, and what survives for which reason.

Belongs here: words and tables. Does not belong here: counting (`measuring.py`), running (`__main__.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.measure import where_and_when

from .faults import FAULTS, Fault
from .measuring import WAYS, Outcome, Tally, by_fault, by_group, tally
from .noticing import Noticed, table

SHOWN = 6
"""Most catching rules that one line of the table names."""


def _percent(counts: Tally, way: str) -> str:
    rate = counts.rate(way)
    return "–" if rate is None else f"{int(rate)}"


def _line(name: str, counts: Tally, more: Sequence[str]) -> str:
    shares = [_percent(counts, way) for way in WAYS]
    harmless = counts.harmless["alone and models"]
    return "| " + " | ".join([name, str(counts.applied), str(harmless), *shares, *more]) + " |"


def page(
    outcomes: Sequence[Outcome],
    digits: str,
    noticed: Mapping[str, Noticed],
    checked: int,
    seed: int,
    seconds: float,
) -> str:
    """The results page.

    Args:
        outcomes: all applications.
        digits: a sentence on changing every digit of every figure.
        noticed: what relations notice of each figure in turn, by change.
        checked: how many damaged worlds dbt itself has built as well.
        seed: what drew the places.
        seconds: wall time of the run.
    """
    total = tally(outcomes)
    heads = ["applied", "harmless alone", *(f"{way} %" for way in WAYS)]
    lines = [
        "# Faults put into the real reports, and what caught them",
        "",
        f"{where_and_when()}. {len(FAULTS)} faults, {total.applied} applications at places drawn with seed "
        f"{seed} from the reports whose text is kept, {seconds:.0f} s. `make mutation` writes this page; the "
        "catalogue is in `benchmarks/mutation/`.",
        "",
        "*Caught* is a finding of severity warning or above, a relation that no longer holds, a conflict or "
        "a failing test of a build that the undamaged report does not have. *With text*: the article is at "
        "hand. *Second reader*: what of that the engine says which drafts sheets, as it reads otherwise. "
        "*Alone*: it is not. *Models*: relations and conflicts are looked at as well, not only rules "
        "of ingest. *Harmless*: the claims still state the same; the share is taken of the others. A fault "
        "with fewer applications has no more places in the reports. Tests that know the right values of "
        f"these reports are left out. Models are dbt's compiled SQL; {checked} damaged worlds and the "
        "undamaged one were built by dbt itself with the same result.",
        "",
        digits,
        "",
        "## What relations notice",
        "",
        "Each figure in turn is changed, without the text, and models alone are asked: a relation between "
        "figures that names the changed one and is violated, in doubt or a jump, and was not so before. By "
        "what relations say of the right value, `check_status`; in brackets the number of figures. Left out "
        "are ranges, numbers in words, and what ingest rejects.",
        "",
        *table(noticed),
        "",
        "## By group",
        "",
        "| group | " + " | ".join(heads) + " |",
        "|---" * (len(heads) + 1) + "|",
        *(_line(group, counts, []) for group, counts in by_group(outcomes).items()),
        _line("**all**", total, []),
        "",
        "## By fault",
        "",
        "| fault | " + " | ".join(heads) + " | caught by (times) |",
        "|---" * (len(heads) + 2) + "|",
    ]
    faults = by_fault(outcomes)
    for fault, counts in faults.items():
        by = ", ".join(f"{rule} ({n})" for rule, n in counts.by.most_common(SHOWN))
        lines.append(_line(f"`{fault.name}` {fault.says}", counts, [by or "nothing"]))
    lines += ["", "## What survives, and why", "", "### Even with the text at hand", ""]
    lines += _limits(faults, "with text and models")
    lines += ["", "### Without the text", ""]
    lines += _limits(faults, "alone and models")
    lines += ["", "## By rule", "", "| caught by | of faults |", "|---|---|", *_rules(faults), ""]
    return "\n".join(lines)


def _limits(faults: Mapping[Fault, Tally], way: str) -> list[str]:
    lines = []
    for fault, counts in faults.items():
        reason = fault.with_text if way.startswith("with") else fault.alone
        if counts.survivors(way):
            lines.append(f"- `{fault.name}`: {counts.survivors(way)} of {counts.applied}. {reason}")
    return lines or ["Nothing."]


def _rules(faults: Mapping[Fault, Tally]) -> list[str]:
    rules: dict[str, list[tuple[int, str]]] = {}
    for fault, counts in faults.items():
        for rule, times in counts.by.items():
            rules.setdefault(rule, []).append((times, fault.name))
    return [
        f"| {rule} | {', '.join(f'{name} ({n})' for n, name in sorted(found, reverse=True))} |"
        for rule, found in sorted(rules.items())
    ]
