"""The results page of `scale.py`: tables, where time goes, and a plot. Does not measure anything."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import RESULTS
from benchmarks.measure import write as write_page

Kept = dict[str, Any]
WAYS = {
    "refresh": "`khuyencong refresh`",
    "plain": "the same ingest and dbt, without Dagster (nothing published)",
    "floor": "floor: DuckDB alone",
    "usual": "the usual wiring",
}
STATES = {"new": "all new", "one": "one new", "none": "none new"}
COLOURS = {"refresh": "#1b6ca8", "plain": "#6a994e", "floor": "#555555", "usual": "#bc4749"}
QUALITY = ("relations", "quality")


def _sizes(kept: Kept) -> list[int]:
    return sorted({int(key.split()[1]) for key in kept})


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(head)} |",
        f"|{'---|' * len(head)}",
        *(f"| {' | '.join(row)} |" for row in rows),
        "",
    ]


def _overview(kept: Kept) -> list[str]:
    rows = []
    for size in _sizes(kept):
        for way, label in WAYS.items():
            for state, state_label in STATES.items():
                found = kept.get(f"{way} {size} {state}")
                if not found:
                    continue
                guess = "≈ " if way == "usual" and found["partitions"] < size else ""
                rows.append(
                    [
                        f"{size:,}",
                        state_label,
                        label,
                        guess + _number(found["wall"]),
                        guess + _number(found["cpu"]),
                        f"{found['peak_mib']:,.0f}",
                    ]
                )
    return _table(("reports", "state", "way", "wall s", "CPU s", "peak MiB"), rows)


def _files(kept: Kept) -> list[str]:
    rows = []
    for size in _sizes(kept):
        found = kept.get(f"refresh {size} new")
        if found:
            names = ("landing", "work", "build", "release")
            rows.append([f"{size:,}", f"{found['raw_mib']:.1f}", *(f"{found['mib'][n]:.1f}" for n in names)])
    return _table(("reports", "raw/ MiB", "landing", "work", "build", "release"), rows)


def _steps(kept: Kept) -> list[str]:
    found = [(size, kept[f"parts {size} new"]) for size in _sizes(kept) if f"parts {size} new" in kept]
    ingest = ("import", "scan", "read", "prove", "judge", "frames", "land")
    layers = (
        *("seeds", "staging", "intermediate", "relations"),
        *("marts", "quality", "analytics", "meta", "internal"),
    )
    rows = [
        [f"ingest: {step}", *(f"{each['ingest'].get(step, 0):.1f}" for _, each in found)] for step in ingest
    ]
    rows += [
        [f"dbt: {layer}", *(f"{each['layers'].get(layer, 0):.1f}" for _, each in found)]
        for layer in (*layers, "tests")
    ]
    rows.append(
        [
            "dbt: start, parse, end",
            *(f"{each['build'] - sum(each['layers'].values()):.1f}" for _, each in found),
        ]
    )
    rows.append(["publish", *(f"{each['publish']:.1f}" for _, each in found)])
    rows.append(["of this, copy of the file", *(f"{each['copy']:.2f}" for _, each in found)])
    rows.append(["all", *(f"{each['wall']:.1f}" for _, each in found)])
    lines = _table(("step, seconds", *(f"{size:,} reports" for size, _ in found)), rows)
    for size, each in found:
        slowest = ", ".join(f"{name} {seconds:.1f}" for seconds, name in each["slowest"][:8])
        lines += [f"Slowest at {size:,} reports (s): {slowest}.", ""]
    return lines


def _budget(kept: Kept) -> list[str]:
    sizes = _sizes(kept)
    most = sizes[-1]
    lines = []

    def line(what: str, found: str, budget: str, is_kept: bool) -> None:
        lines.append([what, found, budget, "yes" if is_kept else "**no**"])

    pairs = kept.get(f"pairs {most} one")
    if pairs:
        ratios = sorted(a / b for a, b in zip(pairs["one"], pairs["shipped"], strict=True))
        middle = ratios[len(ratios) // 2]
        line(
            f"one report more or less on top of {most:,} beside the refresh of the shipped ones, in turn",
            f"{middle:.2f} × ({ratios[0]:.2f} to {ratios[-1]:.2f} in {len(ratios)} pairs; medians "
            f"{statistics.median(pairs['one']):.1f} s, {statistics.median(pairs['shipped']):.1f} s)",
            "1.3 ×",
            middle <= 1.3,
        )
    new, floor = kept.get(f"refresh {most} new"), kept.get(f"floor {most} new")
    if new and floor:
        line(
            f"{most:,} new reports beside the floor",
            f"{new['wall'] / floor['wall']:.2f} × ({new['wall']:.1f} s, {floor['wall']:.1f} s)",
            "3 ×",
            new["wall"] <= 3 * floor["wall"],
        )
    if new:
        line(
            f"peak memory of {most:,} new reports",
            f"{new['peak_mib']:,.0f} MiB",
            "2 GB",
            new["peak_mib"] < 1907,
        )
    parts = kept.get(f"parts {most} new")
    if parts:
        line("publish, first release", _publish(parts), "0.5 s", parts["publish"] < 0.5)
        quality = sum(parts["layers"].get(layer, 0) for layer in QUALITY)
        rest = parts["wall"] - quality
        line(
            "the quality layer (relations between figures, quality) beside the rest of plain",
            f"{100 * quality / rest:.0f} % ({quality:.1f} s of {parts['wall']:.1f} s)",
            "30 %",
            quality <= 0.3 * rest,
        )
    again = kept.get(f"parts {most} one")
    if again:
        line("publish, one new report", _publish(again), "0.5 s", again["publish"] < 0.5)
    return _table(("what", "measured", "budget", "kept"), lines)


def _publish(parts: dict[str, Any]) -> str:
    return f"{parts['publish']:.2f} s, of this {parts['copy']:.2f} s copying the file"


NOT_KEPT = """\
A refresh of the shipped reports beside plain is measured in pairs too, on a page of its own (`refresh.md`).

