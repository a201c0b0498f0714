"""How well the drafting engine and the second reader read, column by column: `make bench-drafting`.

    python -m benchmarks.drafting [--texts FOLDER ...] [--seeds]

Articles come from `KHUYENCONG_ARTICLES` (whole, with their shipped sheets). A folder of `--texts` holds
`NAME.txt` beside a sheet `NAME.csv` with `NAME.meta` (place and date), or the text of a shipped report of
that name. Every text is read without the phrases that it alone has taught (`sources` of `phrases.csv`).

The page `results/drafting.md` also shows the log of first contacts, `results/drafting_first_contact.csv`:
each real text as it was drafted before anything was learned from it. With `--seeds` the counts are written to
`drafting_confidence.csv` and `second_reader.csv`: a kind of disagreement is told to people as long as all of
them together are wrong on no more than one in 40 true rows, those first that notice most.
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise
from pathlib import Path
from random import Random

import yaml

from benchmarks.measure import RESULTS, where_and_when, write
from benchmarks.mutation.faults import FAULTS
from benchmarks.mutation.reports import Report
from dagster_project.contracts.cells import Readers
from dagster_project.drafting.article import Article
from dagster_project.drafting.compare import COMPARED, meaning, pairs, read_sheet
from dagster_project.drafting.draft import cells_of
from dagster_project.drafting.second_reader import SecondReader
from dagster_project.settings import load
from dagster_project.vocabulary import Vocabulary

COLUMNS = tuple(c for c in COMPARED if c not in ("line", "period_printed", "value"))
"""The cells that are scored; a figure is found by its value."""
SPEAKS = ("indicator", "measure", "base", "scope", "nature", "funding_source", "period")
TRUE_ROWS_PER_FALSE = 40
WEIGHT = {"meaning": 1.0, "time": 0.3}
"""How much it counts that a fault is noticed: most faults of time are seen by other rules already."""
UNSEEN = 0.4
"""How many more true rows a kind is reckoned to be wrong on than it was, twice that where it ever was.

