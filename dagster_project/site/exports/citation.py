"""How a release is cited: CITATION.cff for reference managers, a schema.org Dataset for pages.

Belongs here: one description of the release in both forms. Does not belong here: citations of single figures,
which the release itself holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from ...messages import Language, say
from .source import Source

_LICENCE = "https://opensource.org/license/mit"
_MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xml": "application/vnd.sdmx.structure+xml;version=3.0.0",
    "zip": "application/zip",
    "cff": "application/yaml",
}


def write_citation(source: Source, path: Path) -> None:
    """`CITATION.cff` of the release."""
    described = {
        "cff-version": "1.2.0",
        "type": "dataset",
        "title": say("exports.title"),
        "message": source.citation("en"),
        "authors": [{"name": "khuyencong"}],
        "version": source.release_id,
        "date-released": source.created.date(),
        "license": "MIT",
        "identifiers": [
            {
                "type": "other",
                "value": f"sha256:{source.release['content_sha256']}",
                "description": "Content hash",
            }
        ],
        "keywords": ["industrial promotion", "Vietnam", "open data"],
    }
    path.write_text(
        yaml.safe_dump(described, sort_keys=False, allow_unicode=True, width=1000), encoding="utf-8"
    )


def dataset(source: Source, files: Iterable[tuple[str, int, str]], language: Language, folder: str) -> str:
    """A release as a schema.org Dataset in JSON-LD, for a page that links to its downloads in `folder`.

    `files` are path below the folder, bytes and sha256 of each. Safe inside a `<script>` element: no `<`.
    """
    ((first, last),) = source.rows(
        "select min(period_start)::varchar, max(period_end)::varchar from marts.observations"
    )
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": say("exports.title", language),
        "description": say("exports.about", language),
        "identifier": source.release_id,
        "version": source.release_id,
        "datePublished": f"{source.created:%Y-%m-%d}",
        "license": _LICENCE,
        "isAccessibleForFree": True,
        "inLanguage": ["vi", "en"],
        "creator": {"@type": "Organization", "name": "khuyencong"},
        "citation": source.citation(language),
        "spatialCoverage": {"@type": "Country", "name": "Viet Nam", "identifier": "VN"},
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": f"{folder}/{file}",
                "encodingFormat": _MEDIA[file.rpartition(".")[2]],
                "contentSize": f"{size} B",
                "sha256": sha256,
            }
            for file, size, sha256 in files
        ],
    }
    if first and last:
        described["temporalCoverage"] = f"{first}/{last}"
    return json.dumps(described, ensure_ascii=False, indent=1).replace("<", "\\u003c")
