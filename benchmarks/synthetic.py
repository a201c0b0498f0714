"""Synthetic reports: as many folders of `raw/` as a measurement needs, the same for the same seed.

They use the real vocabularies and look like real sheets: quarterly, half-yearly and yearly reports and
plans of sixty provinces over twenty years, whose wholes are the sums of their parts and whose years are the
sums of their quarters, and articles of the press that repeat some of it, rounded, sometimes wrong. Named
companies stay below their province. Provinces with shipped reports are left out, so that decisions on real
numbers (`dbt/seeds/judgement/`) stay true. What is wrong on purpose is named by `Report.planted`: nothing
else breaks a law of relations.

    python -m benchmarks.synthetic FOLDER REPORTS [--articles FOLDER]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
HEADER = (
    "figure,line,indicator,measure,base,place,scope,period,period_printed,nature,funding_source,qualifier,"
    "value,unit,note"
)
FIGURES = 100
"""Figures of one report."""

REAL = ("thai-binh", "thai-nguyen", "lao-cai", "quang-tri")
"""Provinces with shipped reports."""

EDITIONS = ("Y", "press", "Q1", "Q2", "Q3", "Q4", "S1", "S2", "plan")
"""What a province brings out in a year: reports of the year, its quarters and halves, an article, a plan."""
YEARS = tuple(range(2024, 2004, -1))
QUARTERS = {"Y": (1, 2, 3, 4), "S1": (1, 2), "S2": (3, 4), **{f"Q{n}": (n,) for n in (1, 2, 3, 4)}}
QUARTERS |= {"press": QUARTERS["Y"], "plan": QUARTERS["Y"]}

ACTIVITIES = ("vocational", "machinery", "demonstration", "trademark", "fair", "information", "cleaner")
UNPRINTED = "other-activity"
TOPICS = ("sewing", "bamboo-weaving", "mechanics", "wood-carving")
SOURCES = ("national", "province", "district")
BESIDE = ("counterpart", "other")
PRODUCTS = ("tea", "cement", "bricks", "silk", "rice-paper", "fish-sauce", "paper", "furniture", "pottery")

CHAPTERS = 0.5
"""Share of its chapters that a report has. The rest of its figures are about single companies, which nothing
adds up to; so a hundred figures take part in as many relations as in the shipped reports."""

BAD_ROWS, WRONG_WHOLES, RIVALS, BAD_REPORTS, CASES = 0.008, 0.015, 0.06, 0.002, 0.2
"""Shares: rows about single companies that break a rule, wholes that their parts do not give, figures of the
press that differ from the report, reports with an origin that cannot be accepted, reports of a year that
hold a case of each law instead of chapters."""
COVERED = ("establishments_supported",)
"""Indicators whose parts may overlap, so that a wrong whole breaks the law of covers."""


@dataclass(frozen=True)
class Figure:
    """What a row says; `value` is in units of the last printed digit, `decimals` of them after the comma."""

    indicator: str
    value: int
    unit: str
    scope: str = ""
    source: str = ""
    decimals: int = 0
    measure: str = ""
    base: str = ""
    part: str = ""
    period: str = ""
    qualifier: str = ""
    nature: str = "actual"
    is_whole: bool = False
    is_altered: bool = False
    case: tuple[str, str, int] | None = None
    """The law, status and number of the case that the figure belongs to."""


@dataclass(frozen=True)
class Planted:
    """What has to be said of claims: a law and its status, by a relation that holds them all."""

    law: str
    status: str
    claims: frozenset[str]


class World:
    """The numbers that the reports print: drawn for quarters, added up for everything longer or wider.

    In the world of plans flows are others, and stocks are above those that are reached.
    """

    def __init__(self, seed: int, *, is_plan: bool = False) -> None:
        self.seed = seed
        self.is_plan = is_plan

    def draw(self, low: int, high: int, *key: object) -> int:
        """A whole number from `low` to `high`, the same for the same key."""
        digest = hashlib.blake2b("|".join(map(str, (self.seed, *key))).encode(), digest_size=8).digest()
        return low + int.from_bytes(digest) % (high - low + 1)

    def chance(self, share: float, *key: object) -> bool:
        """Whether something happens that happens to a share of all."""
        return self.draw(0, 999_999, "chance", *key) < share * 1_000_000

    def flow(
        self,
        name: str,
        place: str,
        year: int,
        quarters: tuple[int, ...],
        parts: tuple[str, ...],
        sources: tuple[str, ...],
        size: int,
    ) -> int:
        """A sum over quarters, parts of the subject and sources of money."""
        return sum(
            self.draw(size // 3, size, self.is_plan, name, place, year, quarter, part, source)
            for quarter in quarters
            for part in parts
            for source in sources
        )

    def stock(self, name: str, place: str, year: int, quarter: int, size: int) -> int:
        """A level at the end of a quarter, growing over time."""
        begun = self.draw(size // 3, size, name, place)
        reached = begun + begun * ((year - YEARS[-1]) * 4 + quarter) // 160
        return reached + reached // 20 + 1 if self.is_plan else reached


def printed(value: int, decimals: int) -> str:
    """A number as Vietnamese reports print it: dots between thousands, a comma before decimals."""
    units, rest = divmod(value, 10**decimals)
    text = f"{units:,}".replace(",", ".")
    return f"{text},{rest:0{decimals}d}" if decimals else text


LEVELS: dict[str, tuple[str, ...]] = {
    "national": ("national",),
    "province": ("province",),
    "district": ("district",),
    "local": ("province", "district"),
    "all": SOURCES,
}


def _funding(
    w: World,
    place: str,
    year: int,
    quarters: tuple[int, ...],
    parts: tuple[str, ...],
    sources: tuple[str, ...],
) -> int:
    return w.flow("funding", place, year, quarters, parts, sources, 20_000)


def _jobs(w: World, place: str, year: int, quarters: tuple[int, ...]) -> int:
    return w.flow("jobs_created", place, year, quarters, ("",), SOURCES, 2_000)


def _money(w: World, place: str, year: int, quarters: tuple[int, ...]) -> Iterator[Figure]:
    def funding(parts: tuple[str, ...], sources: tuple[str, ...]) -> int:
        return _funding(w, place, year, quarters, parts, sources)

    everything = (*ACTIVITIES, UNPRINTED)
    unit = "triệu đồng"
    for level, sources in LEVELS.items():
        value = funding(everything, sources)
        yield Figure("funding", value, unit, source=level, decimals=1, is_whole=level in ("all", "local"))
    beside = [w.flow(s, place, year, quarters, ("",), ("",), 90_000) for s in BESIDE]
    total = funding(everything, SOURCES) + sum(beside)
    yield Figure("funding", total, unit, source="total", decimals=1, is_whole=True)
    for source, value in zip(BESIDE, beside, strict=True):
        yield Figure("funding", value, unit, source=source, decimals=1)
    for activity in ACTIVITIES:
        for level in ("all", "national", "local"):
            value = funding((activity,), LEVELS[level])
            yield Figure("funding", value, unit, activity, level, 1, is_whole=level == "all")


def _counts(w: World, place: str, year: int, quarters: tuple[int, ...]) -> Iterator[Figure]:
    three = ("all", "national", "local")

    def counted(
        name: str, unit: str, size: int, scope: str, levels: tuple[str, ...], parts: tuple[str, ...]
    ) -> Iterator[Figure]:
        for level in levels:
            value = w.flow(name, place, year, quarters, parts, LEVELS[level], size)
            yield Figure(name, value, unit, scope, level, is_whole=level == "all" and len(levels) > 1)

    yield from counted("trainees", "lao động", 300, "vocational", three, TOPICS)
    for topic in TOPICS:
        yield from counted("trainees", "lao động", 300, f"vocational topic:{topic}", three, (topic,))
    yield from counted("training_classes", "lớp", 27, "vocational", three, ("",))
    yield from counted("establishments_supported", "cơ sở", 12, "", three, ("machinery", "cleaner", "rest"))
    for scope in ("machinery", "cleaner"):
        yield from counted("establishments_supported", "cơ sở", 12, scope, three, (scope,))
    yield from counted("schemes", "đề án", 8, "", three, ("done", "open"))
    yield from counted("schemes", "đề án", 8, "completed", ("all",), ("done",))
    yield from counted("demonstration_models", "mô hình", 3, "", three, ("",))
    yield from counted("events", "hội chợ", 3, "fair", ("all",), ("",))
    yield from counted("products", "sản phẩm", 20, "evaluated", ("all",), ("certified", "not"))
    yield from counted("products", "sản phẩm", 20, "certified", ("all",), ("certified",))
    yield Figure("jobs_created", _jobs(w, place, year, quarters), "lao động", source="all")


def _clusters(w: World, place: str, year: int, quarter: int) -> Iterator[Figure]:
    def level(name: str, size: int) -> int:
        return w.stock(name, place, year, quarter, size)

    established, rest = level("sites established", 30), level("sites not established", 9)
    yield Figure("sites", established + rest, "cụm", "cluster operating", is_whole=True)
    yield Figure("sites", established, "cụm", "cluster established operating")
    yield Figure("sites", rest, "cụm", "cluster not-established operating")
    yield Figure("sites", established + level("sites empty", 27), "cụm", "cluster established")
    area, other = level("area established", 150_000), level("area not established", 20_000)
    yield Figure("site_area", area + other, "ha", "cluster operating", decimals=2, is_whole=True)
    yield Figure("site_area", area, "ha", "cluster established operating", decimals=2)
    yield Figure("site_area", other, "ha", "cluster not-established operating", decimals=2)
    land = (area + other) * 7 // 10
    leased = land * level("fill", 60) // 100
    yield Figure("site_land", land, "ha", "cluster operating industrial-land", decimals=2)
    yield Figure("site_land", leased, "ha", "cluster operating leased-land", decimals=2)
    fill = (leased * 1000 + land // 2) // land
    yield Figure(
        "site_fill_rate", fill, "%", "cluster operating", decimals=1, base="site_land:industrial-land"
    )
    yield Figure("investment_projects", level("projects", 400), "dự án", "cluster")
    yield Figure("workers", level("cluster workers", 60_000), "lao động", "cluster")


def _production(w: World, place: str, year: int, edition: str) -> Iterator[Figure]:
    quarters = QUARTERS[edition]

    def output(of: int, parts: tuple[str, ...]) -> int:
        return w.flow("output", place, of, quarters, parts, ("",), 90_000)

    both, now = ("industry", "handicraft"), output(year, ("industry", "handicraft"))
    yield Figure("industrial_output", now, "tỷ đồng", "industry-handicraft", decimals=1)
    for part in both:
        yield Figure("industrial_output", output(year, (part,)), "tỷ đồng", part, decimals=1)
    before, base = output(year - 1, both), _period(year - 1, edition)
    yield Figure("industrial_output", before, "tỷ đồng", "industry-handicraft", decimals=1, period=base)
    grown = (abs(now - before) * 10_000 + before // 2) // before
    measure = "increase" if now >= before else "decrease"
    yield Figure("industrial_output", grown, "%", "industry-handicraft", "", 2, measure, base)
    share = (output(year, ("industry",)) * 1000 + now // 2) // now
    yield Figure(
        "industrial_output", share, "%", "industry", "", 1, "share", "industrial_output:industry-handicraft"
    )
    exports = w.flow("exports", place, year, quarters, ("",), ("",), 3_000)
    yield Figure("exports", exports, "triệu USD", decimals=1)
    workers = w.stock("workers", place, year, quarters[-1], 200_000)
    yield Figure("workers", workers, "người", "industry-handicraft")
    pay = w.stock("income", place, year, quarters[-1], 90)
    yield Figure("income", pay, "triệu đồng/người/tháng", "rural-industry", decimals=1)


def _companies(w: World, place: str, year: int, edition: str, count: int) -> Iterator[Figure]:
    """So many figures about single companies and cooperatives, each named in one report only.

    What all editions of a year say of them is together less than half of what the province has.
    """
    quarters, companies = QUARTERS[edition], -(-count // 3)
    share = len(EDITIONS) * companies or 1
    money = _funding(w, place, year, quarters, (*ACTIVITIES, UNPRINTED), ("national",)) // share
    jobs = _jobs(w, place, year, quarters) // share
    first = (YEARS.index(year) * len(EDITIONS) + EDITIONS.index(edition)) * FIGURES
    for number in range(companies):
        key = ("company", place, year, edition, number)
        product = PRODUCTS[w.draw(0, len(PRODUCTS) - 1, *key)]
        part = f"{('cty', 'htx', 'coso')[number % 3]}-{product}-{first + number}"
        yield Figure(
            "product_output", w.draw(20, 90_000, *key, "t"), "tấn", f"topic:{product}", part=part, decimals=1
        )
        yield Figure("jobs_created", w.draw(jobs // 4, jobs, *key, "j"), "lao động", part=part)
        grant = w.draw(money // 4, money, *key, "f")
        yield Figure("funding", grant, "triệu đồng", part=part, source="national", decimals=1)


Case = tuple[str, str, list[Figure]]


def _cases(w: World, place: str, year: int) -> Iterator[Case]:
    """Of each law figures that keep it and figures that break it, where something can break it.

    Each case is about a commune of its own. The status is blank where the law holds and nothing is listed.
    """
    before, later = str(year - 1), str(year + 3)
    # no zeros at the end, which would be read loosely; b is less than twice of a
    a = 10 * w.draw(21, 90, "case", place, year) + 1
    b = a * 16 // 100 * 10 + 3
    total = a + b

    def money(value: int, scope: str = "", source: str = "local") -> Figure:
        return Figure("funding", value, "triệu đồng", scope, source, decimals=1)

    def count(
        name: str, unit: str, value: int, scope: str = "", period: str = "", nature: str = "actual"
    ) -> Figure:
        return Figure(name, value, unit, scope, period=period, nature=nature)

    def sources(name: str, unit: str, whole: int) -> list[Figure]:
        values = {"all": whole, "national": a, "local": b}
        return [Figure(name, value, unit, source=source) for source, value in values.items()]

    def grown(rate: int) -> list[Figure]:
        name = "investment_projects_new"
        increase = Figure(name, rate, "%", decimals=1, measure="increase", base=before)
        return [count(name, "dự án", a, period=before), count(name, "dự án", b), increase]

    def two(name: str, unit: str, first: int, second: int, **of_first: str) -> list[Figure]:
        return [count(name, unit, first, **of_first), count(name, unit, second)]

    rate = ((b - a) * 2000 + a) // (2 * a)
    yield "containment", "", two("workers", "người", a, b, scope="rural")
    yield "containment", "violated", two("workers", "người", b, a, scope="rural")
    yield "packing", "", [money(total + 91), money(a, "machinery"), money(b, "vocational")]
    yield "packing", "violated", [money(total - 91), money(a, "machinery"), money(b, "vocational")]
    yield "adds_up", "holds", [money(total), money(a, "machinery"), money(b, "vocational")]
    yield "partition", "holds", sources("fair_booths", "gian hàng", total)
    yield "partition", "violated", sources("fair_booths", "gian hàng", total + 91)
    yield "cover", "holds_loosely", sources("linkage_groups", "cụm liên kết", total - 91)
    yield "cover", "violated", sources("linkage_groups", "cụm liên kết", total + 91)
    yield "derived", "holds", grown(rate)
    yield "derived", "violated", grown(rate + 91)
    yield "same", "holds", two("exports", "triệu USD", a, a)
    yield "same", "violated", two("exports", "triệu USD", a, b)
    yield "series", "series", two("artisans", "nghệ nhân", a, a + 31, period=before)
    yield "series", "jump", two("artisans", "nghệ nhân", a, b, period=before)
    yield "target", "holds", two("markets", "chợ", b, a, nature="plan")
    yield "target", "possible_conflict", two("markets", "chợ", a, b, nature="target", period=later)


def _period(year: int, edition: str) -> str:
    if edition in ("Y", "press", "plan"):
        return str(year)
    return f"{year}-{edition}"


def _period_words(year: int, edition: str) -> str:
    if edition.startswith("Q"):
        return f"quý {('I', 'II', 'III', 'IV')[int(edition[1]) - 1]} năm {year}"
    if edition.startswith("S"):
        return f"6 tháng {'đầu' if edition == 'S1' else 'cuối'} năm {year}"
    return f"năm {year}"


class Report:
    """One report by its number, the same for the same seed."""

    def __init__(self, world: World, places: tuple[str, ...], number: int) -> None:
        self.world = world
        self.places, self.number = places, number
        place_and_year, edition = divmod(number, len(EDITIONS))
        self.edition = EDITIONS[edition]
        self.place = places[place_and_year % len(places)]
        self.year = YEARS[place_and_year // len(places)]
        self.report_id = f"{self.place}-{self.year}-{self.edition.lower()}"
        self.key = (self.report_id,)

    @property
    def has_cases(self) -> bool:
        """Whether the report holds cases of the laws instead of chapters."""
        return self.edition == "Y" and self.world.chance(CASES, *self.key, "cases")

    @property
    def is_rejected(self) -> bool:
        """Whether the origin cannot be accepted."""
        return self.world.chance(BAD_REPORTS, *self.key, "kind")

    def figures(self) -> list[Figure]:
        """All figures, in reading order."""
        place, year, edition = self.place, self.year, self.edition
        w = World(self.world.seed, is_plan=edition == "plan")
        figures = self._figures_of_cases() if self.has_cases else self._figures_of_chapters(w)
        if edition == "press":
            figures = [
                self._as_the_press_prints(n, f)
                for n, f in enumerate(figures)
                # who names some of the money from elsewhere names all of it
                if w.chance(0.4, *self.key, "beside" if f.source in BESIDE else n)
            ]
        elif edition == "plan":
            figures = [_with(f, nature="plan") for f in figures if not f.measure and not f.period]
        else:
            figures = [self._with_wrong_whole(n, f) for n, f in enumerate(figures)]
        companies = list(_companies(w, place, year, edition, FIGURES - len(figures)))
        if edition == "plan":
            companies = [_with(f, nature="plan") for f in companies]
        return (figures + companies)[:FIGURES]

    def _figures_of_cases(self) -> list[Figure]:
        return [
            _with(figure, part=f"xa-{self.year}-{n}", case=(law, status, n))
            for n, (law, status, figures) in enumerate(_cases(self.world, self.place, self.year))
            for figure in figures
        ]

    def _figures_of_chapters(self, w: World) -> list[Figure]:
        place, year, edition = self.place, self.year, self.edition
        quarters = QUARTERS[edition]
        chapters = (
            _money(w, place, year, quarters),
            _counts(w, place, year, quarters),
            _clusters(w, place, year, quarters[-1]),
            _production(w, place, year, edition),
        )
        return [
            figure
            for n, chapter in enumerate(chapters)
            if self.world.chance(CHAPTERS, place, year, edition, "chapter", n)
            for figure in chapter
        ]

    def planted(self) -> list[Planted]:
        """What has to be said of figures that are right or wrong on purpose."""
        if self.is_rejected:
            return []
        figures = self.figures()
        cases: dict[tuple[str, str, int], set[str]] = {}
        for n, f in enumerate(figures, start=1):
            if f.case is not None:
                cases.setdefault(f.case, set()).add(f"{self.report_id}#{n}")
        found = [Planted(law, status, frozenset(claims)) for (law, status, _), claims in cases.items()]
        if self.edition == "press":
            return found + self._planted_rivals(figures)
        return found + [
            Planted(
                "cover" if f.indicator in COVERED else "partition",
                "violated",
                frozenset({f"{self.report_id}#{n}"}),
            )
            for n, f in enumerate(figures, start=1)
            if f.is_altered
        ]

    def _planted_rivals(self, figures: list[Figure]) -> list[Planted]:
        """Figures of the press that contradict what the report of the year prints of the same thing."""
        report = Report(self.world, self.places, self.number - EDITIONS.index("press") + EDITIONS.index("Y"))
        if report.is_rejected:
            return []
        there = {_thing(f): n for n, f in enumerate(report.figures(), start=1) if not f.is_altered}
        return [
            Planted(
                "same",
                "violated",
                frozenset({f"{self.report_id}#{n}", f"{report.report_id}#{there[_thing(f)]}"}),
            )
            for n, f in enumerate(figures, start=1)
            if f.is_altered and _thing(f) in there
        ]

    def altered(self) -> set[str]:
        """Claims that are wrong on purpose, whether or not anything can be seen of it."""
        return {
            f"{self.report_id}#{n}"
            for n, f in enumerate(self.figures(), start=1)
            if f.is_altered or (f.case is not None and f.case[1] in WRONG)
        }

    def _with_wrong_whole(self, n: int, f: Figure) -> Figure:
        """Some wholes are more than their parts, by more than any rounding."""
        if f.is_whole and self.world.chance(WRONG_WHOLES, *self.key, "whole", n):
            return _with(f, value=f.value + f.value // 8 + 1, is_altered=True)
        return f

    def _as_the_press_prints(self, n: int, f: Figure) -> Figure:
        """As the press prints it: rounded down with a word before it, or as in the report, or wrong."""
        if f.measure:
            return f
        if self.world.chance(RIVALS, *self.key, "rival", n):
            return _with(f, value=f.value + f.value // 8 + 1, is_altered=True)
        if f.value > 1000 and self.world.chance(0.4, *self.key, "rounded", n):
            step = 10 ** (len(str(f.value)) - 2)
            return _with(f, value=f.value // step * step, qualifier="trên")
        return f

    def rows(self) -> list[list[str]]:
        """The cells of the sheet."""
        rows = []
        for n, f in enumerate(self.figures(), start=1):
            place = f"{self.place}/{f.part}" if f.part else self.place
            words = _period_words(int((f.period or str(self.year))[:4]), self.edition)
            row = [
                str(n), str(n + 3), f.indicator, f.measure, f.base, place, f.scope,
                f.period or _period(self.year, self.edition), words, f.nature, f.source, f.qualifier,
                printed(f.value, f.decimals), f.unit, "",
            ]  # fmt: skip
            if (
                f.indicator == "jobs_created"
                and f.part
                and self.world.chance(3 * BAD_ROWS, *self.key, "bad", n)
            ):
                at, text = [(12, "1.23,4.5"), (13, "vạn cái"), (2, "fundng"), (5, "thai-bihn"), (7, "20l2")][
                    self.world.draw(0, 4, *self.key, n)
                ]
                row[at] = text
            rows.append(row)
        return rows

    def article(self) -> str:
        """A text that prints the figures, each on its line."""
        lines = [f"Báo cáo {self.report_id}".replace("-", " ").translate(_NO_DIGITS), "", ""]
        lines += [f"Đạt {row[11]} {row[12]} {row[13]}." for row in self.rows()]
        return "\n".join(lines) + "\n"

    def origin(self, article: str | None) -> str:
        """The origin record, with a source where a text is kept."""
        kind = {"press": "press", "plan": "plan"}.get(self.edition, "authority")
        if self.is_rejected:
            kind = "rumour"
        day = f"{self.year}-01-05" if self.edition == "plan" else f"{self.year + 1}-01-{self._day():02d}"
        file = sha256 = lines = "null"
        if article is not None:
            file, sha256 = f"{self.report_id}.txt", hashlib.sha256(article.encode()).hexdigest()
            lines = f"[[1, {FIGURES + 3}]]"
        publisher = "Báo Công Thương" if kind == "press" else f"Sở Công Thương {self.place}"
        return (
            f"report_id: {self.report_id}\n"
            f'title: "Hoạt động khuyến công {self.place} {_period_words(self.year, self.edition)}"\n'
            f'kind: {kind}\npublisher: "{publisher}"\nauthor: null\npublished: {day}\nurl: null\n'
            f"language: vi\nplaces: [{self.place}]\n"
            f"source:\n  file: {file}\n  sha256: {sha256}\n  lines: {lines}\n  title_lines: []\n"
            f"  caption_lines: []\n  complete: true\n"
            f'transcription:\n  by: generator\n  "on": 2026-01-01\n  checked_by: null\nnotes: null\n'
        )

    def _day(self) -> int:
        return self.world.draw(1, 28, *self.key, "day")

    def write(self, raw: Path, articles: Path | None = None) -> Path:
        """Write the folder, and the text where a folder of texts is named; returns the folder."""
        folder = raw / self.report_id
        folder.mkdir(parents=True)
        article = self.article() if articles is not None else None
        if articles is not None and article is not None:
            (articles / f"{self.report_id}.txt").write_text(article, encoding="utf-8")
            (folder / "not_figures.csv").write_text("line,token,why\n", encoding="utf-8")
        (folder / "report.yaml").write_text(self.origin(article), encoding="utf-8")
        sheet = io.StringIO()
        csv.writer(sheet, lineterminator="\n").writerows([HEADER.split(","), *self.rows()])
        (folder / "figures.csv").write_text(sheet.getvalue(), encoding="utf-8")
        return folder


_NO_DIGITS = str.maketrans("0123456789", "          ")


WRONG = ("violated", "possible_conflict", "jump")
"""Statuses of what cannot be, or hardly."""


def _thing(figure: Figure) -> tuple[str, ...]:
    """What a figure counts, but for its report and its value."""
    f = figure
    return (f.indicator, f.measure, f.base, f.part, f.scope, f.period, f.nature, f.source, f.unit)


def _with(figure: Figure, **changed: object) -> Figure:
    return Figure(**{**figure.__dict__, **changed})


def places() -> tuple[str, ...]:
    """Provinces without a shipped report that existed in all the years drawn from."""
    with (PROJECT / "dbt/seeds/vocabulary/places.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "province"]
    first, last = f"{YEARS[-1]}-01-01", f"{YEARS[0]}-12-31"
    return tuple(
        row["place_id"]
        for row in rows
        if row["place_id"] not in REAL
        and (row["valid_from"] or first) <= first
        and (row["valid_to"] or "9999") > last
    )


def write(raw: Path, first: int, last: int, seed: int = 1, articles: Path | None = None) -> None:
    """Write the reports numbered from `first` up to but not including `last` below `raw`.

    Raises:
        ValueError: more reports are asked for than there are.
    """
    world, where = World(seed), places()
    most = len(where) * len(YEARS) * len(EDITIONS)
    if last > most:
        raise ValueError(f"There are {most} different reports, {last} are asked for.")
    raw.mkdir(parents=True, exist_ok=True)
    if articles is not None:
        articles.mkdir(parents=True, exist_ok=True)
    for number in range(first, last):
        Report(world, where, number).write(raw, articles)


def main() -> None:
    """Write reports into a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("reports", type=int)
    parser.add_argument("--articles", type=Path, help="write the text of each report there as well")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write(options.folder, 0, options.reports, options.seed, options.articles)


if __name__ == "__main__":
    main()