With less, what is chosen on some texts is wrong too often on others.
"""
FIRST_CONTACT = RESULTS / "drafting_first_contact.csv"
SEED = 20261126
Row = dict[str, str]


@dataclass(frozen=True)
class Case:
    """A text with the sheet that people typed, which kind of text it is, and from which folder."""

    name: str
    kind: str
    folder: str
    lines: list[str]
    ranges: list[list[int]]
    place: str
    published: dt.date | None
    rows: list[Row]


@dataclass
class Score:
    """What was counted on some texts."""

    texts: int = 0
    figures: int = 0
    found: int = 0
    matched: int = 0
    right: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, other: Score) -> None:
        """Count another text too."""
        for name in ("texts", "figures", "found", "matched", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.right += other.right

    def per_cent(self, name: str) -> str:
        """A count as a share of the figures that were matched."""
        return f"{100 * self.right[name] / self.matched:.0f}" if self.matched else "–"


def cases(folders: Sequence[Path]) -> Iterator[Case]:
    """The texts at hand: whole articles, and those of some folders."""
    settings = load()
    for folder in sorted(settings.raw.iterdir()):
        origin = _origin(folder)
        if not origin or not settings.articles or not origin["source"]["file"]:
            continue
        path = settings.articles / origin["source"]["file"]
        if path.exists():
            yield _case(folder.name, "whole article", path, origin["source"]["lines"], folder, origin)
    for texts in folders:
        for path in sorted(texts.glob("*.txt")):
            if path.with_suffix(".csv").exists():
                place, day = path.with_suffix(".meta").read_text(encoding="utf-8").split()
                lines = path.read_text(encoding="utf-8").split("\n")
                with path.with_suffix(".csv").open(encoding="utf-8", newline="") as handle:
                    rows = list(csv.DictReader(handle))
                published = dt.date.fromisoformat(day)
                whole = [[1, len(lines)]]
                yield Case(path.stem, "excerpt", str(texts), lines, whole, place, published, rows)
            elif origin := _origin(settings.raw / path.stem):
                yield _case(path.stem, "restated text", path, None, settings.raw / path.stem, origin)


def _origin(folder: Path) -> dict | None:
    path = folder / "report.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None


def _case(name: str, kind: str, path: Path, ranges: list | None, folder: Path, origin: dict) -> Case:
    lines = path.read_text(encoding="utf-8").split("\n")
    published = origin["published"] if isinstance(origin["published"], dt.date) else None
    rows = read_sheet(folder)
    whole = ranges or [[1, len(lines)]]
    return Case(name, kind, kind, lines, whole, origin["places"][0], published, rows)


def _key(readers: Readers, column: str, text: str) -> object:
    """What a cell means, the mark of what is inferred aside."""
    key = meaning(column, text, readers)
    return " ".join(sorted(key.replace("?", "").split())) if isinstance(key, str) else key


class Bench:
    """Reads texts and counts."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Remember the vocabulary; nothing is counted yet."""
        self.v, self.readers = vocabulary, Readers(vocabulary)
        self.by_basis: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])

    def score(
        self, case: Case, reader: SecondReader | None = None
    ) -> tuple[Score, SecondReader, Article, list[Row]]:
        """Score one text, read without what it alone has taught where no reader is given.

        Also returns its rows, with lines and values as the text prints them.
        """
        reader = reader or SecondReader(self.v, case.name)
        _ = reader.reader
        begun = time.perf_counter()
        article = reader.read(case.lines, case.ranges, case.place, case.published)
        score = Score(texts=1, found=len(article.figures), seconds=time.perf_counter() - begun)
        drafted = [cells_of(article, n, figure) for n, figure in enumerate(article.figures, start=1)]
        whole = article.text.whole.casefold()
        rows = [row for row in case.rows if row["value"].casefold() in whole]
        blind = [dict(row, line="") for row in rows]
        same = pairs(blind, [dict(row, line="") for row in drafted], self.readers)
        score.figures, score.matched = len(rows), len(same)
        printed = []
        for i, j in same:
            row, figure = rows[i], article.figures[j]
            wrong = [
                c for c in COLUMNS if _key(self.readers, c, row[c]) != _key(self.readers, c, drafted[j][c])
            ]
            score.right.update(c for c in COLUMNS if c not in wrong)
            score.right["in three"] += row["indicator"] in (
                figure.indicator,
                *figure.cells["indicator"].others[:2],
            )
            score.right["untouched"] += not wrong
            score.right["at most one"] += len(wrong) <= 1
            for column in COLUMNS:
                basis = figure.cells[column].basis if column in figure.cells else "printed"
                counts = self.by_basis[column, basis]
                counts[0] += 1
                counts[1] += column not in wrong
            printed.append(dict(row, line=drafted[j]["line"], value=drafted[j]["value"]))
        return score, reader, article, printed


