"""`make bench`: a whole refresh of the shipped reports beside plain ingest and dbt without Dagster.

Both run as whole processes, in turn, in one run of this script, so that a slow moment of the machine
meets both. Budget: a refresh takes at most 1.3 times the plain way.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Sample, median, once, where_and_when, write

PROJECT = Path(__file__).resolve().parents[1]
RUNS = 5
BUDGET = 1.3


def main() -> int:
    """Measure, print and write the results page."""
    khuyencong = str(Path(sys.executable).parent / "khuyencong")
    ways = {
        "refresh": [khuyencong, "refresh"],
        "plain": [sys.executable, "-m", "benchmarks.plain"],
        "check one report": [khuyencong, "check", "raw/lao-cai-2008-2012"],
    }
    samples: dict[str, list[Sample]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory(prefix="khuyencong-bench-") as folder:
        for number in range(RUNS + 1):
            for name, command in ways.items():
                home = Path(folder) / name.split()[0]
                env = {
                    "KHUYENCONG_WAREHOUSE": str(home / f"warehouse-{number}"),
                    "DAGSTER_HOME": str(home / "dagster"),
                }
                (home / "dagster").mkdir(parents=True, exist_ok=True)
                sample = once(command, env, PROJECT)
                print(
                    f"{'warm-up' if number == 0 else f'run {number}'}: {name} {sample.wall:.1f} s", flush=True
                )
                if number:
                    samples[name].append(sample)
    ratios = sorted(a.wall / b.wall for a, b in zip(samples["refresh"], samples["plain"], strict=True))
    ratio = ratios[len(ratios) // 2]
    lines = [
        "# Refresh of the shipped reports",
        "",
        f"{where_and_when()}. {RUNS} runs each, in turn, after one warm-up; whole processes, each a new "
        "warehouse.",
        "",
        "| way | wall s, median | min | max | CPU s | peak MiB |",
        "|---|---|---|---|---|---|",
    ]
    for name, taken in samples.items():
        walls = [s.wall for s in taken]
        lines.append(
            f"| {name} | {median(taken, 'wall'):.2f} | {min(walls):.2f} | {max(walls):.2f} "
            f"| {median(taken, 'cpu'):.2f} | {median(taken, 'peak_mib'):.0f} |"
        )
    lines += [
        "",
        f"Refresh to plain, pair by pair: median {ratio:.2f}, from {ratios[0]:.2f} to {ratios[-1]:.2f}; "
        f"budget {BUDGET}.",
        "",
    ]
    print("\n".join(lines))
    print(write("refresh", "\n".join(lines)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