Where the budget is not kept, it is for these reasons. A full build starts from nothing, so that nothing old
can hide in it, and its cost follows the figures; relating every figure to every other that it must agree with
is the larger part of the SQL. With one report more, only the places that it speaks of are rebuilt, but some
models compare all places, and tests that look for what is left over or counted twice read everything.
Publishing reads every row once for the content hash and compares every cell with the release before; readers
see none of that, the switch is one rename.
"""


def _usual(kept: Kept) -> list[str]:
    lines = []
    for size in _sizes(kept):
        found = kept.get(f"usual {size} new")
        if not found:
            continue
        counted = (
            "all measured"
            if found["partitions"] >= size
            else f"{found['partitions']} measured, the total extrapolated: {size:,} × the mean + dbt"
        )
        lines.append(
            [
                f"{size:,}",
                counted,
                f"{found['partition_wall']:.1f}",
                f"{found['dbt_wall']:.1f}",
                _number(found["wall"]),
                f"{found['wall'] / 3600:.1f}",
            ]
        )
    head = ("reports", "partitions", "s per partition", "dbt s", "total s", "hours")
    return _table(head, lines)


def _plot(kept: Kept) -> str:
    """Wall seconds over reports, both on logarithmic axes, as SVG."""
    width, height, left, bottom = 720, 420, 70, 50
    sizes = _sizes(kept)
    series = {
        f"{way} {state}": [
            (size, kept[f"{way} {size} {state}"]["wall"]) for size in sizes if f"{way} {size} {state}" in kept
        ]
        for way in WAYS
        for state in STATES
    }
    series = {name: points for name, points in series.items() if len(points) > 1}
    walls = [wall for points in series.values() for _, wall in points]
    low, high = math.floor(math.log10(min(walls))), math.ceil(math.log10(max(walls)))
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])

    def x(size: float) -> float:
        return left + (math.log10(size) - first) / (last - first) * (width - left - 190)

    def y(wall: float) -> float:
        return height - bottom - (math.log10(wall) - low) / (high - low) * (height - bottom - 20)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for power in range(low, high + 1):
        level = y(10**power)
        out.append(
            f'<line x1="{left}" x2="{width - 190}" y1="{level:.1f}" y2="{level:.1f}" stroke="#dddddd"/>'
        )
        out.append(f'<text x="{left - 8}" y="{level + 4:.1f}" text-anchor="end">{10**power:g} s</text>')
    for size in sizes:
        out.append(f'<text x="{x(size):.1f}" y="{height - bottom + 20}" text-anchor="middle">{size:,}</text>')
    out.append(f'<text x="{x(sizes[0]):.1f}" y="{height - 10}">reports</text>')
    dashes = {"new": "", "one": "6 3", "none": "2 3"}
    labels: list[float] = []
    for name, points in sorted(series.items(), key=lambda item: -item[1][-1][1]):
        way, state = name.split()
        path = " ".join(f"{x(size):.1f},{y(wall):.1f}" for size, wall in points)
        out.append(
            f'<polyline points="{path}" fill="none" stroke="{COLOURS[way]}" stroke-width="2" '
            f'stroke-dasharray="{dashes[state]}"/>'
        )
        place = max(y(points[-1][1]), labels[-1] + 15 if labels else 0.0)
        labels.append(place)
        out.append(
            f'<text x="{x(points[-1][0]) + 8:.1f}" y="{place + 4:.1f}" fill="{COLOURS[way]}">'
            f"{way}, {STATES[state]}: {_number(points[-1][1])} s</text>"
        )
    return "\n".join([*out, "</svg>", ""])


def write(kept: Kept) -> Path:
    """Write the page and the plot; returns the page."""
    (RESULTS / "scale.svg").write_text(_plot(kept), encoding="utf-8")
    when = sorted({found["when"] for found in kept.values()})
    most = _sizes(kept)[-1]
    parts = kept.get(f"parts {most} new", {})
    lines = [
        "# What a refresh costs as reports grow in number",
        "",
        f"{'; '.join(when)}. `make bench-scale` measures and writes this page; every line is one run of a "
        "whole process, nothing else heavy running beside it. Single timings carry some ± 20 %.",
        "",
        "The smallest number of reports is that of the shipped ones; beyond them the reports are synthetic "
        "(`benchmarks/synthetic.py`, seed 1): 100 figures each, real vocabulary, 0.5 % bad rows, wholes with "
        "their parts, rival figures in articles of the press, companies below their province, and of each "
        "law figures that keep it and figures that break it, which a test finds. A figure takes part in "
        "about as many relations as in the shipped reports (0.36 rows of `quality.relations` per figure at "
        "1,000 reports, shipped 0.31).",
        "",
        *_overview(kept),
        "*floor*: DuckDB reads the same sheets into one table and runs the SQL that dbt compiled, models and "
        "tests; nothing is parsed, judged, proven or published, no origin record is read. *refresh*, none "
        "new, finds that nothing has changed and runs nothing; *plain* does not look.",
        "",
        "## Budget",
        "",
        *_budget(kept),
        NOT_KEPT,
        "## Where time goes",
        "",
        "All new, ingest and dbt in one process without Dagster, then published.",
        "",
        *_steps(kept),
    ]
    if parts:
        lines += [
            f"At {most:,} reports: {parts['figures']:,} figures, {parts['observations']:,} observations, "
            f"{parts['relations']:,} relations listed, {parts['conflicts']:,} conflicts shown.",
            "",
        ]
    lines += [
        "## Files",
        "",
        *_files(kept),
        "## The usual wiring",
        "",
        "One partition per report, each a run of its own with the multiprocess executor, a pandas frame per "
        "partition through an IO manager into DuckDB, pandera with `coerce`, dbt as a process of its own "
        "(`benchmarks/usual.py`). It does less: nothing is judged, proven or published.",
        "",
        *_usual(kept),
        "![Wall seconds over reports](scale.svg)",
        "",
    ]
    return write_page("scale", "\n".join(lines))
