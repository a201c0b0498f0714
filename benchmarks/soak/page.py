"""The results page of a soak.

Belongs here: sentences and tables. Does not belong here: running and counting.
"""

from __future__ import annotations

from dataclasses import dataclass

from .bad_inputs import KINDS, LARGE
from .intake import Intake
from .kills import FORKS, KillCounts, kinds_of
from .machine_faults import MachineFault
from .readers import ReaderCounts

SHOWN = 40


@dataclass(frozen=True)
class KillsResult:
    """What kills did, and what eight readers saw meanwhile."""

    kills: KillCounts
    readers: ReaderCounts

    def wrong(self) -> list[str]:
        """Every broken promise."""
        killed = [f"kills: {wrong}" for wrong in self.kills.wrong]
        return killed + [f"readers: {wrong}" for wrong in self.readers.wrong]


@dataclass(frozen=True)
class MachineResult:
    """Machine faults that were tried, and those that this machine does not allow."""

    faults: list[MachineFault]
    skipped: list[str]

    def wrong(self) -> list[str]:
        """Every broken promise."""
        return [f"{fault.what}: {wrong}" for fault in self.faults for wrong in fault.wrong]


@dataclass(frozen=True)
class InputsResult:
    """What became of bad reports; `as_processes` of them went through the command line."""

    intake: Intake
    as_processes: int

    def wrong(self) -> list[str]:
        """Every broken promise."""
        return [f"bad reports: {wrong}" for wrong in self.intake.wrong]


Result = KillsResult | MachineResult | InputsResult


@dataclass(frozen=True)
class Part:
    """One part of a soak: where, when and how long it ran, and its result; None where it has not run."""

    name: str
    ran: str
    result: Result | None


def page(parts: list[Part]) -> str:
    """The results page."""
    wrong = [each for part in parts if part.result for each in part.result.wrong()]
    lines = [
        "# Kills, machine faults and bad reports",
        "",
        "`make soak` writes this page; the short form in `tests/faults/` runs with all tests.",
        "",
        f"**Promises broken: {len(wrong)}.**",
        *(f"- {each}" for each in wrong[:SHOWN]),
        "",
    ]
    for part in parts:
        match part.result:
            case KillsResult():
                section = [*_kills(part.result.kills), *_readers(part.result)]
            case MachineResult():
                section = _machine_faults(part.result)
            case InputsResult():
                section = _bad_reports(part.result)
            case None:
                section = [
                    f"## {part.name}",
                    "",
                    f"Not run yet: `python -m benchmarks.soak {part.name}`.",
                    "",
                ]
        lines += [*section[:2], *([part.ran, ""] if part.ran else []), *section[2:]]
    return "\n".join(lines)


def _kills(killed: KillCounts) -> list[str]:
    return [
        "## kill -9",
        "",
        f"{killed.kills} kills, {killed.inside} of them inside publishing. "
        f"{killed.escaped} refreshes ended before their kill and are not counted.",
        "",
        "| how far the refresh had come | kills |",
        "|---|---|",
        *(f"| {stage} | {count} |" for stage, count in sorted(killed.stages.items())),
        "",
        "*Anywhere*: a new `khuyencong refresh` each time, killed at a moment drawn evenly from the time a "
        "refresh takes; `raw/` alternates between two states, so that there is always something to "
        "publish. *Inside publishing*: a whole refresh that forks where publishing begins, up to "
        f"{FORKS} times one after the other; each fork goes on alone and is killed at a moment drawn evenly "
        "from the time publishing takes, or within 3 ms after one of its files appears "
        f"({', '.join(kinds_of())}). Nothing is cleaned up between kills. How far a refresh had come is read "
        "from what it left on the disk and from the last line it printed.",
        "",
        "After every kill: every file in `releases/` is read-only, opens, says its own name, has the content "
        "hash it says it has, which is that of an undisturbed refresh of one of the two states; all figures "
        "written are claims or rejects; its history is that of the release before it and what changed since; "
        "the link opens one of them. A release file is read whole when it is new or changed.",
        "",
        f"{killed.recoveries} times the next refresh ran to its end (after every fifth kill anywhere, and "
        "at the end of each refresh that had forked): each gave the content hash of an undisturbed refresh "
        "and left nothing behind of those killed. The other refreshes after a kill were killed themselves.",
        "",
        f"Broken: {len(killed.wrong)}.",
        "",
    ]


def _readers(result: KillsResult) -> list[str]:
    return [
        "## Readers",
        "",
        f"8 processes opened the published file, asked and closed it without pause while all this went on, "
        f"at the lowest priority: {result.readers.answers} answers from {len(result.readers.releases)} "
        f"releases; {result.kills.published} times a new one became current. Each answer compares what the "
        "release says of itself with the rows of four tables, and two figures that differ between the states "
        f"of `raw/` in all tables that show them. Errors and mixed answers: {len(result.readers.wrong)}.",
        "",
    ]


def _machine_faults(result: MachineResult) -> list[str]:
    return [
        "## Machine faults",
        "",
        "Each on whole refreshes of the command line. *Unharmed*: everything that is inspected after a kill, "
        "and no traceback shown. *Recovered*: the next refresh gives the content hash of an undisturbed one.",
        "",
        "| fault | what the command says (beginning) | unharmed and recovered |",
        "|---|---|---|",
        *(
            f"| {fault.what} | {_cell(fault.said)} | "
            f"{'no: ' + _cell(fault.wrong[0]) if fault.wrong else 'yes'} |"
            for fault in result.faults
        ),
        "",
        *(f"Not tried on this machine: {each}." for each in result.skipped),
        "",
    ]


def _cell(text: str) -> str:
    line = " ".join(text.split()).replace("|", "\\|")
    return line if len(line) <= 240 else f"{line[:239]}…"


def _bad_reports(result: InputsResult) -> list[str]:
    got = result.intake
    return [
        "## Bad reports",
        "",
        f"{sum(got.groups.values())} reports spoilt in {len(KINDS)} ways, in batches of 500 through ingest "
        f"and `khuyencong check` in one process, {len(LARGE)} of them sheets of 9 to 100 MiB; "
        f"{result.as_processes} more beside the good reports through `check`, `refresh` and `status` "
        "as processes.",
        "",
        f"{got.figures} rows were read: {got.accepted} accepted, {got.rejected} rejected with a reason. "
        f"{got.refused} reports were refused as a whole, each with a reason. The slowest ingest of a batch "
        f"took {got.slowest:.1f} s. Files written outside `warehouse/`, processes started, connections "
        "opened, as far as Python raises an audit event for them (DuckDB writes by itself, and is given no "
        "path but those in state/): 0, or they stand above among the broken promises.",
        "",
        "| what was wrong with it | reports |",
        "|---|---|",
        *(f"| {group} | {count} |" for group, count in got.groups.most_common()),
        "",
        f"{len(got.rules)} rules turned something away: "
        + ", ".join(f"{rule} ({count})" for rule, count in got.rules.most_common())
        + ".",
        "",
    ]
