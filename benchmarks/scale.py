"""What a refresh costs as reports grow in number: `make bench-scale`, about an hour.

    python -m benchmarks.scale                        everything, then the results page
    python -m benchmarks.scale WAY REPORTS STATE ...  single measurements, kept in results/scale.json
    python -m benchmarks.scale report                 the results page from what is kept

Ways: `refresh` (the whole of it), `plain` (the same ingest and dbt, without Dagster), `parts` (plain,
with the seconds of every step), `floor` (DuckDB alone), `usual` (see `usual.py`), `pairs` (one report more or
less on top of so many, in turn with the shipped reports). States: `new` (nothing is there yet), `one` (one
report more than at the last refresh), `none` (nothing new). The shipped reports
are among the reports in any case. Measurements are whole processes, one after the other; what they need
lies below `KHUYENCONG_BENCH` (by default a folder of the system's temporary files; about 3 GB).
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import synthetic
from benchmarks.measure import RESULTS, once, where_and_when

PROJECT = Path(__file__).resolve().parents[1]
HOME = Path(os.environ.get("KHUYENCONG_BENCH") or Path(tempfile.gettempdir()) / "khuyencong-bench")
KEPT = RESULTS / "scale.json"
SIZES = (6, 1_000, 10_000)
"""Reports; the smallest number is that of the shipped ones."""
STATES = ("new", "one", "none")
PARTITIONS = 10
"""Partitions run of the usual way, where running all would take hours."""
PLAN = (
    *((way, size, state) for size in SIZES for way in ("refresh", "plain") for state in STATES),
    *((way, size, "new") for size in SIZES for way in ("parts", "floor", "usual")),
    ("parts", SIZES[-1], "one"),
    ("pairs", SIZES[-1], "one"),
)
PAIRS = 5
"""Number of `pairs`: the speed of a machine drifts by more than the difference that is measured."""


def shipped() -> list[Path]:
    """The folders of the shipped reports."""
    return sorted(path for path in (PROJECT / "raw").iterdir() if path.is_dir())


def prepare(size: int) -> Path:
    """The folder of as many reports, made once."""
    raw = HOME / str(size) / "raw"
    if not raw.is_dir():
        aside = raw.with_name("raw.making")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        for folder in shipped():
            shutil.copytree(folder, aside / folder.name)
        synthetic.write(aside, 0, size - len(shipped()))
        aside.rename(raw)
    return raw


def _one_more(raw: Path, size: int, there: bool) -> None:
    """Have the report after the last in the folder, or not."""
    number = size - len(shipped())
    report = synthetic.Report(synthetic.World(1), synthetic.places(), number)
    shutil.rmtree(raw / report.report_id, ignore_errors=True)
    if there:
        report.write(raw)


def _env(raw: Path, home: Path) -> dict[str, str]:
    return {
        "KHUYENCONG_RAW": str(raw),
        "KHUYENCONG_WAREHOUSE": str(home / "warehouse"),
        "DAGSTER_HOME": str(home / "dagster"),
    }


def measure(way: str, size: int, state: str) -> dict[str, Any]:
    """Run one whole process and say what it took.

    Raises:
        RuntimeError: it failed.
    """
    raw = prepare(size)
    if way == "pairs":
        return _pairs(size, raw)
    _one_more(raw, size, state != "new")
    home = HOME / str(size) / ("parts" if way == "floor" else way)
    if state == "new" and way != "floor":
        shutil.rmtree(home, ignore_errors=True)
    (home / "dagster").mkdir(parents=True, exist_ok=True)
    env = _env(raw, home)
    if way == "usual":
        return _usual(size, home, env)
    python, state_folder = sys.executable, home / "warehouse" / "state"
    result = home / "result.json"
    command = {
        "refresh": [str(Path(python).parent / "khuyencong"), "refresh"],
        "plain": [python, "-m", "benchmarks.plain"],
        "parts": [python, "-m", "benchmarks.plain", str(result)],
        "floor": [python, "-m", "benchmarks.floor", str(raw), str(state_folder), str(result)],
    }[way]
    sample = once(command, env, PROJECT)
    found: dict[str, Any] = {"wall": sample.wall, "cpu": sample.cpu, "peak_mib": sample.peak_mib}
    if way in ("parts", "floor"):
        found |= json.loads(result.read_text(encoding="utf-8"))
    if way == "refresh":
        files = {
            "landing": state_folder / "landing.duckdb",
            "work": state_folder / "work.duckdb",
            "build": state_folder / "build.duckdb",
            "release": home / "warehouse" / "khuyencong.duckdb",
        }
        found["mib"] = {name: path.stat().st_size / 2**20 for name, path in files.items()}
        found["raw_mib"] = sum(path.stat().st_size for path in raw.rglob("*.*")) / 2**20
    return found


def _pairs(size: int, raw: Path) -> dict[str, Any]:
    """Seconds of the shipped reports, all new, and of one report more or less on top of many, in turn.

    Needs the warehouse of `refresh` with so many reports.
    """
    command = [str(Path(sys.executable).parent / "khuyencong"), "refresh"]
    home = HOME / str(size) / "refresh"
    env = _env(raw, home)
    _one_more(raw, size, False)
    once(command, env, PROJECT)
    shipped, one = [], []
    for number in range(PAIRS):
        shipped.append(measure("refresh", SIZES[0], "new")["wall"])
        _one_more(raw, size, number % 2 == 0)
        one.append(once(command, env, PROJECT))
    wall, cpu = (statistics.median(getattr(sample, what) for sample in one) for what in ("wall", "cpu"))
    return {"wall": wall, "cpu": cpu, "shipped": shipped, "one": [sample.wall for sample in one]}


def _usual(size: int, home: Path, env: dict[str, str]) -> dict[str, Any]:
    """A run per partition, then dbt; the landing file for dbt comes from the measurement of the parts."""
    state = home / "warehouse" / "state"
    state.mkdir(parents=True)
    shutil.copyfile(HOME / str(size) / "parts/warehouse/state/landing.duckdb", state / "landing.duckdb")
    for name in ("build", "work", "landing"):
        env[f"KHUYENCONG_{name.upper()}"] = str(state / f"{name}.duckdb")
    once([sys.executable, "-m", "benchmarks.usual"], env, PROJECT)
    dagster, module = str(Path(sys.executable).parent / "dagster"), ("-m", "benchmarks.usual")
    some = sorted(path.name for path in prepare(size).iterdir())[: min(size, PARTITIONS)]
    runs = [
        once(
            [dagster, "asset", "materialize", *module, "--select", "figures", "--partition", name],
            env,
            PROJECT,
        )
        for name in some
    ]
    build = once([dagster, "job", "execute", *module, "-j", "build"], env, PROJECT)
    wall, cpu = (sum(getattr(run, what) for run in runs) / len(runs) for what in ("wall", "cpu"))
    return {
        "partitions": len(runs),
        "partition_wall": wall,
        "dbt_wall": build.wall,
        "wall": wall * size + build.wall,
        "cpu": cpu * size + build.cpu,
        "peak_mib": max(sample.peak_mib for sample in (*runs, build)),
    }


def kept() -> dict[str, Any]:
    """What was measured before."""
    found: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    return found


def main() -> int:
    """Measure what the command line names, or everything."""
    from benchmarks import scale_page

    wanted = sys.argv[1:]
    if wanted == ["report"]:
        print(scale_page.write(kept()))
        return 0
    plan = [(w, int(n), s) for w, n, s in zip(*[iter(wanted)] * 3, strict=True)] if wanted else list(PLAN)
    for way, size, state in plan:
        found = measure(way, size, state)
        everything = kept() | {f"{way} {size} {state}": found | {"when": where_and_when()}}
        KEPT.write_text(json.dumps(everything, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        print(f"{way} {size} {state}: {found['wall']:.1f} s, {found['cpu']:.1f} s of processor", flush=True)
    if not wanted:
        print(scale_page.write(kept()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
