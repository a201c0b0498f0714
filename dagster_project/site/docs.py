"""What dbt says of its models, as one page: dbt's own, filled in, which asks nobody for anything.

`dbt docs generate --static` makes the same in eight seconds and five megabytes: it parses and compiles the
project anew, and takes along all macros of dbt itself. Here the columns are those of the release.

Belongs here: what the page is told. Does not belong here: whether the models are the same as then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .content import Content

OURS = "khuyencong"
UNSHOWN = {"build_path", "checksum", "compiled_path", "created_at", "doc_blocks", "unrendered_config"}
"""What of a node the page shows nowhere."""


def write_docs(content: Content, manifest: Mapping[str, Any], path: Path) -> None:
    """Write the page of the models of a release; `manifest` is dbt's, of its schema v12."""
    from dbt.task.docs import DOCS_INDEX_FILE_PATH

    page = Path(DOCS_INDEX_FILE_PATH).read_text(encoding="utf-8")
    shown = _shown(manifest, content)
    for name, data in (("MANIFEST", shown), ("CATALOG", _catalog(shown, content))):
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        page = page.replace(f'"{name}.JSON INLINE DATA"', text.replace("</", "<\\/"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")


def _metadata(manifest: Mapping[str, Any], content: Content) -> dict[str, Any]:
    """Nothing that tells when the page was made: it is that of the release."""
    kept = ("dbt_schema_version", "dbt_version", "project_name", "project_id", "adapter_type", "quoting")
    kept_values = {name: manifest["metadata"][name] for name in kept}
    created = f"{content.release['created']:%Y-%m-%dT%H:%M:%SZ}"
    return kept_values | {"generated_at": created, "send_anonymous_usage_stats": False, "env": {}}


def _shown(manifest: Mapping[str, Any], content: Content) -> dict[str, Any]:
    """What the page shows of the project: all but the macros of dbt and what only a build needs."""
    macros = {name: macro for name, macro in manifest["macros"].items() if macro["package_name"] == OURS}

    def trimmed(node: Mapping[str, Any]) -> dict[str, Any]:
        found = {key: value for key, value in node.items() if key not in UNSHOWN}
        if "macros" in found.get("depends_on", {}):
            used = [macro for macro in found["depends_on"]["macros"] if macro in macros]
            found["depends_on"] = found["depends_on"] | {"macros": used}
        return found

    shown = dict(manifest) | {"metadata": _metadata(manifest, content), "macros": macros}
    for kind in ("nodes", "sources", "macros", "exposures", "unit_tests"):
        shown[kind] = {name: trimmed(node) for name, node in shown[kind].items()}
    return shown


def _catalog(manifest: Mapping[str, Any], content: Content) -> dict[str, Any]:
    """Types and comments of the columns of the release, by model."""
    tables = {(table["schema"], table["name"]): table for table in content.rows("catalog")}
    nodes = {}
    for name, node in manifest["nodes"].items():
        table = tables.get((node["schema"], node.get("alias") or node["name"]))
        if table and node["resource_type"] in ("model", "seed"):
            about = {key: table[key] for key in ("schema", "name", "comment")}
            about |= {"type": "VIEW" if table["is_view"] else "BASE TABLE"}
            about |= {"database": node["database"], "owner": None}
            columns = {column["name"]: column for column in table["columns"]}
            nodes[name] = {"metadata": about, "columns": columns, "stats": {}, "unique_id": name}
    return {"metadata": manifest["metadata"], "nodes": nodes, "sources": {}, "errors": None}
