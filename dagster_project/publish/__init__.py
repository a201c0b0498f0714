"""From a build to a release: gate, copy, compare, account, smoke test, switch; and back again (rollback).

Belongs here: the files in `releases/`, the link analysts open, what a release says about itself, about what
changed and why, and about what was known when; its macros. Does not belong here: changing marts, quality
data or analytics; building them.
"""

from __future__ import annotations

from .files import (
    GARBLED,
    Altered,
    Garbled,
    NoHardLinks,
    NoSuchRelease,
    bring_up_to_date,
    current_release,
    foreign_names,
    held,
    is_whole,
    kept_releases,
    lift,
    pin,
    pins,
    reasons_of_hold,
    release_files,
    release_named,
    rollback,
    size_of,
    unpin,
)
from .gate import Refused, reasons_against
from .inputs import changed_since, landed_reports, models_are_current, others_sha256, sources_sha256
from .outcome import (
    BEGUN,
    CANCELLED,
    COMMAND,
    FAILED,
    REFUSED,
    UNCHANGED,
    Ending,
    Outcome,
    begin,
    note_sources,
    outcomes,
    record,
    stands_for,
)
from .outcome import last as last_outcome
from .release import Release, is_as_published, publish, read_kept, read_release, reasons_to_stop, summary
from .verdicts import COUNTS
from .verdicts import read as read_history
