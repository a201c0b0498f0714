"""Links from an asset to the code that makes it, as Dagster shows them."""

from __future__ import annotations

from typing import Any

import dagster as dg

from ..settings import Settings


def code_links(settings: Settings, **places: str) -> dict[str, Any]:
    """Metadata with one link per place: its label and the file's path inside the package."""
    package = settings.project / "dagster_project"
    return {
        "dagster/code_references": dg.CodeReferencesMetadataValue(
            code_references=[
                dg.LocalFileCodeReference(file_path=str(package / path), line_number=1, label=label)
                for label, path in places.items()
            ]
        )
    }
