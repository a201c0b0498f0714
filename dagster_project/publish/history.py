"""What was known when: `quality.revisions`, carried from release to release.

A revision is what a release said about a cell, from the day it was published until the day a release said
something else; the one that still holds has no end. The table is an ordinary history of that kind (slowly
changing dimension, type 2): the cell `9f…` with value 10 from 2026-01-01 to 2026-02-01, ended by
`transcription_mended`, and with value 12 from 2026-02-01, `known_to` null. Does not belong here: why a cell
changed (`diff.py`).
"""

from __future__ import annotations

import duckdb

from . import script
from .diff import CELL

SAID = ("value", "value_low", "value_high", "report_id", "figure")
"""Columns of an observation whose change makes a new revision."""

TABLE = "quality.revisions"
SAYS = "What was known when, over all releases. One row per cell and time in which it said the same."
COMMENTS = {
    "cell_id": "The cell; see marts.observations",
    **dict.fromkeys(CELL, "Part of the cell"),
    **dict.fromkeys(SAID, "What the releases of this time said; see marts.observations"),
    "known_from": "Publication of the first release that said so (UTC)",
    "known_to": "Publication of the first release that no longer said so (UTC); null while it is said",
    "kind": "Why it began: new_source, source_corrected (by the publisher or a correction), "
    "transcription_mended (our sheet), rule_changed (an accepted change of code, vocabulary or rules), "
    "place_recoded, withdrawn (another claim was taken back)",
    "ended_by": "Why it ended, in the same words, or withdrawn; null while it is said",
}


def write(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the history of the opened candidate, that of the release before carried on.

    Where the release before kept none, history begins with this one.

    Args:
        connection: The candidate with `meta.inputs` and `meta.release_diff`, the history of the release
            before in `before_revisions`, and the variable `created`.
    """
    script.run(connection, "history")
