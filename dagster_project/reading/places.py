"""Places: an id, or a name that means exactly one place, and a part inside it.

Belongs here: from text to id. Does not belong here: whether the place existed when the figure holds
(a rule), members of groups, mergers. Identity is the id; names and codes change hands.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dagster_project.messages import message
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.text import DASHES, fold, fold_plain, nearest, normalise, slugify
from dagster_project.vocabulary import Place, PlaceName

PART_KINDS = ("kcn", "ccn", "dcn", "huyen", "thi-xa", "xa", "phuong", "lang", "cty", "htx", "coso")
"""What opens a slug: zone, cluster, point, district, town, commune, ward, craft village, company,
cooperative, establishment."""

_PART = re.compile(rf"(?:{'|'.join(PART_KINDS)})(?:-[a-z0-9]+)+\Z")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_MARKS = re.compile(rf"[{re.escape(DASHES)}.,]")
_TITLES = tuple(key(title) for title in ("tỉnh", "thành phố", "tp") for key in (fold, fold_plain))


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A place that a figure is about.

    Attributes:
        place_id: the province, nation or group.
        part: slug of something inside it, blank for all of it.
        inferred: marked with `?`.
        spelling: `place_id` or `place_id/part`, without the `?`.
    """

    place_id: str
    part: str
    inferred: bool
    spelling: str


def name_key(name: str) -> str:
    """Key of a name: case, tone placement, title, dots, commas and kinds of dash do not matter."""
    key = " ".join(_MARKS.sub(" ", fold(name)).split())
    for title in _TITLES:
        rest = key.removeprefix(title + " ")
        if rest != key:
            return rest
    return key


class PlaceIndex:
    """Ids and names of a vocabulary, ready for reading.

    Args:
        places: places by id.
        names: other names of places.
    """

    def __init__(self, places: Mapping[str, Place], names: Iterable[PlaceName] = ()) -> None:
        self.places = dict(places)
        self.by_name: dict[str, list[str]] = {}
        self.by_plain: dict[str, list[str]] = {}
        self.names: list[str] = []
        named = [(place.name_vi, place.place_id) for place in places.values()]
        named += [(place.name_en, place.place_id) for place in places.values() if place.name_en]
        named += [(name.alias, name.place_id) for name in names]
        for name, place_id in named:
            self.names.append(name)
            key = name_key(name)
            for index, entry in ((self.by_name, key), (self.by_plain, fold_plain(key))):
                ids = index.setdefault(entry, [])
                if place_id not in ids:
                    ids.append(place_id)

    def read(self, text: str, on: dt.date | None = None) -> PlaceRef:
        """Read a place; a trailing `?` marks it as inferred.

        Args:
            text: an id, `id/slug`, or a name with or without title and accents.
            on: a day of the figure's period, which decides between places that share a name.

        Raises:
            Unreadable: `place-empty`, `place-unknown`, `place-ambiguous`, `place-not-then`,
                `place-part-malformed`, `place-part-kind`.
        """
        tidy = normalise(text)
        inferred = tidy.endswith("?")
        head, slash, part = tidy.removesuffix("?").partition("/")
        head, part = head.strip(), part.strip().lower()
        if not head:
            raise Unreadable("place-empty", text, message("place.id-or-part"))
        place_id = head.lower() if head.lower() in self.places else self._by_name(head, text, on)
        if slash:
            self._check_part(place_id, part, text)
        return PlaceRef(place_id, part, inferred, f"{place_id}/{part}" if part else place_id)

    def _by_name(self, name: str, text: str, on: dt.date | None) -> str:
        key = name_key(name)
        # Without accents only if typed without: a wrong accent is a typing error, not a wish.
        ids = self.by_name.get(key) or (self.by_plain.get(key) if key.isascii() else None) or []
        if len(ids) == 1:
            return ids[0]
        if not ids:
            raise Unreadable("place-unknown", text, message("place.of-vocabulary"), self._near(name))
        if on is None:
            raise Unreadable("place-ambiguous", text, message("place.name-changes-with-time"), tuple(ids))
        then = [i for i in ids if self._exists(i, on)]
        if len(then) == 1:
            return then[0]
        raise Unreadable(
            "place-ambiguous" if then else "place-not-then",
            text,
            message("place.name-on-day", day=on, count=len(then)),
            tuple(then or ids),
        )

    def _exists(self, place_id: str, on: dt.date) -> bool:
        place = self.places.get(place_id)
        return (
            place is not None
            and (place.valid_from is None or place.valid_from <= on)
            and (place.valid_to is None or on <= place.valid_to)
        )

    def _near(self, name: str) -> tuple[str, ...]:
        """Ids whose id or name is close."""
        found = list(nearest(slugify(name), self.places))
        for close in nearest(name_key(name), self.names):
            found += self.by_name[name_key(close)]
        return tuple(dict.fromkeys(found))

    @staticmethod
    def _check_part(place_id: str, part: str, text: str) -> None:
        if _PART.match(part):
            return
        slug = slugify(part)
        if not _SLUG.match(part):
            fits = (f"{place_id}/{slug}",) if _PART.match(slug) else ()
            raise Unreadable("place-part-malformed", text, message("place.part-is-slug"), fits)
        raise Unreadable(
            "place-part-kind",
            text,
            message("place.part-opens-with-kind", kinds=", ".join(f"{kind}-" for kind in PART_KINDS)),
            tuple(f"{place_id}/{kind}-{part}" for kind in nearest(part.split("-")[0], PART_KINDS)),
        )