@dataclass
class Readings:
    """What the second reader said, by kind: of true rows, and of the same rows with a fault put into them.

    What is read otherwise on many rows in one manner is told once of the sheet, and so not counted here.
    """

    true: list[set[tuple[str, str]]] = field(default_factory=list)
    faulty: dict[str, list[set[tuple[str, str]]]] = field(default_factory=lambda: defaultdict(list))
    filed: list[bool] = field(default_factory=list)

    def add(self, reader: SecondReader, article: Article, case: Case, rows: list[Row], rng: Random) -> None:
        """Let the second reader read the true rows of a text, and each of them with faults of meaning."""
        said = [set() for _ in rows]
        for other in reader.otherwise(rows, article):
            if not other.is_repeated:
                said[other.row].add((other.column, other.kind))
        self.true += said
        report = Report(case.name, {}, tuple(rows), (), case.name)
        for fault in FAULTS.values():
            if fault.group not in ("meaning", "time"):
                continue
            for at, row in enumerate(rows):
                damaged = fault.apply(report, at, rng, reader.v)
                if damaged is None or damaged.figures[at] == row:
                    continue
                changed = list(damaged.figures)
                others = (o for o in reader.otherwise(changed, article) if o.row == at and not o.is_repeated)
                self.faulty[fault.group + " " + fault.name].append({(o.column, o.kind) for o in others})
        for at, row in enumerate(rows):
            if row["value"].replace(".", "").replace(",", "").isdigit():
                left = rows[:at] + rows[at + 1 :]
                self.filed.append(
                    bool(reader.filed_away(left, [(int(row["line"]), row["value"], "")], article))
                )

    def __add__(self, other: Readings) -> Readings:
        """What was said of the texts of both."""
        both = Readings([*self.true, *other.true], filed=[*self.filed, *other.filed])
        for name in {**self.faulty, **other.faulty}:
            both.faulty[name] = [*self.faulty.get(name, ()), *other.faulty.get(name, ())]
        return both

    def named(self) -> set[tuple[str, str]]:
        """The kinds that are told: those that notice most, as long as few true rows are called wrong.

        Each kind is reckoned to be wrong a little more often than it was: of one never wrong on these rows
        nobody knows that it never will be.
        """
        wrong = Counter(kind for said in self.true for kind in said)
        noticing: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for name, applied in self.faulty.items():
            for n, said in enumerate(applied):
                for kind in said:
                    noticing[kind][name] |= 1 << n
        costs = {kind: wrong[kind] + UNSEEN * (2 if wrong[kind] else 1) for kind in noticing}
        most = len(self.true) / TRUE_ROWS_PER_FALSE

        def share(kinds: Iterable[tuple[str, str]]) -> float:
            seen: Counter[str] = Counter()
            for kind in kinds:
                for name, rows in noticing[kind].items():
                    seen[name] |= rows
            return sum(
                WEIGHT[name.split()[0]] * rows.bit_count() / len(self.faulty[name])
                for name, rows in seen.items()
            )

        def filled(start: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
            chosen, left = [*start], most - sum(costs[k] for k in start)
            while fitting := [k for k in sorted(costs) if k not in chosen and costs[k] <= left]:
                best = max(fitting, key=lambda kind: (share([*chosen, kind]) - share(chosen)) / costs[kind])
                if share([*chosen, best]) <= share(chosen):
                    break
                chosen.append(best)
                left -= costs[best]
            return chosen

        telling = sorted(costs, key=lambda kind: -share([kind]))[:10]
        starts = [(), *((kind,) for kind in telling), *combinations(telling, 2)]
        within = [start for start in starts if sum(costs[kind] for kind in start) <= most]
        return set(max(map(filled, within), key=share))

    def of(self, kinds: set[tuple[str, str]]) -> Readings:
        """What is left where only some kinds are told."""
        left = Readings([said & kinds for said in self.true], filed=self.filed)
        for name, applied in self.faulty.items():
            left.faulty[name] = [said & kinds for said in applied]
        return left

    def false_rows(self, kinds: set[tuple[str, str]]) -> int:
        """True rows of which one of some kinds is said."""
        return sum(bool(said & kinds) for said in self.true)

    def noticed(self, kinds: set[tuple[str, str]], group: str = "") -> float:
        """The share of faults that some kinds notice, each fault of the catalogue weighing the same."""
        shares = [
            sum(bool(found & kinds) for found in applied) / len(applied)
            for name, applied in self.faulty.items()
            if name.startswith(group)
        ]
        return sum(shares) / len(shares) if shares else 0.0


HEADS = ("numbers found %", "rightly taken %", "indicator", "in three", "measure", "base", "place", "scope")
HEADS += ("period", "nature", "funding source", "qualifier", "unit", "cells", "untouched", "at most one")


def _line(name: str, score: Score) -> str:
    cells = sum(score.right[c] for c in COLUMNS) / (len(COLUMNS) * score.matched) if score.matched else 0
    shares = [
        f"{100 * score.matched / score.figures:.0f}" if score.figures else "–",
        f"{100 * score.matched / score.found:.0f}" if score.found else "–",
        *(
            score.per_cent(c)
            for c in ("indicator", "in three", "measure", "base", "place", "scope", "period")
        ),
        *(score.per_cent(c) for c in ("nature", "funding_source", "qualifier", "unit")),
        f"{100 * cells:.0f}",
        *(score.per_cent(c) for c in ("untouched", "at most one")),
    ]
    return "| " + " | ".join([name, str(score.figures), *shares]) + " |"


def _table(lines: Sequence[str]) -> list[str]:
    return ["| text | figures | " + " | ".join(HEADS) + " |", "|---" * (len(HEADS) + 2) + "|", *lines]


def _first_contact() -> list[str]:
    """The log of first contacts: a line for each text, and one for all that each kind of person typed."""
    with FIRST_CONTACT.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    lines: list[str] = []
    totals: dict[str, Score] = {}
    for row in rows:
        right = Counter({name: int(row[name]) for name in row if name not in ("date", "text", "typed_by")})
        score = Score(1, right.pop("figures"), right.pop("found"), right.pop("matched"), right)
        totals.setdefault(row["typed_by"], Score()).add(score)
        lines.append(_line(f"{row['text']} ({row['date']}, {row['typed_by']})", score))
    ends = [_line(f"**{total.texts} real texts, {typed_by}**", total) for typed_by, total in totals.items()]
    return _table([*lines, *ends])


def _left_out(by_folder: Mapping[str, Readings], typed_by: Mapping[str, str]) -> list[str]:
    """How the second reader does on the texts of each folder, what it tells being chosen on the others."""
    lines: list[str] = []
    totals: dict[str, Readings] = {}
    for n, (folder, own) in enumerate(by_folder.items(), start=1):
        others = [readings for other, readings in by_folder.items() if other != folder]
        if not others:
            continue
        told, person = own.of(sum(others[1:], others[0]).named()), typed_by[folder]
        totals[person] = totals.get(person, Readings()) + told
        lines.append(_told(f"{n}, {person}", told))
    return [*lines, *(_told(f"**all, {person}**", told) for person, told in totals.items())]


def _told(name: str, told: Readings) -> str:
    kinds = {kind for found in (told.true, *told.faulty.values()) for said in found for kind in said}
    rows, wrong = len(told.true), told.false_rows(kinds)
    one_in = f"{rows / wrong:.0f}" if wrong else "–"
    return f"| {name} | {rows} | {wrong} | {one_in} | {100 * told.noticed(kinds, 'meaning'):.0f} |"


def page(
    scores: Mapping[str, tuple[str, Score]],
    by_folder: Mapping[str, Readings],
    typed_by: Mapping[str, str],
    named: set[tuple[str, str]],
) -> str:
    """The results page."""
    readings = sum(list(by_folder.values())[1:], next(iter(by_folder.values())))
    by_kind: dict[str, Score] = {}
    for kind, score in scores.values():
        by_kind.setdefault(kind, Score()).add(score)
    seconds = sorted(score.seconds for _, score in scores.values())
    rows, wrong = len(readings.true), readings.false_rows(named)
    faults = [
        f"| {name.partition(' ')[2]} | {name.partition(' ')[0]} | {len(found)} | "
        f"{100 * sum(bool(f & named) for f in found) / len(found):.0f} |"
        for name, found in readings.faulty.items()
    ]
    noticed = 100 * readings.noticed(named, "meaning")
    filed = 100 * sum(readings.filed) / len(readings.filed) if readings.filed else 0
    return "\n".join(
        [
            "# What the drafting engine reads rightly",
            "",
            f"{where_and_when()}. `make bench-drafting` writes this page. A share is of the figures that are "
            "found, as people typed them in their sheets by the conventions of `raw/README.md`; the mark ? "
            "is left aside. *Cells*: the ten columns named. *Untouched*, *at most one*: figures with "
            "nothing, or one cell, to change.",
            "",
            "## First contact",
            "",
            "Real texts, each drafted and scored before anything was learned from it: what an article that "
            "nobody has seen can expect. Excerpts of pages found by searching, not stored here. Their sheets "
            "were typed beforehand: by whoever builds the engine (*builder*), which flatters the "
            "conventions, or by somebody who had seen neither engine nor phrases (*other*), which is what to "
            "go by.",
            "",
            *_first_contact(),
            "",
            "## The texts at hand, cross-validated",
            "",
            "Read without the phrases that the text alone has taught. The rules in code were written with "
            "these texts in sight, so these shares say less than those above.",
            "",
            *_table(
                [_line(f"**all, {kind}**", score) for kind, score in by_kind.items()]
                + [_line(f"{name} ({kind})", score) for name, (kind, score) in scores.items()]
            ),
            "",
            f"Reading a text takes {1000 * seconds[len(seconds) // 2]:.0f} ms in the median, "
            f"{1000 * seconds[-1]:.0f} ms at most.",
            "",
            "## The second reader",
            "",
            f"On {rows} true rows it says something wrong of {wrong}, one in {rows / max(wrong, 1):.0f}.",
            f"Of faults of meaning it notices {noticed:.0f} %, every fault weighing the same; of figures",
            f"filed among the other numbers {filed:.0f} %. {len(named)} kinds of disagreement are told;",
            "what is read otherwise in one manner on many rows is told once of the sheet, and no warning.",
            "",
            "The kinds were chosen on these rows. An article that nobody has seen can expect what they do",
            "on a folder of texts while they are chosen on the other folders; the rules that read the texts",
            "were written with all of them in sight:",
            "",
            "| folder left out, typed by | true rows | wrong | one in | faults of meaning noticed % |",
            "|---|---|---|---|---|",
            *_left_out(by_folder, typed_by),
            "",
            "| fault | group | applied | noticed % |",
            "|---|---|---|---|",
            *faults,
            "",
        ]
    )


def write_seeds(bench: Bench, readings: Readings, named: set[tuple[str, str]], seeds: Path) -> None:
    """Write what was counted to the two seeds."""
    wrong = Counter(kind for said in readings.true for kind in said)
    kinds = {kind for found in readings.faulty.values() for said in found for kind in said} | set(wrong)
    tables = {
        "drafting_confidence": (
            ("column", "basis", "tried", "right"),
            [(column, basis, *counts) for (column, basis), counts in sorted(bench.by_basis.items())],
        ),
        "second_reader": (
            ("column", "kind", "rows", "wrong", "named"),
            [(*k, len(readings.true), wrong[k], "yes" if k in named else "no") for k in sorted(kinds)],
        ),
    }
    for name, (head, rows) in tables.items():
        with (seeds / "vocabulary" / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerows([head, *rows])


def main(arguments: Sequence[str]) -> None:
    """Read all texts, write the page, and the seeds where they are asked for."""
    settings = load()
    folders = [Path(name) for before, name in pairwise(arguments) if before == "--texts"]
    bench, rng = Bench(Vocabulary(settings.seeds)), Random(SEED)
    by_folder: dict[str, Readings] = defaultdict(Readings)
    scores: dict[str, tuple[str, Score]] = {}
    typed_by: dict[str, str] = {}
    with FIRST_CONTACT.open(encoding="utf-8", newline="") as handle:
        people = {row["text"]: row["typed_by"] for row in csv.DictReader(handle)}
    for case in cases(folders):
        score, reader, article, rows = bench.score(case)
        scores[case.name] = (case.kind, score)
        typed_by.setdefault(case.folder, people.get(case.name, "builder"))
        by_folder[case.folder].add(reader, article, replace(case, rows=rows), rows, rng)
    readings = sum(list(by_folder.values())[1:], next(iter(by_folder.values())))
    named = readings.named()
    if "--seeds" in arguments:
        write_seeds(bench, readings, named, settings.seeds)
    print(write("drafting", page(scores, by_folder, typed_by, named)))


if __name__ == "__main__":
    main(sys.argv[1:])
