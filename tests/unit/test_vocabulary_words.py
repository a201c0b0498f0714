"""Every code in the agreed words refers to something, and the words do not contradict each other.

Belongs here: checks over the seed files of indicators, measures, scopes, units, qualifiers, funding
sources, natures, activities, relations and wide columns beyond what the seeds declare of themselves. Each
check is a function from the tables to a list of complaints; it is tried on the shipped tables, where it must
find nothing, and on a copy broken on purpose, where it must find something. Does not belong here: what every
seed keeps to (`tests/gates/test_seeds.py`), places, rules, the grammars themselves.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache

import pytest

from dagster_project.reading.reason import Unreadable
from dagster_project.reading.units import UnitIndex, word_key
from dagster_project.settings import PROJECT
from dagster_project.vocabulary import UnitWord, Vocabulary

SEEDS = PROJECT / "dbt" / "seeds"
NAMES = [
    "indicators",
    "measures",
    "scopes",
    "indicator_axes",
    "units",
    "qualifiers",
    "funding_sources",
    "natures",
    "activities",
    "scope_parents",
    "scope_groups",
    "immaterial_words",
    "indicator_parts",
    "indicator_ratios",
    "funding_leaves",
    "relation_parameters",
    "plausible_bands",
    "plausible_changes",
    "plausible_means",
    "cost_units",
]
FACTS = (PROJECT / "dbt/models/marts/facts").glob("fct_*.sql")
SUBJECTS = {path.stem.removeprefix("fct_") for path in FACTS}
"""Each subject has its fact table, and each fact table an indicator."""
BOUNDS = {
    "exact": True,
    "gt": True,
    "just_below": True,
    "approx": True,
    "ge": False,
    "lt": False,
    "le": False,
}
STANDS = ("before", "behind", "around")
NEVER_NARROWS = {
    "registered", "needed", "assigned", "approved", "in-plan", "in-appraisal", "established-wide",
}  # fmt: skip
COLUMN_AXES = {"standing", "operation", "project_state", "stage", "land"}
# Purposes that are no category of a decree.
NO_CATEGORY = {"other-activity", "rural-industry-development"}

Row = dict[str, str]
Tables = dict[str, list[Row]]
Check = Callable[[Tables], list[str]]


@cache
def _shipped() -> Tables:
    tables: Tables = {}
    for name in NAMES:
        with (SEEDS / "vocabulary" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            tables[name] = list(csv.DictReader(handle))
    tables["figures"] = []
    for sheet in sorted((PROJECT / "raw").glob("*/figures.csv")):
        with sheet.open(encoding="utf-8", newline="") as handle:
            tables["figures"] += csv.DictReader(handle)
    return tables


def shipped() -> Tables:
    """The seed files and the shipped figures as rows of text, to be damaged."""
    return {name: [dict(row) for row in rows] for name, rows in _shipped().items()}


def _twice(values: Iterable[object]) -> list[str]:
    return [f"twice: {value}" for value, count in Counter(values).items() if count > 1]


def _axes(t: Tables) -> dict[str, str]:
    return {r["scope_word"]: r["axis"] for r in t["scopes"]}


def _composed_of(unit_code: str) -> list[str]:
    """`VND_per_person_month` is made of `VND`, `person` and `month`."""
    numerator, *denominators = unit_code.split("_per_")
    return [numerator, *(part for d in denominators for part in d.split("_"))]


# --- the checks -------------------------------------------------------------------------------------


def unit_words_are_looked_up_alike(t: Tables) -> list[str]:
    """Words are looked up by their words and joints: two alike there are one word with two meanings."""
    return _twice(word_key(r["unit_word"]) for r in t["units"])


def bands_are_well_formed(t: Tables) -> list[str]:
    """A band lies in the range of its indicator, no lower than one of shorter spans."""
    found = []
    ranges = {r["indicator_code"]: (r["plausible_low"], r["plausible_high"]) for r in t["indicators"]}
    highest: dict[tuple[str, str], Decimal] = {}
    for r in sorted(t["plausible_bands"], key=lambda r: int(r["years"] or 999)):
        key = (r["indicator_code"], r["place_kind"])
        low, high = (
            Decimal(own or of_all or 0)
            for own, of_all in zip((r["plausible_low"], r["plausible_high"]), ranges[key[0]], strict=True)
        )
        widest = tuple(Decimal(each or 0) for each in ranges[key[0]])
        if not widest[0] <= low < high <= widest[1]:
            found.append(f"{key}: not within the range of the indicator")
        if high < highest.get(key, Decimal(0)):
            found.append(f"{key}: less is plausible in a longer span")
        highest[key] = high
    return found


def means_are_of_what_is_counted(t: Tables) -> list[str]:
    """Of a usual mean both indicators are stated in their units, and the scope takes the word."""
    quantities = {r["indicator_code"]: r["quantity"].split() for r in t["indicators"]}
    units = {r["unit_code"]: r["quantity"] for r in t["units"] if r["unit_code"]}
    allowed = {(r["indicator_code"], r["axis"]) for r in t["indicator_axes"]}
    return [
        f"{r['indicator_code']} per {r['per_indicator_code']}: nobody can write it"
        for r in t["plausible_means"]
        if units.get(r["unit_code"]) not in quantities[r["indicator_code"]]
        or units.get(r["per_unit_code"]) not in quantities[r["per_indicator_code"]]
        or (r["scope_word"] and (r["indicator_code"], _axes(t)[r["scope_word"]]) not in allowed)
    ]


def quantities_have_units(t: Tables) -> list[str]:
    """Every quantity an indicator is stated in, and every unit a measure takes, has a unit word."""
    quantities = {r["quantity"] for r in t["units"]}
    codes = {r["unit_code"] for r in t["units"]}
    found = [
        f"{r['indicator_code']}: no unit of {quantity}"
        for r in t["indicators"]
        for quantity in r["quantity"].split() or ["nothing"]
        if quantity not in quantities | {"any"}
    ]
    found += [
        f"{r['measure']}: no unit {word}"
        for r in t["measures"]
        for word in r["quantities"].split()
        if word not in codes | {"own", "own_rate"}
    ]
    return found


def _heads(t: Tables) -> list[Row]:
    """The unit words that have a unit; the others only describe what is counted."""
    return [r for r in t["units"] if r["unit_code"]]


def units_are_exact(t: Tables) -> list[str]:
    found = []
    codes = {r["unit_code"] for r in _heads(t)}
    by_code: dict[str, list[Row]] = {}
    for r in _heads(t):
        by_code.setdefault(r["unit_code"], []).append(r)
        factor = Decimal(r["factor"])
        if factor <= 0 or "e" in r["factor"].lower():
            found.append(f"{r['unit_word']}: factor")
        if r["countable"] == "yes" and (factor != 1 or not r["quantity"].startswith("count:")):
            found.append(f"{r['unit_word']}: a countable unit counts things one by one")
        parts = _composed_of(r["unit_code"])
        if len(parts) > 1 and (r["canonical"] == "no" or not set(parts) <= codes):
            found.append(f"{r['unit_word']}: a composed unit is named once, of units named here")
    for code, rows in by_code.items():
        canonical = [r for r in rows if r["canonical"] == "yes"]
        if len(canonical) != 1 or Decimal(canonical[0]["factor"]) != 1:
            found.append(f"{code}: one canonical word, of factor 1")
        if len({(r["quantity"], r["countable"]) for r in rows}) != 1:
            found.append(f"{code}: one quantity")
    measured: dict[str, set[str]] = {}
    for r in _heads(t):
        measured.setdefault(r["quantity"], set()).add(r["unit_code"])
    # Time counts in its own words; currencies are never converted. All else has one canonical unit.
    found += [
        f"{quantity}: one canonical unit, not {sorted(several)}"
        for quantity, several in measured.items()
        if len(several) > 1 and quantity not in ("money", "duration") and not quantity.endswith("_rate")
    ]
    return found


def descriptions_are_well_formed(t: Tables) -> list[str]:
    """What stands behind a unit word names units, and scope words that an indicator of the unit takes."""
    quantity = {r["unit_code"]: r["quantity"] for r in _heads(t)}
    axes, sources = _axes(t), {f"@{r['funding_source']}" for r in t["funding_sources"]} | {"base:plan"}
    takes: dict[str, set[str]] = {}
    for r in t["indicator_axes"]:
        takes.setdefault(r["indicator_code"], set()).add(r["axis"])
    found = []
    for r in t["units"]:
        word, after = r["unit_word"], r["after"].split()
        found += [f"{word}: unknown unit {u}" for u in (*after, *r["counts"].split()) if u not in quantity]
        if not r["unit_code"]:
            head_only = (r["quantity"], r["level"], r["counts"], r["label_vi"], r["label_en"])
            if not after or any(head_only) or r["factor"] != "1" or "yes" in (r["countable"], r["canonical"]):
                found.append(f"{word}: a description has units that it stands after, and none of its own")
        kinds = [said.removeprefix("kind:") for said in r["says"].split() if said.startswith("kind:")]
        if kinds:
            named = len(kinds) == len(r["says"].split()) and r["unit_code"] and axes.keys() >= set(kinds)
            found += [] if named else [f"{word}: says {r['says']}"]
        # A free word has the axis of all free words.
        said = re.sub(r"^topic:[a-z-]+$", "topic:", r["says"])
        if said and not kinds and (not after or said not in axes.keys() | sources):
            found.append(f"{word}: says {r['says']}")
        if said in axes:
            found += [
                f"{word}: nothing counted in {u} takes {r['says']}"
                for u in after
                if not any(
                    quantity.get(u) in i["quantity"].split()
                    and axes[said] in takes.get(i["indicator_code"], set())
                    for i in t["indicators"]
                )
            ]
    return found


def _typed_unit(r: Row) -> UnitWord:
    yes = {name: r[name] == "yes" for name in ("countable", "canonical")}
    return UnitWord(**{**r, **yes, "factor": Decimal(r["factor"])})  # type: ignore[arg-type]


def no_unit_word_follows_from_others(t: Tables) -> list[str]:
    """A phrase that is read from its parts as what its row says needs no row, or the file grows for ever."""
    found = []
    typed = {r["unit_word"]: _typed_unit(r) for r in t["units"]}
    for r in t["units"]:
        if any(r[name] for name in ("level", "counts", "label_vi")) or (r["unit_code"] and r["after"]):
            continue  # it says what no phrase says
        rest = UnitIndex({word: row for word, row in typed.items() if word != r["unit_word"]})
        heads = [h["unit_word"] for u in r["after"].split() for h in _heads(t) if _is_agreed(h, u)]
        phrases = [f"{head} {r['unit_word']}" for head in heads] or [r["unit_word"]]
        wanted = r["after"].split() or [r["unit_code"]]
        try:
            units = [rest.read(phrase) for phrase in phrases]
        except Unreadable:
            continue
        says = set(r["says"].split())
        if all(
            (u.unit_code, u.factor, {*u.says, *(f"kind:{kind}" for kind in u.kinds)})
            == (code, Decimal(r["factor"]), says)
            for u, code in zip(units, wanted, strict=True)
        ):
            found.append(f"{r['unit_word']} follows from other rows")
    return found


def _is_agreed(row: Row, unit_code: str) -> bool:
    return row["unit_code"] == unit_code and row["canonical"] == "yes"


def scopes_are_well_formed(t: Tables) -> list[str]:
    activities = {r["activity_code"] for r in t["activities"]}
    found = []
    for r in t["scopes"]:
        word, axis = r["scope_word"], r["axis"]
        if (r["narrows"] == "no") != (word in NEVER_NARROWS or axis == "prices"):
            found.append(f"{word}: narrows")
        if (r["column_axis"] == "yes") != (axis in COLUMN_AXES):
            found.append(f"{word}: column_axis")
        if r["parent"] and (axis != "activity" or r["parent"] not in activities):
            found.append(f"{word}: parent {r['parent']}")
        if axis == "activity" and not r["parent"] and word not in NO_CATEGORY:
            found.append(f"{word}: no activity")
        if word.endswith(":") != (axis == "topic"):
            found.append(f"{word}: only topics are free")
    found += [f"no word for {code}" for code in activities - {r["parent"] for r in t["scopes"]}]
    order = [r["axis"] for r in t["scopes"]]
    if sum(a != b for a, b in itertools.pairwise(order)) != len(set(order)) - 1:
        found.append("the words of an axis stand together: the order of axes is the order of the file")
    return found


def indicators_take_their_axes(t: Tables) -> list[str]:
    """Each indicator says its axes once; what is agreed and what the shipped sheets say keeps to them."""
    axes = _axes(t)
    found = _twice((r["indicator_code"], r["axis"]) for r in t["indicator_axes"])
    found += [f"unknown axis {r['axis']}" for r in t["indicator_axes"] if r["axis"] not in axes.values()]
    takes: dict[str, set[str]] = {}
    for r in t["indicator_axes"]:
        takes.setdefault(r["indicator_code"], set()).add(r["axis"])
    needs = {r["indicator_code"]: set(r["axes_required"].split()) for r in t["indicators"]}
    found += [f"{code} stands in one list only" for code in takes.keys() ^ needs.keys()]
    for code in takes.keys() & needs.keys():
        found += [f"{code} needs the axis {axis}, but does not take it" for axis in needs[code] - takes[code]]
    said = [(r["indicator"], r["scope"].replace("?", "")) for r in t["figures"]]
    for code, scope in said:
        for word in scope.split():
            axis = axes.get("topic:" if word.startswith("topic:") else word, "")
            if axis not in takes.get(code, {}):
                found.append(f"{code} takes no word {word} of {axis}")
    return found


def qualifiers_bound(t: Tables) -> list[str]:
    found = [
        f"{r['qualifier']}: bound"
        for r in t["qualifiers"]
        if BOUNDS.get(r["bound"]) is not (r["has_point"] == "yes")
    ]
    found += [
        f"{r['qualifier']}: stands {r['stands']}"
        for r in t["qualifiers"]
        if r["stands"] not in STANDS
        or (r["stands"] == "around") != ("…" in r["qualifier"] or "..." in r["qualifier"])
    ]
    # The proof against the article takes a word of this list before a number as its bound, so a word that
    # bounds nothing must not stand here; only the blank is exact.
    if [r["qualifier"] for r in t["qualifiers"] if r["bound"] == "exact"] != [""]:
        found.append("the blank qualifier, and only it, is exact")
    return found + [f"no word for {bound}" for bound in BOUNDS.keys() - {r["bound"] for r in t["qualifiers"]}]


def funding_sources_form_a_tree(t: Tables) -> list[str]:
    parent = {r["funding_source"]: r["parent"] for r in t["funding_sources"]}
    found = [f"{code}: parent {up}" for code, up in parent.items() if up and up not in parent]
    for code in parent:
        seen, at = {code}, parent[code]
        while at:
            if at in seen:
                return [*found, f"{code}: in a circle"]
            seen.add(at)
            at = parent.get(at, "")
    parts: dict[str, set[str]] = {}
    for r in t["funding_sources"]:
        if r["in_partition"] == "yes":
            parts.setdefault(r["parent"], set()).add(r["funding_source"])
    agreed = {
        "total": {"all", "counterpart", "other"},
        "all": {"national", "local"},
        "local": {"province", "district", "commune"},
    }
    if parts != agreed:
        found.append(f"partitions {parts}")
    # Districts had money of their own until they ended; local money cannot do without communes since then.
    ended = {r["valid_to"] for r in t["funding_sources"] if r["funding_source"] == "district"}
    begun = {r["valid_from"] for r in t["funding_sources"] if r["funding_source"] == "commune"}
    dated = [r["funding_source"] for r in t["funding_sources"] if r["valid_from"] or r["valid_to"]]
    if (ended, begun, dated) != ({"2025-06-30"}, {"2025-07-01"}, ["district", "commune"]):
        found.append(f"days of {dated}")
    return found


def natures_are_ranked(t: Tables) -> list[str]:
    ranks = [int(r["rank"]) for r in t["natures"]]
    return [] if ranks == list(range(1, len(ranks) + 1)) else [f"ranks {ranks}"]


def groups_are_of_one_axis(t: Tables) -> list[str]:
    axes = _axes(t)
    groups: dict[str, list[Row]] = {}
    for r in t["scope_groups"]:
        groups.setdefault(r["scope_group"], []).append(r)
    found = [f"{group}: two words" for group, rows in groups.items() if len(rows) < 2]
    return found + [
        f"{group}: words of several axes"
        for group, rows in groups.items()
        if len({axes.get(r["scope_word"]) for r in rows}) != 1
    ]


# --- each check on the shipped words, and on a copy broken on purpose -------------------------------


def _set(name: str, at: dict[str, str], **change: str) -> Callable[[Tables], None]:
    """Change the first row that matches `at`."""

    def apply(t: Tables) -> None:
        row = next(r for r in t[name] if at.items() <= r.items())
        row.update(change)

    return apply


def _repeat(name: str, **change: str) -> Callable[[Tables], None]:
    def apply(t: Tables) -> None:
        t[name].append(t[name][0] | change)

    return apply


def _add_unit(word: str, like: str) -> Callable[[Tables], None]:
    def apply(t: Tables) -> None:
        t["units"].append(next(r for r in t["units"] if r["unit_word"] == like) | {"unit_word": word})

    return apply


def _drop(name: str, **at: str) -> Callable[[Tables], None]:
    def apply(t: Tables) -> None:
        kept = [r for r in t[name] if not at.items() <= r.items()]
        assert len(kept) < len(t[name])
        t[name] = kept

    return apply


BROKEN: list[tuple[Check, Callable[[Tables], None]]] = [
    (unit_words_are_looked_up_alike, _add_unit("cơ  sở", like="cơ sở")),
    (bands_are_well_formed, _repeat("plausible_bands", years="2", plausible_high="9" * 20)),
    (bands_are_well_formed, _repeat("plausible_bands", years="9", plausible_high="6000")),
    (means_are_of_what_is_counted, _repeat("plausible_means", per_unit_code="class")),
    (means_are_of_what_is_counted, _repeat("plausible_means", unit_code="ha")),
    (means_are_of_what_is_counted, _repeat("plausible_means", scope_word="leased-land")),
    (quantities_have_units, _set("indicators", {"indicator_code": "sites"}, quantity="count:cluster")),
    (quantities_have_units, _set("measures", {"measure": "growth"}, quantities="percent_per_decade")),
    (units_are_exact, _repeat("units", unit_word="đồng/voi", unit_code="VND_per_elephant")),
    (units_are_exact, _set("units", {"unit_word": "m²"}, factor="1e-4")),
    (units_are_exact, _set("units", {"unit_word": "kg"}, canonical="yes")),
    (units_are_exact, _set("units", {"unit_word": "người"}, canonical="no")),
    (units_are_exact, _set("units", {"unit_word": "học viên"}, quantity="count:attendance")),
    (units_are_exact, _repeat("units", unit_word="dozen", factor="12", canonical="no", countable="yes")),
    (units_are_exact, _repeat("units", unit_word="km³", unit_code="km3", quantity="volume", countable="no")),
    (descriptions_are_well_formed, _set("units", {"unit_word": "nông thôn"}, after="person elephant")),
    (descriptions_are_well_formed, _set("units", {"unit_word": "lượt"}, counts="head")),
    (descriptions_are_well_formed, _set("units", {"unit_word": "nông thôn"}, after="")),
    (descriptions_are_well_formed, _set("units", {"unit_word": "nông thôn"}, countable="yes")),
    (descriptions_are_well_formed, _set("units", {"unit_word": "nữ"}, says="woman")),
    (descriptions_are_well_formed, _set("units", {"unit_word": "nữ"}, says="prices-1994")),
    (descriptions_are_well_formed, _set("units", {"unit_word": "KCQG"}, says="@centre")),
    (descriptions_are_well_formed, _set("units", {"unit_word": "KCN"}, says="kind:park")),
    (descriptions_are_well_formed, _set("units", {"unit_word": "nữ"}, says="kind:women")),
    (no_unit_word_follows_from_others, _add_unit("cơ sở công nghiệp nông thôn", like="nhà máy")),
    (no_unit_word_follows_from_others, _add_unit("hộ nông thôn", like="hộ")),
    (no_unit_word_follows_from_others, _add_unit("hội chợ, lớp tập huấn", like="hội nghị")),
    (no_unit_word_follows_from_others, _add_unit("tr.đồng", like="trđ")),
    (no_unit_word_follows_from_others, _add_unit("sản xuất nông thôn", like="siêu nhỏ")),
    (scopes_are_well_formed, _set("scopes", {"scope_word": "approved"}, narrows="yes")),
    (scopes_are_well_formed, _set("scopes", {"scope_word": "cluster"}, column_axis="yes")),
    (scopes_are_well_formed, _set("scopes", {"scope_word": "fair"}, parent="FAIRS")),
    (scopes_are_well_formed, _repeat("scopes", scope_word="mining")),
    (scopes_are_well_formed, _drop("scopes", parent="DIGI")),
    (indicators_take_their_axes, _repeat("indicator_axes")),
    (indicators_take_their_axes, _repeat("indicator_axes", axis="colour")),
    (indicators_take_their_axes, _drop("indicator_axes", indicator_code="artisans")),
    (indicators_take_their_axes, _drop("indicator_axes", indicator_code="sites", axis="site")),
    (indicators_take_their_axes, _drop("indicator_axes", indicator_code="jobs_created", axis="work")),
    (qualifiers_bound, _set("qualifiers", {"qualifier": "trên"}, bound="above")),
    (qualifiers_bound, _set("qualifiers", {"qualifier": "dưới"}, has_point="yes")),
    (qualifiers_bound, _repeat("qualifiers", qualifier="đạt")),
    (qualifiers_bound, _set("qualifiers", {"qualifier": "trở lên"}, stands="after")),
    (qualifiers_bound, _set("qualifiers", {"qualifier": "từ … trở lên"}, stands="behind")),
    (qualifiers_bound, _drop("qualifiers", bound="approx")),
    (funding_sources_form_a_tree, _set("funding_sources", {"funding_source": "local"}, parent="nobody")),
    (funding_sources_form_a_tree, _set("funding_sources", {"funding_source": "total"}, parent="local")),
    (funding_sources_form_a_tree, _set("funding_sources", {"funding_source": "state"}, in_partition="yes")),
    (funding_sources_form_a_tree, _set("funding_sources", {"funding_source": "district"}, valid_to="")),
    (funding_sources_form_a_tree, _set("funding_sources", {"funding_source": "commune"}, valid_from="")),
    (natures_are_ranked, _set("natures", {"nature": "plan"}, rank="1")),
    (groups_are_of_one_axis, _set("scope_groups", {"scope_word": "domestic"}, scope_word="rural")),
    (groups_are_of_one_axis, _repeat("scope_groups", scope_group="alone")),
]
CHECKS = list(dict.fromkeys(check for check, _ in BROKEN))


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.__name__)
def test_shipped_words_pass(check: Check) -> None:
    assert check(shipped()) == []


@pytest.mark.parametrize(
    ("check", "damage"), BROKEN, ids=[f"{c.__name__}-{i}" for i, (c, _) in enumerate(BROKEN)]
)
def test_broken_words_are_noticed(check: Check, damage: Callable[[Tables], None]) -> None:
    tables = shipped()
    damage(tables)
    assert check(tables) != []


# --- promises about particular words ----------------------------------------------------------------


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(SEEDS)


def test_typed_loader_reads_every_file(vocabulary: Vocabulary) -> None:
    assert len(vocabulary.indicators) >= 50
    assert {i.subject for i in vocabulary.indicators.values()} == SUBJECTS
    assert vocabulary.measures[""].quantities == ""
    assert vocabulary.scopes["topic:"].axis == "topic"
    assert vocabulary.qualifiers[""].has_point
    assert vocabulary.funding_sources[""].parent == ""
    assert next(iter(vocabulary.natures)) == "actual"


@pytest.mark.parametrize(
    ("word", "code", "factor"),
    [
        ("đồng", "VND", "1"),
        ("USD", "USD", "1"),
        ("học viên", "person", "1"),
        ("lượt người", "attendance", "1"),
        ("DN", "establishment", "1"),
        ("HTX", "establishment", "1"),
        ("đề án", "scheme", "1"),
        ("chương trình, đề án", "scheme", "1"),
        ("dự án", "project", "1"),
        ("CCN", "site", "1"),
        ("cụm liên kết", "group", "1"),
        ("m²", "ha", "0.0001"),
        ("km²", "ha", "100"),
        ("kg", "tonne", "0.001"),
        ("tấn sản phẩm", "tonne", "1"),
        ("%", "percent", "1"),
        ("điểm %", "percentage_point", "1"),
    ],
)
def test_unit_words_mean_what_is_agreed(vocabulary: Vocabulary, word: str, code: str, factor: str) -> None:
    unit = UnitIndex(vocabulary.units).read(word)
    assert (unit.unit_code, unit.factor) == (code, Decimal(factor))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("người", "lượt người"),
        ("bản", "số"),
        ("đề án", "dự án"),
        ("cụm công nghiệp", "cụm liên kết"),
        ("đồng", "USD"),
        ("%", "điểm %"),
        ("cơ sở", "lượt cơ sở"),
    ],
)
def test_things_that_are_never_added_have_different_units(
    vocabulary: Vocabulary, one: str, other: str
) -> None:
    read = UnitIndex(vocabulary.units).read
    assert read(one).unit_code != read(other).unit_code


FORM_04 = {
    "sites": "in-plan|established|enterprise-led|detailed-plan|infrastructure-approved|operating|"
    "established operating|not-established operating|wastewater-built|wastewater-compliant",
    "site_area": "in-plan|established|enterprise-led|detailed-plan|infrastructure-approved|operating|"
    "established operating|not-established operating",
    "sites_newly_established": "",
    "site_area_newly_established": "",
    "site_infrastructure_capital": "approved|realised",
    "site_land": "operating industrial-land|operating leased-land",
    "site_fill_rate": "operating",
    "investment_projects": "|project-operating",
    "revenue": "",
    "budget_payments": "",
    "workers": "contracted",
}


@pytest.mark.parametrize("indicator", FORM_04)
def test_form_04_has_a_column_for_every_item(indicator: str) -> None:
    """Items of form 04 of Circular 14/2024/TT-BCT; craft-village, specialised and foreign are rows."""
    takes = {r["axis"] for r in shipped()["indicator_axes"] if r["indicator_code"] == indicator}
    columns = {r["scope_word"] for r in shipped()["scopes"] if r["axis"] in takes & COLUMN_AXES}
    assert set(FORM_04[indicator].replace("|", " ").split()) <= columns
