"""What the place files promise, as small checks, each shown to bite on a mutated copy.

Belongs here: counts, territories, codes and names of `dbt/seeds/vocabulary/place*.csv`. Does not belong
here: how a printed name is read (`reading.places`).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

import pytest

from dagster_project import settings
from dagster_project.reading.places import PlaceIndex
from dagster_project.vocabulary import (
    PartKind,
    Place,
    PlaceEvent,
    PlaceMember,
    PlaceName,
    Vocabulary,
)

DAY = dt.timedelta(days=1)
MERGER = dt.date(2025, 7, 1)
KINDS = {"merge", "split", "rename", "status", "recode"}
COUNTS = {
    dt.date(2003, 12, 31): 61,
    dt.date(2004, 1, 1): 64,
    dt.date(2008, 7, 31): 64,
    dt.date(2008, 8, 1): 63,
    dt.date(2012, 12, 31): 63,
    dt.date(2025, 6, 30): 63,
    dt.date(2025, 7, 1): 34,
    dt.date(2026, 5, 1): 34,
}
# Code, name until 2025-06-30, name since 2025-07-01, the new name's old code (Quyết định 19/2025/QĐ-TTg).
RECODED = {
    ("15", "Yên Bái", "Lào Cai", "10"),
    ("24", "Bắc Giang", "Bắc Ninh", "27"),
    ("44", "Quảng Bình", "Quảng Trị", "45"),
    ("52", "Bình Định", "Gia Lai", "64"),
    ("80", "Long An", "Tây Ninh", "72"),
    ("82", "Tiền Giang", "Đồng Tháp", "87"),
    ("91", "Kiên Giang", "An Giang", "89"),
}
# Extent not touched by the merger of 2025 (Nghị quyết 202/2025/QH15).
UNCHANGED = {
    "ha-noi", "cao-bang", "dien-bien", "lai-chau", "son-la", "lang-son", "quang-ninh", "thanh-hoa",
    "nghe-an", "ha-tinh", "hue",
}  # fmt: skip
# Old name: (old code, new name, new code, ISO 3166-2).
KNOWN = {
    "Thái Bình": ("34", "Hưng Yên", "33", "VN-20"),
    "Bắc Kạn": ("06", "Thái Nguyên", "19", "VN-53"),
    "Thái Nguyên": ("19", "Thái Nguyên", "19", "VN-69"),
    "Lào Cai": ("10", "Lào Cai", "15", "VN-02"),
    "Hà Giang": ("02", "Tuyên Quang", "08", "VN-03"),
    "Bà Rịa - Vũng Tàu": ("77", "Hồ Chí Minh", "79", "VN-43"),
    "Đắk Nông": ("67", "Lâm Đồng", "68", "VN-72"),
    "Sóc Trăng": ("94", "Cần Thơ", "92", "VN-52"),
}


# Centrally run cities of a day; the cities reported since 2026-09-01 and 2026-09-20 are not verified.
CITIES = {
    dt.date(2004, 1, 1): {"Hà Nội", "Hải Phòng", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ"},
    dt.date(2024, 12, 31): {"Hà Nội", "Hải Phòng", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ"},
    dt.date(2025, 1, 1): {"Hà Nội", "Hải Phòng", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ", "Huế"},
    dt.date(2026, 4, 29): {"Hà Nội", "Hải Phòng", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ", "Huế"},
    dt.date(2026, 4, 30): {"Hà Nội", "Hải Phòng", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ", "Huế", "Đồng Nai"},
    dt.date(2026, 11, 1): {"Hà Nội", "Hải Phòng", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ", "Huế", "Đồng Nai"},
}
# Groups of provinces that are no regions of the law: they overlap with those.
CONFERENCES = {"dong-bang-song-hong-bac-trung-bo-14": 14}
# From when on the members of the regions are given, and how many provinces each region of the law has then.
REGIONS = {
    dt.date(2008, 8, 1): [5, 6, 11, 13, 14, 14],
    MERGER - DAY: [5, 6, 11, 13, 14, 14],
    MERGER: [3, 5, 5, 6, 6, 9],
}


@dataclass(frozen=True)
class Files:
    """The four files, so that a test can hand in a changed copy."""

    places: tuple[Place, ...]
    members: tuple[PlaceMember, ...]
    events: tuple[PlaceEvent, ...]
    names: tuple[PlaceName, ...]
    kinds: tuple[PartKind, ...]

    def place(self, place_id: str) -> Place:
        return next(p for p in self.places if p.place_id == place_id)

    def ids(self) -> set[str]:
        return {p.place_id for p in self.places}

    def provinces(self, on: dt.date) -> list[Place]:
        return [p for p in self.places if p.kind == "province" and alive(p, on)]

    def border_days(self) -> list[dt.date]:
        """Every day on which a territory begins or has just ended, and the days before them."""
        days = {p.valid_from for p in self.places if p.valid_from}
        days |= {p.valid_to + DAY for p in self.places if p.valid_to}
        return sorted(days | {d - DAY for d in days})


def alive(row: Place | PlaceMember, on: dt.date) -> bool:
    return (row.valid_from is None or row.valid_from <= on) and (row.valid_to is None or on <= row.valid_to)


def plain(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return re.sub(r"\W+", "", "".join(c for c in bare if not unicodedata.combining(c)))


def twice(values: Iterable[str]) -> list[str]:
    return [v for v, n in Counter(values).items() if n > 1]


def wrong_ids(f: Files) -> list[str]:
    found = [f"{i} is no plain slug" for i in f.ids() if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", i)]
    found += [f"place {i} is there twice" for i in twice(p.place_id for p in f.places)]
    found += [f"event {i} is there twice" for i in twice(e.event_id for e in f.events)]
    found += [f"alias {i} is there twice" for i in twice(f"{n.alias} → {n.place_id}" for n in f.names)]
    named = [i for m in f.members for i in (m.group_id, m.member_id)]
    named += [i for e in f.events for i in (e.from_place_id, e.to_place_id)]
    named += [n.place_id for n in f.names]
    return found + [f"{i} is no place" for i in set(named) - f.ids()]


def wrong_texts(f: Files) -> list[str]:
    texts = [t for p in f.places for t in (p.name_vi, p.name_en, p.note)]
    texts += [t for e in f.events for t in (e.legal_basis, e.note)]
    texts += [t for n in f.names for t in (n.alias, n.note)] + [m.note for m in f.members]
    texts += [t for k in f.kinds for t in (k.label_vi, k.label_en, k.words)]
    found = [
        f"{t!r} is not tidy NFC" for t in texts if unicodedata.normalize("NFC", " ".join(t.split())) != t
    ]
    found += [f"{p.place_id} has an English name with accents" for p in f.places if not p.name_en.isascii()]
    return found + [f"{p.place_id} has no name" for p in f.places if not (p.name_vi and p.name_en)]


def wrong_counts(f: Files) -> list[str]:
    return [
        f"{len(f.provinces(day))} provinces on {day}, not {n}"
        for day, n in COUNTS.items()
        if len(f.provinces(day)) != n
    ]


def wrong_members(f: Files) -> list[str]:
    found = []
    for day in f.border_days():
        members = sorted(m.member_id for m in f.members if m.group_id == "viet-nam" and alive(m, day))
        if members != sorted(p.place_id for p in f.provinces(day)):
            found.append(f"the nation is not the sum of its provinces on {day}")
    return found


def wrong_regions(f: Files) -> list[str]:
    """The regions of the law share out the provinces of each day; a conference has all its members."""
    found = []
    regions = {p.place_id for p in f.places if p.kind == "region"}
    for day in [d for d in f.border_days() if d >= min(REGIONS)]:
        groups: dict[str, list[str]] = {}
        for m in f.members:
            if m.group_id in regions and alive(m, day):
                groups.setdefault(m.group_id, []).append(m.member_id)
        found += [f"{g} has members on {day} and is none" for g in groups if not alive(f.place(g), day)]
        law = [member for g, members in groups.items() if g not in CONFERENCES for member in members]
        if sorted(law) != sorted(p.place_id for p in f.provinces(day)):
            found.append(f"the regions do not share out the provinces of {day}")
        sizes = sorted(len(members) for g, members in groups.items() if g not in CONFERENCES)
        if day in REGIONS and sizes != REGIONS[day]:
            found.append(f"regions of {sizes} provinces on {day}")
        found += [
            f"{g} has {len(groups[g])} members"
            for g, n in CONFERENCES.items()
            if len(groups.get(g, [])) not in (0, n)
        ]
    return found + [f"{g} is no region" for g in CONFERENCES.keys() - regions]


def wrong_spans(f: Files) -> list[str]:
    """A member is in a group once at a time and without a gap, and both are there as long."""
    found = []
    spans: dict[tuple[str, str], list[PlaceMember]] = {}
    for m in f.members:
        spans.setdefault((m.group_id, m.member_id), []).append(m)
        if m.valid_from and m.valid_to and m.valid_from > m.valid_to:
            found.append(f"{m.member_id} leaves {m.group_id} before it joins")
        for row in (f.place(m.group_id), f.place(m.member_id)):
            begins = row.valid_from and (m.valid_from is None or m.valid_from < row.valid_from)
            ends = row.valid_to and (m.valid_to is None or m.valid_to > row.valid_to)
            if begins or ends:
                found.append(f"{m.member_id} is in {m.group_id} when {row.place_id} is not there")
    for (group_id, member_id), rows in spans.items():
        for a, b in pairwise(sorted(rows, key=lambda m: m.valid_from or dt.date.min)):
            if a.valid_to is None or b.valid_from is None or a.valid_to >= b.valid_from:
                found.append(f"{member_id} is in {group_id} twice")
            elif a.valid_to + DAY < b.valid_from:
                found.append(f"{member_id} is out of {group_id} in between")
    return found


def wrong_cities(f: Files) -> list[str]:
    """Cities of a day by the column and the events, as the reader takes them."""
    index = PlaceIndex(
        {p.place_id: p for p in f.places}, f.names, {k.part_kind: k for k in f.kinds}, f.events
    )
    found = []
    for day, names in CITIES.items():
        cities = {p.name_vi for p in f.provinces(day) if index.is_city(p.place_id, day)}
        if cities != names:
            found.append(f"cities of {day}: {sorted(cities ^ names)}")
    raised = {e.from_place_id for e in f.events if e.kind == "status"}
    found += [f"{i} was raised to no city" for i in raised if not f.place(i).city]
    return found + [
        f"{p.place_id} is a city, no province" for p in f.places if p.city and p.kind != "province"
    ]


def wrong_kinds(f: Files) -> list[str]:
    """Kinds are slugs of which none opens another, words name one kind, levels end with the districts."""
    codes = [k.part_kind for k in f.kinds]
    found = [f"kind {c!r}" for c in codes if not re.fullmatch(r"[a-z]+(-[a-z]+)*", c)] + twice(codes)
    found += [f"{a} opens {b}" for a in codes for b in codes if a != b and b.startswith(f"{a}-")]
    found += twice(word for k in f.kinds for word in k.words.split(", "))
    ended = {k.part_kind for k in f.kinds if k.valid_to == MERGER - DAY}
    if ended != {"tp", "quan", "tx", "huyen", "tt"}:
        found.append(f"levels that ended: {sorted(ended)}")
    begun = {k.part_kind for k in f.kinds if k.valid_from == MERGER}
    return found if begun == {"dac-khu"} else [*found, f"levels that began: {sorted(begun)}"]


def wrong_codes(f: Files) -> list[str]:
    found = [f"code {p.gso_code!r}" for p in f.places if not re.fullmatch(r"(\d\d)?", p.gso_code)]
    found += [
        f"code {p.iso_code!r}" for p in f.places if not re.fullmatch(r"(VN-([A-Z]{2}|\d\d))?", p.iso_code)
    ]
    for day in f.border_days():
        here = f.provinces(day)
        found += [f"code {c} twice on {day}" for c in twice(p.gso_code for p in here if p.gso_code)]
        found += [f"code {c} twice on {day}" for c in twice(p.iso_code for p in here if p.iso_code)]
        if day >= dt.date(2004, 1, 1):
            found += [f"{p.place_id} has no statistical code" for p in here if not p.gso_code]
    return found


def wrong_successors(f: Files) -> list[str]:
    """Each ended territory went whole into one place, or was split; each begun one came from somewhere."""
    found = []
    moves = [e for e in f.events if e.kind in ("merge", "split")]
    for place in (p for p in f.places if p.kind == "province"):
        if place.valid_to:
            went = [
                e for e in moves if e.from_place_id == place.place_id and e.event_date == place.valid_to + DAY
            ]
            whole = [e for e in went if e.whole]
            split = [e for e in went if e.kind == "split" and not e.whole]
            if (len(whole), len(split) >= 2) not in {(1, False), (0, True)}:
                found.append(f"{place.place_id} has {len(whole)} successors and {len(split)} split parts")
        if place.valid_from and not any(
            e.to_place_id == place.place_id and e.event_date == place.valid_from for e in moves
        ):
            found.append(f"{place.place_id} began out of nothing")
    for event in moves:
        old, new = f.place(event.from_place_id), f.place(event.to_place_id)
        if not (alive(old, event.event_date - DAY) and alive(new, event.event_date)):
            found.append(f"{event.event_id} moves a place that did not exist")
        if event.whole and alive(old, event.event_date):
            found.append(f"{event.event_id} moves all of a place that lives on")
    return found


def wrong_events(f: Files) -> list[str]:
    found = [f"{e.event_id} has kind {e.kind!r}" for e in f.events if e.kind not in KINDS]
    found += [
        f"{e.event_id}: {e.kind} from {e.from_place_id} to {e.to_place_id}"
        for e in f.events
        if (e.kind in ("rename", "status")) != (e.from_place_id == e.to_place_id)
    ]
    # Whole, from one place to another = the successor of a territory: nothing else may look like it.
    found += [f"{e.event_id} moves no territory" for e in f.events if e.kind == "recode" and e.whole]
    return found + [f"{e.event_id} has no legal basis" for e in f.events if e.verified and not e.legal_basis]


def wrong_recodes(f: Files) -> list[str]:
    before = {p.gso_code: p for p in f.provinces(MERGER - DAY)}
    after = {p.gso_code: p for p in f.provinces(MERGER)}
    former = {p.name_vi: p.gso_code for p in before.values()}
    derived = {
        (code, before[code].name_vi, new.name_vi, former.get(new.name_vi))
        for code, new in after.items()
        if code in before and before[code].name_vi != new.name_vi
    }
    told = {
        (f.place(e.to_place_id).gso_code, e.from_place_id, e.to_place_id)
        for e in f.events
        if e.kind == "recode" and e.event_date == MERGER and f" {f.place(e.to_place_id).gso_code} " in e.note
    }
    found = [f"{c} is told otherwise in the code table" for c in derived ^ RECODED]
    expected = {(c, before[c].place_id, after[c].place_id) for c, *_ in RECODED if c in before and c in after}
    return found + [f"{c} is told otherwise in the events" for c in told ^ expected]


def wrong_crosswalk(f: Files) -> list[str]:
    kept = {p.place_id for p in f.provinces(MERGER - DAY)} & {p.place_id for p in f.provinces(MERGER)}
    found = [f"{i} is unchanged in one list only" for i in kept ^ UNCHANGED]
    for name, expected in KNOWN.items():
        old = next(p for p in f.provinces(MERGER - DAY) if p.name_vi == name)
        went = [
            e.to_place_id
            for e in f.events
            if e.from_place_id == old.place_id and e.kind == "merge" and e.whole
        ]
        new = f.place(went[0])
        if (old.gso_code, new.name_vi, new.gso_code, old.iso_code) != expected:
            found.append(f"{name} differs from the code table")
    return found


def wrong_names(f: Files) -> list[str]:
    """A name means one place on any one day, and one name over time, accents or not."""
    spelled: dict[str, set[str]] = {}
    found = []
    for place in f.places:
        spelled.setdefault(plain(place.name_vi), set()).add(place.place_id)
    for alias in {n.alias for n in f.names}:
        ids = {n.place_id for n in f.names if n.alias == alias}
        spelled.setdefault(plain(alias), set()).update(ids)
        official = {p.name_vi for p in f.places if p.place_id in ids}
        missing = {p.place_id for p in f.places if p.name_vi in official} - ids
        found += [f"{alias} is not listed for {i}" for i in missing]
    for key, ids in spelled.items():
        official = {f.place(i).name_vi for i in ids}
        if len(official) > 1:
            found.append(f"{key} means {sorted(official)}")
        spans = sorted((f.place(i) for i in ids), key=lambda p: p.valid_from or dt.date.min)
        found += [
            f"{key} means {a.place_id} and {b.place_id} on one day"
            for a, b in pairwise(spans)
            if a.valid_to is None or b.valid_from is None or a.valid_to >= b.valid_from
        ]
    return found


def wrong_evidence(f: Files) -> list[str]:
    rows: list[tuple[str, Place | PlaceEvent | PlaceMember]] = [(p.place_id, p) for p in f.places]
    rows += [(e.event_id, e) for e in f.events]
    rows += [(f"{m.group_id} of {m.member_id}", m) for m in f.members]
    return [
        f"{i}: evidence and note disagree"
        for i, r in rows
        if any(doubt in r.note for doubt in ("from memory", "text not read", "assumed")) == r.verified
    ]


CHECKS: list[Callable[[Files], list[str]]] = [
    wrong_ids, wrong_texts, wrong_counts, wrong_members, wrong_regions, wrong_codes, wrong_successors,
    wrong_events, wrong_spans, wrong_cities, wrong_kinds,
    wrong_recodes, wrong_crosswalk, wrong_names, wrong_evidence,
]  # fmt: skip


@pytest.fixture(scope="module")
def files() -> Files:
    words = Vocabulary(settings.PROJECT / "dbt" / "seeds")
    return Files(
        tuple(words.places.values()),
        words.place_members,
        words.place_events,
        words.place_names,
        tuple(words.part_kinds.values()),
    )


def with_place(f: Files, which: str, /, **change: object) -> Files:
    old = f.place(which)
    new = dataclasses.replace(old, **change)  # type: ignore[arg-type]
    return dataclasses.replace(f, places=tuple(new if p is old else p for p in f.places))


def with_event(f: Files, event_id: str, **change: object) -> Files:
    assert any(e.event_id == event_id for e in f.events)
    changed = (
        dataclasses.replace(e, **change) if e.event_id == event_id else e  # type: ignore[arg-type]
        for e in f.events
    )
    return dataclasses.replace(f, events=tuple(changed))


def without_event(f: Files, event_id: str) -> Files:
    assert any(e.event_id == event_id for e in f.events)
    return dataclasses.replace(f, events=tuple(e for e in f.events if e.event_id != event_id))


def with_name(f: Files, alias: str, place_id: str) -> Files:
    return dataclasses.replace(f, names=(*f.names, PlaceName(alias, place_id, "spelling", "")))


def without_name(f: Files, alias: str, place_id: str) -> Files:
    kept = tuple(n for n in f.names if (n.alias, n.place_id) != (alias, place_id))
    assert len(kept) < len(f.names)
    return dataclasses.replace(f, names=kept)


def with_kind(f: Files, part_kind: str, /, **change: object) -> Files:
    assert any(k.part_kind == part_kind for k in f.kinds)
    changed = (
        dataclasses.replace(k, **change) if k.part_kind == part_kind else k  # type: ignore[arg-type]
        for k in f.kinds
    )
    return dataclasses.replace(f, kinds=tuple(changed))


def with_member(f: Files, group_id: str, member_id: str, /, **change: object) -> Files:
    assert any((m.group_id, m.member_id) == (group_id, member_id) for m in f.members)
    return with_members(
        f,
        lambda m: [
            dataclasses.replace(m, **change)  # type: ignore[arg-type]
            if (m.group_id, m.member_id) == (group_id, member_id)
            else m
        ],
    )


def with_members(f: Files, change: Callable[[PlaceMember], list[PlaceMember]]) -> Files:
    return dataclasses.replace(f, members=tuple(new for m in f.members for new in change(m)))


@pytest.mark.parametrize("check", CHECKS)
def test_place_files_keep_their_promises(check: Callable[[Files], list[str]], files: Files) -> None:
    assert check(files) == []


@pytest.mark.parametrize(
    ("check", "spoil"),
    [
        (wrong_ids, lambda f: with_place(f, "thai-binh", place_id="Thái Bình")),
        (wrong_ids, lambda f: dataclasses.replace(f, places=(*f.places, f.place("thai-binh")))),
        (wrong_ids, lambda f: dataclasses.replace(f, events=(*f.events, f.events[0]))),
        (wrong_ids, lambda f: with_event(f, "merge-2025-thai-binh", to_place_id="hung-yen-2026")),
        (wrong_ids, lambda f: with_name(f, "Quy Nhơn", "quy-nhon")),
        (
            wrong_texts,
            lambda f: with_place(f, "thai-binh", name_vi=unicodedata.normalize("NFD", "Thái Bình")),
        ),
        (wrong_texts, lambda f: with_place(f, "thai-binh", name_vi="Thái\u00a0Bình")),
        (wrong_texts, lambda f: with_place(f, "thai-binh", name_en="Thái Bình")),
        (wrong_texts, lambda f: with_place(f, "thai-binh", name_en="")),
        (wrong_counts, lambda f: with_place(f, "thai-binh", valid_to=None)),
        (wrong_counts, lambda f: with_place(f, "ha-tay", valid_to=dt.date(2008, 8, 1))),
        (wrong_counts, lambda f: with_place(f, "dak-nong", valid_from=None)),
        (
            wrong_members,
            lambda f: with_members(f, lambda m: [] if m.member_id == "ha-tay" else [m]),
        ),
        (wrong_members, lambda f: with_members(f, lambda m: [m, m] if m.member_id == "hue" else [m])),
        (
            wrong_members,
            lambda f: with_members(f, lambda m: [dataclasses.replace(m, valid_to=None)]),
        ),
        (
            wrong_regions,
            lambda f: with_members(
                f, lambda m: [] if (m.group_id, m.member_id) == ("tay-nguyen", "lam-dong") else [m]
            ),
        ),
        (
            wrong_regions,
            lambda f: with_members(
                f,
                lambda m: (
                    [dataclasses.replace(m, group_id="tay-nguyen")] if m.group_id == "dong-nam-bo" else [m]
                ),
            ),
        ),
        (
            wrong_regions,
            lambda f: with_members(
                f, lambda m: [] if m.group_id.endswith("-14") and m.member_id == "ha-tinh" else [m]
            ),
        ),
        (wrong_regions, lambda f: with_place(f, "dong-bang-song-hong", valid_to=dt.date(2020, 1, 1))),
        (wrong_spans, lambda f: with_members(f, lambda m: [m, m] if m.member_id == "thai-binh" else [m])),
        (wrong_spans, lambda f: with_member(f, "dong-bang-song-hong", "thai-binh", valid_to=None)),
        (wrong_spans, lambda f: with_member(f, "dong-bang-song-hong-2025", "ha-noi", valid_from=None)),
        (
            wrong_spans,
            lambda f: with_members(
                f,
                lambda m: (
                    [
                        dataclasses.replace(m, valid_to=dt.date(2012, 1, 1)),
                        dataclasses.replace(m, valid_from=dt.date(2012, 1, 3)),
                    ]
                    if (m.group_id, m.member_id) == ("dong-nam-bo", "dong-nai")
                    else [m]
                ),
            ),
        ),
        (wrong_cities, lambda f: with_place(f, "bac-giang", city=True)),
        (wrong_cities, lambda f: with_place(f, "hai-phong-2025", city=False)),
        (wrong_cities, lambda f: with_place(f, "tay-nguyen", city=True)),
        (wrong_cities, lambda f: without_event(f, "status-2025-hue")),
        (wrong_cities, lambda f: with_event(f, "status-2026-bac-ninh", verified=True)),
        (wrong_cities, lambda f: with_event(f, "status-2026-dong-nai", event_date=dt.date(2026, 5, 1))),
        (wrong_kinds, lambda f: with_kind(f, "xa", part_kind="dac")),
        (wrong_kinds, lambda f: with_kind(f, "tx", words="thị xã, huyện")),
        (wrong_kinds, lambda f: with_kind(f, "huyen", valid_to=None)),
        (wrong_kinds, lambda f: with_kind(f, "dac-khu", valid_from=None)),
        (wrong_codes, lambda f: with_place(f, "cao-bang", gso_code="4")),
        (wrong_codes, lambda f: with_place(f, "thai-binh", gso_code="33")),
        (wrong_codes, lambda f: with_place(f, "ha-tay", gso_code="01")),
        (wrong_codes, lambda f: with_place(f, "hung-yen-2025", gso_code="")),
        (wrong_codes, lambda f: with_place(f, "thai-binh", iso_code="VN-66")),
        (wrong_codes, lambda f: with_place(f, "thai-binh", iso_code="VN-2O")),
        (wrong_successors, lambda f: without_event(f, "merge-2025-thai-binh")),
        (wrong_successors, lambda f: with_event(f, "merge-2025-thai-binh", whole=False)),
        (wrong_successors, lambda f: with_event(f, "merge-2025-thai-binh", event_date=dt.date(2025, 6, 12))),
        (wrong_successors, lambda f: with_event(f, "merge-2008-me-linh", whole=True)),
        (wrong_successors, lambda f: without_event(f, "split-2004-dak-nong")),
        (
            wrong_successors,
            lambda f: with_event(f, "merge-2025-bac-kan", from_place_id="thai-binh"),
        ),
        (wrong_events, lambda f: with_event(f, "merge-2008-ha-tay", kind="join")),
        (wrong_events, lambda f: with_event(f, "status-2026-dong-nai", from_place_id="dong-nai")),
        (wrong_events, lambda f: with_event(f, "recode-2025-15", whole=True)),
        (wrong_events, lambda f: with_event(f, "merge-2008-ha-tay", legal_basis="")),
        (wrong_recodes, lambda f: without_event(f, "recode-2025-15")),
        (wrong_recodes, lambda f: with_event(f, "recode-2025-15", from_place_id="lao-cai")),
        (wrong_recodes, lambda f: with_event(f, "recode-2025-15", note="Statistical code 10 passed on.")),
        (wrong_recodes, lambda f: with_place(f, "lao-cai-2025", gso_code="10")),
        (wrong_recodes, lambda f: with_place(f, "gia-lai", gso_code="65")),
        (wrong_crosswalk, lambda f: with_event(f, "merge-2025-thai-binh", to_place_id="hai-phong-2025")),
        (wrong_crosswalk, lambda f: with_place(f, "thai-binh", iso_code="VN-34")),
        (wrong_crosswalk, lambda f: with_place(f, "hue", valid_to=dt.date(2025, 6, 30))),
        (wrong_names, lambda f: with_name(f, "Hung Yen", "thai-binh")),
        (wrong_names, lambda f: with_name(f, "Quê lúa", "thai-nguyen")),
        (wrong_names, lambda f: without_name(f, "TP.HCM", "ho-chi-minh-2025")),
        (wrong_names, lambda f: with_place(f, "thai-nguyen", valid_to=None)),
        (wrong_evidence, lambda f: with_place(f, "ha-tay", verified=True)),
        (wrong_evidence, lambda f: with_event(f, "merge-2008-ha-tay", verified=False)),
        (wrong_evidence, lambda f: with_event(f, "status-2026-bac-ninh", verified=True)),
        (wrong_evidence, lambda f: with_member(f, "tay-nguyen", "gia-lai", verified=True)),
        (wrong_evidence, lambda f: with_member(f, "viet-nam", "gia-lai", verified=False)),
    ],
)
def test_each_check_rejects_a_spoiled_copy(
    check: Callable[[Files], list[str]], spoil: Callable[[Files], Files], files: Files
) -> None:
    assert check(spoil(files)) != []


def test_every_check_has_a_spoiled_copy() -> None:
    marks: list[pytest.Mark] = getattr(test_each_check_rejects_a_spoiled_copy, "pytestmark")  # noqa: B009
    assert {case[0] for mark in marks for case in mark.args[1]} == set(CHECKS)
