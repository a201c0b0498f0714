"""`datapackage.json`: a Data Package v2 over the CSV files for programs.

Belongs here: types, descriptions and keys, as the release has them. Does not belong here: the files
themselves (`text.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ...messages import say
from .source import PROGRAMS, Column, Source, Table

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def write_package(source: Source, folder: Path, sha256: Callable[[Path], str]) -> Path:
    """Describe the CSV files for programs, which lie in `folder`."""
    tables = source.tables(PROGRAMS)
    owners = {table.key[0]: table.name for table in tables if len(table.key) == 1 and ".dim_" in table.source}
    resources = []
    for table in tables:
        file = folder / f"{table.name}.csv"
        columns = source.for_programs(table).columns
        names = [column.name for column in columns]
        schema: dict[str, Any] = {"fields": [_field(column) for column in columns], "missingValues": [""]}
        if table.key and set(table.key) <= set(names) and not _has_blank_key(source, table):
            schema["primaryKey"] = list(table.key)
        schema["foreignKeys"] = [
            {"fields": [name], "reference": {"resource": owner, "fields": [name]}}
            for name, owner in owners.items()
            if name in names and owner != table.name
        ]
        resources.append(
            {
                "name": table.name,
                "path": file.name,
                "type": "table",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": file.stat().st_size,
                "hash": f"sha256:{sha256(file)}",
                "description": source.comments.get((table.source, ""), ""),
                "schema": schema,
            }
        )
    described = {
        "$schema": PROFILE,
        "name": "khuyencong",
        "id": f"khuyencong:{source.release_id}",
        "title": say("exports.title"),
        "description": say("exports.licence"),
        "version": source.release_id,
        "created": f"{source.created:%Y-%m-%dT%H:%M:%SZ}",
        "licenses": [{"name": "MIT", "path": "https://opensource.org/license/mit", "title": "MIT License"}],
        "contributors": [{"title": "khuyencong", "roles": ["publisher"]}],
        "resources": resources,
    }
    path = folder / "datapackage.json"
    path.write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _has_blank_key(source: Source, table: Table) -> bool:
    """Whether one row is named by nothing ("all of it"): in a CSV that is no key."""
    named = " and ".join(f"{name}::varchar = ''" for name in table.key)
    ((found,),) = source.rows(f"select count(*) from {table.source} where {named}")
    return bool(found)


def _field(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {"name": column.name, "type": _type(column.type)}
    if found["type"] == "datetime":
        found["format"] = "%Y-%m-%dT%H:%M:%SZ"
    if column.comment:
        found["description"] = column.comment
    return found


def _type(type_: str) -> str:
    if type_.endswith("[]"):
        return "array"
    if type_.startswith("MAP"):
        return "object"
    known = {"DATE": "date", "TIMESTAMP": "datetime", "BOOLEAN": "boolean", "VARCHAR": "string"}
    return known.get(type_) or ("number" if type_.startswith("DECIMAL") else "integer")
