"""Places: an id, or a name that means exactly one place, and a path of parts inside it.

Belongs here: from text to id, what a refused text may have meant, which spellings of a part are alike. Does
not belong here: whether the place existed when the figure holds (a rule), members of groups. Identity is
the id; names and codes change hands.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from dagster_project.messages import message
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.text import DASHES, Names, fold, fold_plain, nearest, normalise, slugify
from dagster_project.vocabulary import PartKind, Place, PlaceEvent, PlaceName

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_MARKS = re.compile(rf"[{re.escape(DASHES)}.,]")
_APART = re.compile(r"[,;()/]|\bthuộc\b")
PROVINCE = "tỉnh"
CITY = "tp"
"""The kind of part whose words are the title of a centrally run city too; most cities lie in a province."""

NAMESAKES = (CITY, "tx")
"""Kinds that bear the name of a province only inside it, as its chief town; districts do so elsewhere too."""

REGION = ("mien", "phia", "vung", "khu vuc")
"""Words without accents that open the name of a region and of nothing else: of a group, in the vocabulary."""


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A place that a figure is about.

    Attributes:
        place_id: the province, nation or group.
        part: slugs of something inside it, from the larger to the smaller with slashes between them, such as
            `huyen-hai-lang/ccn-hai-chanh`; blank for all of it.
        inferred: marked with `?`.
        spelling: `place_id` or `place_id/part`, without the `?`.
    """

    place_id: str
    part: str
    inferred: bool
    spelling: str


def name_key(name: str) -> str:
    """Key of a name: case, tone placement, dots, commas and kinds of dash do not matter."""
    return " ".join(_MARKS.sub(" ", fold(name)).split())


def _typed(word: str) -> tuple[str, str]:
    """The keys of a word as typed with and without accents."""
    key = name_key(word)
    return key, fold_plain(key)


def kinds_of(part: str, kinds: Mapping[str, PartKind]) -> list[PartKind | None]:
    """The kind with which each slug of a path opens; None for a slug that opens with none."""
    return [
        next((kind for code, kind in kinds.items() if slug.startswith(f"{code}-")), None)
        for slug in part.split("/")
    ]


def exists(row: Place | PartKind, on: dt.date) -> bool:
    """Whether a place, or a level of places, is there on a day."""
    return (row.valid_from is None or row.valid_from <= on) and (row.valid_to is None or on <= row.valid_to)


def land_kept(events: Iterable[PlaceEvent]) -> dict[str, set[str]]:
    """By place those into which its land went and those from which it came: whole mergers, and splits."""
    kept: dict[str, set[str]] = defaultdict(set)
    for event in events:
        if event.kind == "split" or (event.kind == "merge" and event.whole):
            kept[event.from_place_id].add(event.to_place_id)
            kept[event.to_place_id].add(event.from_place_id)
    return kept


