"""The same ingest and dbt build without Dagster: what a refresh is compared with.

    python -m benchmarks.plain [FILE]

With FILE, the build is published as well, and the seconds of every step are written there as JSON. Publishing
is left out otherwise, because the comparison is with ingest and dbt alone.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path

from dagster_project import ingest, settings, transform

LAYERS = (
    *("vocabulary", "judgement", "staging", "intermediate"),
    *("marts", "quality", "analytics", "meta", "internal"),
)


def layer(unique_id: str, resource_type: str, path: str) -> str:
    """Where the seconds of a node belong."""
    if resource_type == "test":
        return "tests"
    if resource_type == "seed":
        return "seeds"
    if "/relations" in path:
        return "relations"
    return next((folder for folder in LAYERS if f"/{folder}/" in path), "other")


def main() -> int:
    """Land, build, say what happened; exit status 1 when dbt failed."""
    where = settings.load()
    landed = ingest.run(where)
    built = transform.build(where)
    print(landed.load_id, "complete" if built.ok else "failed")
    if built.ok and len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(json.dumps(_parts(where, landed, built)), encoding="utf-8")
    return 0 if built.ok else 1


def _parts(where: settings.Settings, landed: ingest.IngestResult, built: transform.BuildResult) -> object:
    from dagster_project import publish

    nodes = transform.load_manifest(where)["nodes"]
    paths = {key: node["original_file_path"] for key, node in nodes.items()}
    layers: dict[str, float] = {}
    slowest: list[tuple[float, str]] = []
    for node in built.nodes:
        if node.resource_type == "operation":
            continue
        where_to = layer(node.unique_id, node.resource_type, f"/{paths.get(node.unique_id, '')}")
        layers[where_to] = layers.get(where_to, 0.0) + node.seconds
        slowest.append((node.seconds, f"{node.resource_type} {node.name}"))
    began = time.perf_counter()
    release = publish.publish(where)
    started = time.perf_counter()
    shutil.copyfile(where.build, where.state / "copy.tmp")
    with (where.state / "copy.tmp").open("rb") as handle:
        os.fsync(handle.fileno())
    copied = time.perf_counter() - started
    (where.state / "copy.tmp").unlink()
    return {
        "figures": landed.tables["figures"],
        "ingest": landed.seconds,
        "layers": layers,
        "slowest": sorted(slowest, reverse=True)[:12],
        "publish": started - began,
        "copy": copied,
        "content_sha256": release.content_sha256,
        "relations": release.row_counts.get("quality.relations", 0),
        "conflicts": release.row_counts.get("quality.conflicts", 0),
        "observations": release.row_counts.get("marts.observations", 0),
    }


if __name__ == "__main__":
    sys.exit(main())
