"""The site of a release: static pages in two languages, made from the published file and nothing else.

Belongs here: pages, their templates, style and script, the exports that stand beside them, and the page on
which figures are marked in the text of an article, which stays on this machine. Does not belong here: judging
or changing anything.
"""

from __future__ import annotations

from .build import NothingPublished, NotOurs, Site, build, release_of
from .console import NoWasm
from .texts import NoTexts, open_texts

__all__ = ["NoTexts", "NoWasm", "NotOurs", "NothingPublished", "Site", "build", "open_texts", "release_of"]