class PlaceIndex:
    """Ids and names of a vocabulary, ready for reading.

    Args:
        places: places by id.
        names: other names of places.
        kinds: kinds of parts by code.
        events: what happened to places: since when they are cities, where their land went.
        used: spellings of parts that other reports use, asked for only where a text is refused.
    """

    def __init__(
        self,
        places: Mapping[str, Place],
        names: Iterable[PlaceName],
        kinds: Mapping[str, PartKind],
        events: Iterable[PlaceEvent] = (),
        used: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self.places = dict(places)
        self.kinds = dict(kinds)
        self.used = used
        events = tuple(events)
        self.kept = land_kept(events)
        self.raised = {event.from_place_id: event for event in events if event.kind == "status"}
        named = [(place.name_vi, place.place_id) for place in places.values()]
        named += [(place.name_en, place.place_id) for place in places.values() if place.name_en]
        self.names = Names([*named, *((name.alias, name.place_id) for name in names)], name_key)
        words = {word: code for code, kind in kinds.items() for word in kind.words.split(", ")}
        longest_first = [(word, words[word]) for word in sorted(words, key=len, reverse=True)]
        self.words = {key: code for word, code in longest_first for key in _typed(word)}
        self.titles = dict.fromkeys(_typed(PROVINCE), PROVINCE)
        self.titles |= {key: code for key, code in self.words.items() if code == CITY}
        # Where a name opens inside a text: before "huyện", "tỉnh", but not before the "xã" of "thị xã".
        opening = [PROVINCE, CITY, *(w for w in words if kinds[words[w]].level < 3 and not w.isascii())]
        either = "|".join([*opening, *map(fold_plain, opening)])
        self._opening = re.compile(rf"(?<!thị)(?<!thi)\s(?=(?:{either})\b)", re.IGNORECASE)

    def read(self, text: str, on: dt.date | None = None, homes: Sequence[str] = ()) -> PlaceRef:
        """Read a place; a trailing `?` marks it as inferred.

        Args:
            text: an id, `id/slug`, `id/slug/slug`, or a name with or without title and accents.
            on: the day that decides between places that share a name, and whether a city was centrally run.
            homes: places that the report is about; proposals lie in them.

        Raises:
            Unreadable: `place-empty`, `place-unknown`, `place-ambiguous`, `place-not-then`, `place-city`,
                `place-part-malformed`, `place-part-kind`, `place-part-city`, `place-part-order`.
        """
        tidy = normalise(text)
        inferred = tidy.endswith("?")
        bare = tidy.removesuffix("?").strip()
        head, slash, rest = bare.partition("/")
        head = head.strip()
        if not head:
            raise Unreadable("place-empty", text, message("place.id-or-part"))
        place_id = head.lower() if head.lower() in self.places else self._by_name(head, bare, on, homes)
        part = "/".join(slug.strip() for slug in rest.lower().split("/"))
        if slash:
            self._check_part(place_id, part, text)
        return PlaceRef(place_id, part, inferred, f"{place_id}/{part}" if part else place_id)

    # --- names ---------------------------------------------------------------------------------------

    def _untitled(self, key: str) -> tuple[tuple[str, ...], bool]:
        """Ids of the places of a name, which may have a title, and whether the title is that of a city."""
        if ids := self.names.called(key):
            return ids, False
        for opening, title in self.titles.items():
            if ids := self.names.called(key.removeprefix(f"{opening} ")):
                return tuple(i for i in ids if self.places[i].kind == "province"), title == CITY
        return (), False

    def _by_name(self, name: str, text: str, on: dt.date | None, homes: Sequence[str]) -> str:
        ids, is_titled = self._untitled(name_key(name))
        if not ids:
            proposals = self._as_part(text, on, homes) or self._near(name, homes)
            raise Unreadable("place-unknown", text, message("place.of-vocabulary"), proposals)
        if is_titled and not self._are_cities(ids, on):
            raise self._no_city(ids, name, text, on, homes)
        then = self._there(ids, on)
        if len(ids) == 1 or len(then) == 1:
            return (then or ids)[0]
        accepted = message("place.name-changes-with-time")
        if on is not None:
            accepted = message("place.name-on-day", day=on, count=len(then))
        raise Unreadable("place-ambiguous" if then else "place-not-then", text, accepted, then or ids)

    def _there(self, ids: Iterable[str], on: dt.date | None) -> tuple[str, ...]:
        """Those of some places that were there on a day, all of them where no day is known."""
        return tuple(i for i in dict.fromkeys(ids) if on is None or exists(self.places[i], on))

    def is_city(self, place_id: str, on: dt.date | None) -> bool:
        """Whether a place is known to be a centrally run city on a day."""
        event = self.raised.get(place_id)
        if event is None or not self.places[place_id].city:
            return self.places[place_id].city
        return on is not None and event.verified and event.event_date <= on

    def _are_cities(self, ids: Sequence[str], on: dt.date | None) -> bool:
        """Whether those of some places that were there on a day were centrally run cities."""
        then = self._there(ids, on)
        return bool(then) and all(self.is_city(i, on) for i in then)

    def _no_city(
        self, ids: Sequence[str], name: str, text: str, on: dt.date | None, homes: Sequence[str]
    ) -> Unreadable:
        """A name with the title of a city means a province only where that is a centrally run city."""
        inside = self._as_part(text, on, homes)
        events = (self.raised[i] for i in self._there(ids, on) if i in self.raised)
        reported = next((event for event in events if not event.verified), None)
        if on is None:
            accepted = message("place.city-undated", name=name)
        elif reported and reported.event_date <= on:
            since, law = reported.event_date, reported.legal_basis
            accepted = message("place.city-reported", name=name, since=since, law=law)
            inside = (reported.from_place_id, *inside)
        else:
            accepted = message("place.city-inside", name=name, day=on)
        return Unreadable("place-city", text, accepted, inside)

    # --- what a refused text may have meant ----------------------------------------------------------

    def _slug(self, printed: str) -> str:
        """The slug of a printed name that opens with a word for its kind; blank where it opens with none."""
        key = name_key(printed)
        for word, code in self.words.items():
            if key.startswith(f"{word} "):
                return f"{code}-{slugify(key.removeprefix(word))}"
        return ""

    def _as_part(self, text: str, on: dt.date | None, homes: Sequence[str]) -> tuple[str, ...]:
        """Paths that a printed name may mean: `huyện Hải Lăng, tỉnh Quảng Trị` is one in Quảng Trị."""
        within: list[str] = []
        slugs: list[str] = []
        pieces = [piece.strip() for apart in _APART.split(text) for piece in self._opening.split(f" {apart}")]
        for piece in filter(None, pieces):
            ids, is_titled = self._untitled(name_key(piece))
            if ids and (not is_titled or self._are_cities(ids, on)):
                within += ids
            elif slug := self._slug(piece):
                slugs.append(slug)
            else:
                return ()
        if not slugs:
            return ()
        if not within:
            within = self._homes_of(slugs[-1], homes, on)
        part = "/".join(sorted(slugs, key=self.level))
        paths = [f"{home}/{part}" for home in self._then(within, on)]
        known = [path for near in map(self._used_alike, paths) for path in near]
        return tuple(path for path in dict.fromkeys([*known, *paths]) if self._is_path(path))

    def _homes_of(self, slug: str, homes: Sequence[str], on: dt.date | None) -> list[str]:
        """Provinces in which something may lie: the one of the report, or the one that has its name."""
        provinces = [i for i in homes if i in self.places and self.places[i].kind == "province"]
        own = self._then(provinces, on)
        kind, _, name = slug.partition("-")
        alike = self.names.plain.get(name.replace("-", " "), ()) if self.level(slug) == 1 else ()
        if both := [i for i in alike if i in own]:
            return both
        if alike and kind in NAMESAKES:
            return list(alike)
        return [*(own if len(own) == 1 else ()), *alike]

    def _then(self, ids: Sequence[str], on: dt.date | None) -> tuple[str, ...]:
        """Those of some places that were there on a day; where none was, those that had their land then."""
        kept = (i for place_id in ids for i in sorted(self.kept.get(place_id, ())))
        return self._there(ids, on) or self._there(kept, on)

    @cached_property
    def _used(self) -> dict[str, list[str]]:
        """Parts that other reports use, by the key of their last slug, with its kind and without."""
        found: dict[str, list[str]] = defaultdict(list)
        for spelling in self.used():
            kind, slug = kinds_of(spelling, self.kinds)[-1], spelling.rpartition("/")[2]
            found[spelling_key(slug)].append(spelling)
            if kind:
                found[spelling_key(slug.removeprefix(f"{kind.part_kind}-"))].append(spelling)
        return found

    def _used_alike(self, path: str) -> list[str]:
        """Parts that other reports use and that this path may mean, written for its place."""
        place_id, _, part = path.partition("/")
        found = []
        for spelling in self._used.get(spelling_key(part.rpartition("/")[2]), ()):
            other_id, _, other = spelling.partition("/")
            if "/" in part and "/" in other and not is_alike(part, other):
                continue
            if other_id == place_id:
                found.append(spelling)
            elif other_id in self.kept.get(place_id, ()):  # districts did not outlive the merger
                found.append(f"{place_id}/{other.rpartition('/')[2]}")
        return found

    def _near(self, name: str, homes: Sequence[str]) -> tuple[str, ...]:
        """What is close: used parts of that name, ids and names of as many words: one more may be a kind."""
        slug = slugify(name)
        found = [path for home in homes for path in self._used_alike(f"{home}/{slug}")]
        if not self._slug(name):
            near = list(nearest(slug, (i for i in self.places if i.count("-") == slug.count("-"))))
            names = (key for key in self.names.exact if slugify(key).count("-") == slug.count("-"))
            for close in nearest(name_key(name), names):
                near += self.names.exact[close]
            is_region = slug.replace("-", " ").startswith(tuple(f"{word} " for word in REGION))
            found += [i for i in near if not is_region or self.places[i].kind == "region"]
        return tuple(dict.fromkeys(found))

    # --- parts ---------------------------------------------------------------------------------------

    def level(self, slug: str) -> int:
        """The level of a part by the kind with which its slug opens; 0 where it opens with none."""
        kind = kinds_of(slug, self.kinds)[0]
        return kind.level if kind else 0

    def _is_path(self, path: str) -> bool:
        place_id, _, part = path.partition("/")
        try:
            self._check_part(place_id, part, path)
        except Unreadable:
            return False
        return True

    def _check_part(self, place_id: str, part: str, text: str) -> None:
        slugs, kinds = part.split("/"), kinds_of(part, self.kinds)
        if not all(map(_SLUG.match, slugs)):
            near = self._as_slugs(place_id, slugs)
            raise Unreadable("place-part-malformed", text, message("place.part-is-slug"), near)
        if None in kinds:
            codes = ", ".join(f"{code}-" for code in self.kinds)
            accepted = message("place.part-opens-with-kind", kinds=codes)
            raise Unreadable("place-part-kind", text, accepted, self._as_slugs(place_id, slugs))
        known = [kind for kind in kinds if kind is not None]
        if any(kind.in_city for kind in known) and not self.places[place_id].city:
            raise Unreadable("place-part-city", text, message("place.part-of-city", place=place_id))
        if any(above.level >= below.level for above, below in pairwise(known)):
            path = f"{place_id}/{'/'.join(sorted(slugs, key=self.level))}"
            near = (path,) if len({kind.level for kind in known}) == len(known) else ()
            raise Unreadable("place-part-order", text, message("place.part-from-large-to-small"), near)

    def _as_slugs(self, place_id: str, printed: Sequence[str]) -> tuple[str, ...]:
        """Paths that printed parts may mean: used ones of that name, and their slugs."""
        kinds = kinds_of("/".join(printed), self.kinds)
        slugs = [
            each if kind and _SLUG.match(each) else self._slug(each) or slugify(each)
            for each, kind in zip(printed, kinds, strict=True)
        ]
        path = f"{place_id}/{'/'.join(slugs)}"
        is_right = None not in kinds_of("/".join(slugs), self.kinds) and self._is_path(path)
        return tuple(dict.fromkeys([*self._used_alike(path), *([path] if is_right else ())]))


# --- spellings --------------------------------------------------------------------------------------

_ENDING_Y = re.compile(r"(?<![aeou])y(?=-|\Z)")
_OPENING_D = re.compile(r"(?:\A|(?<=-))d+(?=[aeiouy])")
_BETWEEN_LETTERS = re.compile(r"(?<!\d)-|-(?!\d)")  # 1-1 is not 11
_LOOSE = str.maketrans("y", "i", "d-")
"""All that `spelling_key` may change in a slug: slugs that differ beyond it have different keys."""


def spelling_key(slug: str) -> str:
    """A key equal for slugs that differ as spellings do: the letter đ (d, dd or lost), i for y, dashes."""
    letters = _ENDING_Y.sub("i", _OPENING_D.sub("", slug.replace("quy", "qui")))
    return _BETWEEN_LETTERS.sub("", letters)


def _keys(path: str) -> list[str]:
    return [spelling_key(slug) for slug in path.split("/")]


def is_alike(part: str, other: str) -> bool:
    """Whether two paths in one place may be spellings of one: slug by slug, or one leaves out the larger."""
    one, two = _keys(part), _keys(other)
    return one == two or (one[-1] == two[-1] and 1 in (len(one), len(two)))


def spelled_alike(
    spellings: Collection[str], kept: Mapping[str, Collection[str]]
) -> dict[str, tuple[str, ...]]:
    """Spellings of parts with the others that may mean the same, also those of the land under another id.

    Args:
        spellings: each `place/part`; those without a part are passed over.
        kept: places that had the same land, by place (`land_kept`).
    """
    # Of many parts hardly any has a name that another of its land has, give or take what a key may change.
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    for spelling in set(spellings):
        place, _, part = spelling.partition("/")
        if part:
            names[place, part.rpartition("/")[2].translate(_LOOSE)].append(part)
    repeated = {
        name
        for (place, name), parts in names.items()
        if len(parts) > 1 or any((elsewhere, name) in names for elsewhere in kept.get(place, ()))
    }
    groups: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for (place, name), its_parts in names.items():
        if name in repeated:
            for part in its_parts:
                groups[spelling_key(part.rpartition("/")[2])][place].append(part)
    alike: dict[str, tuple[str, ...]] = {}
    for parts in groups.values():
        for place, its_parts in parts.items():
            for part in its_parts:
                found = [f"{place}/{other}" for other in its_parts if other != part and is_alike(part, other)]
                for elsewhere in parts.keys() & kept.get(place, ()):
                    found += [
                        f"{elsewhere}/{other}"
                        for other in parts[elsewhere]
                        if other != part and _keys(other) == _keys(part)
                    ]
                if found:
                    alike[f"{place}/{part}"] = tuple(sorted(found))
    return alike
