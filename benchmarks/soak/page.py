"""The page of a soak: what was done to the project, and what came of it.

Belongs here: words and tables. Does not belong here: doing and counting.
"""

from __future__ import annotations

from dataclasses import dataclass

from .bad_inputs import KINDS, LARGE
from .intake import Swallowed
from .kills import FORKS, Killed, kinds_of
from .machine_faults import Met
from .readers import Read

SHOWN = 40


@dataclass(frozen=True)
class Kills:
    """What kills did, and what eight readers saw meanwhile."""

    killed: Killed
    read: Read

    def wrong(self) -> list[str]:
        """Every broken promise."""
        killed = [f"kills: {wrong}" for wrong in self.killed.wrong]
        return killed + [f"readers: {wrong}" for wrong in self.read.wrong]


@dataclass(frozen=True)
class Calamitous:
    """Calamities that were met, and those that the machine does not stand."""

    met: list[Met]
    not_met: list[str]

    def wrong(self) -> list[str]:
        """Every broken promise."""
        return [f"{met.what}: {wrong}" for met in self.met for wrong in met.wrong]


@dataclass(frozen=True)
class Inputs:
    """What became of bad reports; some of them went through the command line as processes."""

    swallowed: Swallowed
    as_processes: int

    def wrong(self) -> list[str]:
        """Every broken promise."""
        return [f"bad reports: {wrong}" for wrong in self.swallowed.wrong]


Result = Kills | Calamitous | Inputs


@dataclass(frozen=True)
class Part:
    """One part of a soak: where, when and how long it ran, and what it saw; nothing where it has not run."""

    name: str
    ran: str
    result: Result | None


def page(parts: list[Part]) -> str:
    """The results page."""
    wrong = [each for part in parts if part.result for each in part.result.wrong()]
    lines = [
        "# Faults, and what came of them",
        "",
        "`make soak` writes this page; the short form in `tests/faults/` runs with all tests.",
        "",
        f"**Promises broken: {len(wrong)}.**",
        *(f"- {each}" for each in wrong[:SHOWN]),
        "",
    ]
    for part in parts:
        match part.result:
            case Kills():
                told = [*_kills(part.result.killed), *_readers(part.result)]
            case Calamitous():
                told = _calamities(part.result)
            case Inputs():
                told = _bad_inputs(part.result)
            case None:
                told = [f"## {part.name}", "", f"Not run yet: `python -m benchmarks.soak {part.name}`.", ""]
        lines += [*told[:2], *([part.ran, ""] if part.ran else []), *told[2:]]
    return "\n".join(lines)


def _kills(killed: Killed) -> list[str]:
    return [
        "## kill -9",
        "",
        f"{killed.kills} kills, {killed.inside} of them inside publishing. "
        f"{killed.escaped} refreshes were quicker than their killer and are not counted.",
        "",
        "| how far the refresh had come | kills |",
        "|---|---|",
        *(f"| {stage} | {count} |" for stage, count in sorted(killed.stages.items())),
        "",
        "*Anywhere*: a new `khuyencong refresh` each time, killed at a moment drawn evenly from the time a "
        "refresh takes; `raw/` goes to and fro between two states, so that there is always something to "
        "publish. *Inside publishing*: a whole refresh that forks where publishing begins, up to "
        f"{FORKS} times one after the other; each fork goes on alone and is killed at a moment drawn evenly "
        "from the time publishing takes, or within 3 ms after one of its files appears "
        f"({', '.join(kinds_of())}). Nothing is tidied up between kills. How far it had come is told by what "
        "is left on the disk and by the last line it printed.",
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


def _readers(soaked: Kills) -> list[str]:
    return [
        "## Readers",
        "",
        f"8 processes opened the published file, asked and closed it without pause while all this went on, "
        f"at the lowest priority: {soaked.read.answers} answers from {len(soaked.read.releases)} releases; "
        f"{soaked.killed.published} times a new one became current. Each answer compares what the release "
        "says of itself with the rows of four tables, and two figures that differ between the states of "
        f"`raw/` in all tables that show them. Errors and mixed answers: {len(soaked.read.wrong)}.",
        "",
    ]


def _calamities(soaked: Calamitous) -> list[str]:
    return [
        "## Calamities",
        "",
        "Each on whole refreshes of the command line. *Unharmed*: all that is looked at after a kill, and no "
        "traceback shown. *Well again*: run again, it gives the content hash of an undisturbed refresh.",
        "",
        "| calamity | what is said (beginning) | unharmed and well again |",
        "|---|---|---|",
        *(
            f"| {met.what} | {_cell(met.said)} | {'no: ' + _cell(met.wrong[0]) if met.wrong else 'yes'} |"
            for met in soaked.met
        ),
        "",
        *(f"Not met on this machine: {each}." for each in soaked.not_met),
        "",
    ]


def _cell(text: str) -> str:
    line = " ".join(text.split()).replace("|", "\\|")
    return line if len(line) <= 240 else f"{line[:239]}…"


def _bad_inputs(soaked: Inputs) -> list[str]:
    got = soaked.swallowed
    return [
        "## Bad reports",
        "",
        f"{sum(got.groups.values())} reports spoilt in {len(KINDS)} ways, in batches of 500 through ingest "
        f"and `khuyencong check` in one process, {len(LARGE)} of them sheets of 9 to 100 MiB; "
        f"{soaked.as_processes} more beside the good reports through `check`, `refresh` and `status` "
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
