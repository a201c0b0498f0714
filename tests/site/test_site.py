"""What the site promises without a browser: what the release says, whole, small, and the same twice."""

from __future__ import annotations

import csv
import dataclasses
import gzip
import hashlib
import json
import pickle
import re
import shutil
import sys
import threading
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from dagster_project.messages import label
from dagster_project.settings import Settings
from dagster_project.site import (
    NoTexts,
    NothingPublished,
    NotOurs,
    Site,
    build,
    memory,
    open_texts,
    release_of,
)
from dagster_project.site.content import tiles
from dagster_project.site.reports import FIGURE, Reports
from tests.site.conftest import pages_of

PROJECT = Path(__file__).resolve().parents[2]
SEEDS = PROJECT / "dbt" / "seeds" / "vocabulary"


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def ask(shipped: Settings, question: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(shipped.current), read_only=True) as release:
        return release.execute(question).fetchall()


def parsed(path: Path) -> HTMLParser:
    return HTMLParser(path.read_text(encoding="utf-8"))


def test_two_builds_are_equal_to_the_last_byte_downloads_too(
    site: Site, shipped: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    again = build(shipped, tmp_path / "site")
    assert contents(again.folder) == contents(site.folder)


def test_it_is_small(site: Site) -> None:
    """The whole of it, downloads too."""
    assert site.size == sum(path.stat().st_size for path in site.folder.rglob("*") if path.is_file())
    assert site.size < 8_000_000
    assert (site.folder / "assets" / "site.js").stat().st_size < 10_000
    for path in pages_of(site.folder):
        content = path.read_bytes()
        assert len(content) < 260_000, path
        assert len(gzip.compress(content)) < 25_000, path


def test_every_place_indicator_and_report_has_its_page_in_both_languages(
    site: Site, shipped: Settings
) -> None:
    wanted = {f"report/{r}" for (r,) in ask(shipped, "select report_id from marts.dim_report")}
    wanted |= {f"indicator/{i}" for (i,) in ask(shipped, "select indicator_code from marts.dim_indicator")}
    wanted |= {
        f"place/{p}"
        for (p,) in ask(
            shipped,
            "select place_id from marts.observations union select place_id from marts.dim_place "
            "where kind = 'province' and valid_to is null",
        )
    }
    for language in ("", "en/"):
        missing = [page for page in wanted if not (site.folder / f"{language}{page}.html").is_file()]
        assert missing == []


def test_links_and_anchors_lead_somewhere(site: Site) -> None:
    anchors: dict[Path, set[str]] = {}
    links: list[tuple[Path, Path, str]] = []
    for path in pages_of(site.folder):
        page = parsed(path)
        ids = [node.attributes["id"] for node in page.css("[id]")]
        assert [name for name, n in Counter(ids).items() if n > 1] == [], path
        anchors[path] = set(filter(None, ids))
        for node in page.css("[href], [src], form[action]"):
            to = next(node.attributes[a] or "" for a in ("href", "src", "action") if a in node.attributes)
            if to.startswith(("http://", "https://", "data:")):
                assert node.tag == "a" or to.startswith("data:"), (path, to)
                continue
            target, _, anchor = to.partition("#")
            links.append((path, (path.parent / target).resolve() if target else path, anchor))
    assert len(links) > 10_000
    broken = [(str(a), str(b), c) for a, b, c in links if not b.is_file() or (c and c not in anchors[b])]
    assert broken == []


def test_a_report_shows_every_figure_with_its_line_and_words(site: Site, shipped: Settings) -> None:
    figures = ask(shipped, "select claim, source_line, value_printed, unit_printed, mark from marts.claims")
    assert len(figures) > 400
    reports = {claim.split("#")[0] for claim, *_ in figures}
    pages = {report: parsed(site.folder / f"report/{report}.html") for report in reports}
    for claim, line, value, unit, mark in figures:
        row = pages[claim.split("#")[0]].css_first(f"tr#f{claim.partition('#')[2]}")
        cells = [cell.text(strip=True) for cell in row.css("td")]
        assert cells[0] == str(line)
        assert value in cells[1]
        assert unit in cells[1]
        assert label("mark_name", mark, "vi") in cells[6]


def test_every_number_of_a_place_bears_mark_source_and_citation(site: Site, shipped: Settings) -> None:
    wanted = ask(
        shipped,
        "select cell_id, mark, value_low, value_high, flags, claim from marts.observations "
        "inner join (select cell_id, min(claim) as claim, count(*) as n from marts.claims group by all) "
        "using (cell_id) where place_id = 'thai-binh' and n = 1",
    )
    page = parsed(site.folder / "en/place/thai-binh.html")
    assert len(wanted) > 100
    for cell, mark, low, high, flags, claim in wanted:
        row = page.css_first(f"#c-{cell[:10]}")
        assert row.css_first(".mark summary").text() == label("mark_name", mark, "en")
        assert claim.replace("#", ".html#f") in (row.css_first(".src a").attributes["href"] or "")
        assert row.css_first("button.cite").attributes["data-claim"] == claim
        assert bool(row.css_first("td.num small")) == (low != high), claim
        if "gt" in flags:
            assert row.css_first("td.num b").text().startswith(">")
            assert (
                "“" not in row.css_first("td.num q").text()
            )  # the words as printed; quotes come from the style


def years_of(words: str) -> set[int]:
    """The years that `2008–2012, 2015` names."""
    found: set[int] = set()
    for run in words.split(", "):
        first, _, last = run.partition("–")
        found |= set(range(int(first), int(last or first) + 1))
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_to_cite_of_a_year_is_what_the_release_says(
    site: Site, shipped: Settings, language: str
) -> None:
    wanted = ask(
        shipped,
        f"select year, report_id || '#' || figure, mark, caveat_{language}, citation_{language} "
        "from analytics.best_figures where place_id = 'thai-binh'",
    )
    assert len({year for year, *_ in wanted}) > 10
    found = set()
    page = parsed(site.folder / ("en" if language == "en" else "") / "best/thai-binh.html")
    for row in page.css("table.best tbody tr"):
        _, years, number, mark, caveat, citation = [cell.text(strip=True) for cell in row.css("th, td")]
        said = row.css_first("td:last-child span").text()
        assert site.release_id in said
        claim = re.search(r"\[(\S+#\d+)\]", said)
        assert claim, citation
        assert claim[1].replace("#", ".html#f") in (row.css_first("td.num a").attributes["href"] or ""), (
            number
        )
        found |= {
            (year, claim[1], mark.partition("(")[0], caveat, said[: claim.end()]) for year in years_of(years)
        }
    names = {code: label("mark_name", code, language) for _, _, code, *_ in wanted}  # type: ignore[arg-type]
    assert {
        (y, c, next(m for m in names.values() if mark.startswith(m)), s, t) for y, c, mark, s, t in found
    } == {(year, claim, names[mark], caveat, citation) for year, claim, mark, caveat, citation in wanted}


def test_a_result_stands_beside_the_target_that_the_release_puts_it_beside(
    site: Site, shipped: Settings
) -> None:
    wanted = ask(
        shipped,
        "select place_id, target_claim, result_claim from analytics.result_against_target "
        "where result_is_of <> 'none'",
    )
    assert ("thai-nguyen", "thai-nguyen-2011#9") in {(place, result) for place, _, result in wanted}
    found = []
    for place in {place for place, *_ in wanted}:
        table = parsed(site.folder / f"place/{place}.html").css_first("[aria-labelledby=aims] tbody")
        for row in table.css("tr"):
            aim, result = (link.attributes["title"] for link in row.css("td a"))
            found.append((place, aim, result))
    assert sorted(found) == sorted(wanted)


def test_a_place_says_where_its_reports_agree_and_which_numbers_are_parts(
    site: Site, shipped: Settings
) -> None:
    page = parsed(site.folder / "en/place/thai-binh.html")
    said = [[a.text() for a in item.css("a")] for item in page.css("[aria-labelledby=agreement] li")]
    wanted = ask(
        shipped,
        "select distinct relations.claims from quality.relations, marts.claims "
        "where list_contains(relations.claims, claim) and place_id = 'thai-binh' "
        "and status in ('violated', 'possible_conflict', 'known_exception', 'jump', 'possibly_same')",
    )
    assert len(wanted) > 3
    assert all(claims in said for (claims,) in wanted)
    totals = dict(
        ask(
            shipped,
            "select cell_id[:10], is_total from marts.observations "
            "where place_id = 'thai-binh' and measure = ''",
        )
    )
    assert len(set(totals.values())) == 2
    for cell, is_total in totals.items():
        assert ("part of another" in page.css_first(f"#c-{cell} th").text()) == (not is_total)


def test_groups_of_one_name_are_told_apart_by_their_time(site: Site) -> None:
    for language, wanted in (("", "(đến 30/6/2025)"), ("en/", "(until 2025-06-30)")):
        page = parsed(site.folder / language / "place/ha-noi.html")
        delta = [
            dd.text() for dd in page.css(".facts dd") if re.match("Đồng bằng sông Hồng|Red River", dd.text())
        ]
        assert [wanted in text for text in delta] == [True]


def test_costs_are_those_of_the_release_and_never_more_exact(site: Site, shipped: Settings) -> None:
    wanted = ask(
        shipped,
        "select money_claim, counted_claim, cost_million, cost_million_low, cost_million_high "
        "from analytics.unit_costs",
    )
    rows = {
        tuple(link.attributes["title"] for link in row.css("td.num a")): row.css("td.num")[2]
        for row in parsed(site.folder / "en/costs.html").css("table tbody tr")
    }
    assert rows.keys() == {row[:2] for row in wanted}
    for *claims, cost, low, high in wanted:
        cell = rows[tuple(claims)]
        number = cell.css_first("b").text().removesuffix(" million VND").replace(",", "")
        if high is None:
            assert number.startswith("≥ ")
            assert low * Decimal("0.999") < Decimal(number[2:]) <= low
        elif low == high:
            assert abs(Decimal(number) - cost) < cost / 1000
        else:
            ends = cell.css_first("small").text().replace(",", "").split(" – ") if cost else number.split("–")
            assert Decimal(ends[0]) <= low < high <= Decimal(ends[1])
            assert not cost or abs(Decimal(number) - cost) < cost / 1000


def test_the_home_page_counts_what_the_release_counts(site: Site, shipped: Settings) -> None:
    marks = dict(ask(shipped, "select mark, count(*) from marts.observations group by all"))
    home = parsed(site.folder / "en/index.html")
    shown = {node.attributes["class"]: node.css_first("b").text() for node in home.css("ul.marks li")}
    assert shown == {f"mark {mark.replace(' ', '-')}": str(n) for mark, n in marks.items()}
    inside = ask(
        shipped,
        "select count(*) from marts.observations where place_id in (select place_id from "
        "analytics.places_in_units where units = 34 and unit_id = 'hung-yen-2025' and is_inside)",
    )
    tile = next(a for a in home.css(".u34 a") if "hung-yen-2025" in (a.attributes["href"] or ""))
    assert tile.css_first("b").text() == str(inside[0][0])


def test_names_stand_in_the_order_of_their_alphabet(site: Site, shipped: Settings) -> None:
    for path, column, found in (
        ("indicators.html", "label_vi collate vi", "label_vi"),
        ("en/indicators.html", "lower(label_en)", "label_en"),
    ):
        by_subject = ask(
            shipped, f"select list({found} order by {column}) from marts.dim_indicator group by subject"
        )
        shown = [
            [a.text() for a in part.css("li a")] for part in parsed(site.folder / path).css("main section")
        ]
        assert sorted(shown) == sorted(names for (names,) in by_subject)
    home = [a.text() for a in parsed(site.folder / "index.html").css(".maps div ul:first-of-type li a")]
    places = ask(
        shipped,
        "select distinct name_vi, place_order from marts.dim_place "
        "semi join marts.observations using (place_id) order by place_order",
    )
    names = [name.partition(" (đến")[0].partition(" (từ")[0] for name in home[: len(places)]]
    assert names == [name.partition(" (đến")[0].partition(" (từ")[0] for name, _ in places]
    made_of = [a.text() for a in parsed(site.folder / "place/hung-yen-2025.html").css(".facts dd a")]
    assert [name.partition(" (")[0] for name in made_of[:2]] == ["Hưng Yên", "Thái Bình"]


def test_every_unit_of_both_frames_has_one_tile(shipped: Settings) -> None:
    units = set(ask(shipped, "select distinct units, unit_id from analytics.places_in_units"))
    placed = tiles()
    assert {(tile["units"], tile["unit_id"]) for tile in placed} == units
    assert len({(tile["units"], tile["column"], tile["row"]) for tile in placed}) == len(placed) == len(units)


def test_contradictions_are_those_of_the_release_with_their_arithmetic(site: Site, shipped: Settings) -> None:
    wanted = ask(
        shipped,
        "select relation_id, claims from quality.relations "
        "where status in ('violated', 'possible_conflict', 'jump', 'known_exception')",
    )
    page = parsed(site.folder / "contradictions.html")
    assert len(page.css("article.contra")) == len(wanted) > 5
    for relation, claims in wanted:
        article = page.css_first(f"#r-{relation[:10]}")
        assert [a.text() for a in article.css("tbody th a")] == claims


def test_a_table_of_a_place_holds_all_its_observations(site: Site, shipped: Settings) -> None:
    with (site.folder / "data/place/lao-cai.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    stated = {
        cell: "" if value is None else f"{value.normalize():f}"
        for cell, value in ask(
            shipped, "select cell_id, value from marts.observations where place_id = 'lao-cai'"
        )
    }
    assert {row["cell_id"]: row["value"] for row in rows} == stated


# -- Vietnamese pages are Vietnamese


def words_in(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])[a-z]{3,}(?![\w-])", text.lower()))


def visible(page: HTMLParser) -> str:
    for node in page.css("script, style, code, template, body [lang='en'], a[rel='noreferrer']"):
        node.decompose()
    text = page.body.text(separator=" ") if page.body else ""
    return re.sub(r"https?://\S+", "", text)


def english_words(shipped: Settings) -> set[str]:
    """Words of English sentences, labels and notes that no Vietnamese one has."""
    english: list[str] = []
    vietnamese: list[str] = []
    for name in ("messages", "labels"):
        with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                if not row.get("message_id", "site.").startswith("site."):
                    continue
                english.append(row["en"])
                vietnamese.append(row["vi"])
    for table, columns in (
        ("marts.dim_indicator", ("label", "definition")),
        ("marts.dim_scope", ("label",)),
        ("marts.dim_unit", ("label",)),
        ("marts.dim_funding_source", ("label",)),
        ("quality.relations", ("sentence",)),
    ):
        for column in columns:
            for en, vi in ask(shipped, f"select {column}_en, {column}_vi from {table}"):
                english.append(en)
                vietnamese.append(vi)
    english += [note or "" for (note,) in ask(shipped, "select notes from marts.dim_report")]
    english += [note or "" for (note,) in ask(shipped, "select note from marts.claims")]
    vietnamese += [name or "" for (name,) in ask(shipped, "select name_vi from marts.dim_place")]
    vietnamese += [t for row in ask(shipped, "select title, publisher from marts.dim_report") for t in row]
    vietnamese += [
        t for row in ask(shipped, "select unit_printed, period_printed from marts.claims") for t in row
    ]
    return words_in(" ".join(english)) - words_in(" ".join(vietnamese))


def test_no_english_word_stands_on_a_vietnamese_page(site: Site, shipped: Settings) -> None:
    english = english_words(shipped)
    assert {"the", "figures", "printed", "persons", "funding"} <= english
    seen: dict[str, str] = {}
    for path in pages_of(site.folder):
        if not path.is_relative_to(site.folder / "en"):
            for word in words_in(visible(parsed(path))) & english:
                seen.setdefault(word, str(path))
    assert seen == {}
    assert len(words_in(visible(parsed(site.folder / "en/cite.html"))) & english) > 30


# -- the folder


@pytest.mark.usefixtures("downloads_at_hand")
def test_a_build_that_fails_leaves_the_site_of_before(
    shipped: Settings, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    shutil.copytree(site.folder, folder)
    before = contents(folder)
    monkeypatch.setattr(Reports, "write_all", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build(shipped, folder)
    assert contents(folder) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == [".site.lock", "site"]


def test_what_a_killed_build_left_is_removed_by_the_next(site_of_many: Path) -> None:
    assert (site_of_many / "index.html").is_file()
    assert not (site_of_many.parent / ".site.0123456789abcdef").exists()
    assert (site_of_many.parent / ".site.notes").exists()


def test_a_reader_always_finds_a_whole_site(
    shipped: Settings, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written is at hand, so that the folders change places more often."""
    folder = tmp_path / "site"
    shutil.copytree(site.folder, folder)

    def written(_: Settings, aside: Path, *__: object) -> tuple[str, int, int]:
        shutil.copytree(site.folder, aside, dirs_exist_ok=True)
        return site.release_id, site.pages, site.size

    monkeypatch.setattr(sys.modules[build.__module__], "_write", written)
    done = threading.Event()
    seen: list[str | None] = []

    def read() -> None:
        while not done.is_set():
            seen.append(release_of(folder))
            time.sleep(0.0002)

    reader = threading.Thread(target=read)
    reader.start()
    made = [build(shipped, folder) for _ in range(5)]
    done.set()
    reader.join()
    assert set(seen) == {made[0].release_id}


def test_a_folder_that_is_no_site_is_never_replaced(shipped: Settings, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(NotOurs):
        build(shipped, tmp_path)
    assert (tmp_path / "thesis.docx").read_text() == "years of work"
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(NotOurs):
        build(shipped, tmp_path / "link")


def test_without_a_release_nothing_is_written(shipped: Settings, tmp_path: Path) -> None:
    with pytest.raises(NothingPublished):
        build(dataclasses.replace(shipped, warehouse=tmp_path))
    assert list(tmp_path.iterdir()) == []


# -- the texts


@pytest.mark.usefixtures("downloads_at_hand")
def test_texts_are_shown_on_this_machine_and_never_on_the_site(
    shipped: Settings, site: Site, tmp_path: Path
) -> None:
    with_text = dataclasses.replace(shipped, warehouse=tmp_path / "warehouse", articles=tmp_path / "articles")
    (tmp_path / "articles").mkdir()
    with_text.warehouse.mkdir()
    lines = ask(
        shipped,
        "select source_line, list(value_printed order by figure) from marts.claims "
        "where report_id = 'thai-binh-2012-2022' group by all order by all",
    )
    text = [""] * max(line for line, _ in lines)
    for line, values in lines:
        text[line - 1] = "nguyên văn <b> " + " người; ".join(values) + " người"
    data = "\r\n".join(text).encode()
    _with_text(shipped.current, with_text.current, "thai-binh-2012-2022", hashlib.sha256(data).hexdigest())
    file = ask(with_text, "select source_file from marts.dim_report where report_id = 'thai-binh-2012-2022'")[
        0
    ][0]
    (with_text.articles or tmp_path).joinpath(file).write_bytes(data)
    written = open_texts(with_text, "vi")
    assert [path.name for path in written] == ["index.html", "thai-binh-2012-2022.html"]
    page = parsed(written[1])
    marked = [(n.css_first("sup").text(), n.text(deep=False)) for n in page.css("mark")]
    assert len(marked) == sum(len(values) for _, values in lines)
    assert Counter(text for _, text in marked) == Counter(v.lower() for _, values in lines for v in values)
    assert page.css("b") == []
    made = build(with_text)
    assert not any("nguyên văn &lt;b" in p.read_text(encoding="utf-8") for p in pages_of(made.folder))
    assert not made.folder.is_relative_to(with_text.local)


def _with_text(current: Path, copy: Path, report: str, sha256: str) -> None:
    copy.write_bytes(current.read_bytes())
    with duckdb.connect(str(copy)) as release:
        release.execute("update marts.dim_report set source_sha256 = ? where report_id = ?", [sha256, report])


def test_another_text_than_the_one_that_was_read_is_not_marked(shipped: Settings, tmp_path: Path) -> None:
    file = ask(shipped, "select source_file from marts.dim_report where source_file <> '' order by all")[0][0]
    (tmp_path / file).write_text("something else 947")
    with pytest.raises(NoTexts):
        open_texts(dataclasses.replace(shipped, articles=tmp_path))


# -- many reports


def test_with_many_reports_one_page_shows_any_from_its_file(site_of_many: Path) -> None:
    data = site_of_many / "data"
    assert not (site_of_many / "report").exists()
    script = (data / "report/thai-binh-2012-2022-2.vi.js").read_text(encoding="utf-8")
    _, report, address, _, rows, _, cited = json.loads(script.removeprefix("show(").removesuffix(")"))
    assert (report, address) == ("thai-binh-2012-2022", "report.html?id=thai-binh-2012-2022-2")
    assert [row[0] for row in rows] == [21, 22]
    assert cited.keys() == {"thai-binh-2012-2022"}
    assert (data / "numbers/width.js").read_text() == "width(3)"
    key, entries = json.loads(f"[{(data / 'numbers/947.js').read_text(encoding='utf-8')[8:-1]}]")
    assert key == "947"
    assert "thai-binh-2012-2022#4" in [claim for _, claim, *_ in entries]


def test_fragments_that_reports_share_do_not_grow_with_them(site_of_many: Path) -> None:
    data = site_of_many / "data"
    shared = (data / "fragments-vi.js").read_text(encoding="utf-8")
    fragments = json.loads(shared.removeprefix("fragments(").removesuffix(")"))
    said = set()
    for path in (data / "report").glob("*.vi.js"):
        rows = json.loads(path.read_text(encoding="utf-8").removeprefix("show(").removesuffix(")"))[4]
        said |= {row[FIGURE.index("about")] for row in rows} - {""}
    assert len(said) > 100
    assert [text for text in said if any(f"> · {text}" in fragment for fragment in fragments)] == []


def test_memory_does_not_grow_with_the_changes_of_a_release(
    shipped: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a first release of many reports, a million; no list of them is ever made."""
    large = dataclasses.replace(shipped, warehouse=tmp_path / "warehouse")
    large.warehouse.mkdir()
    large.current.write_bytes(shipped.current.read_bytes())
    with duckdb.connect(str(large.current)) as release:
        release.execute(
            "create table meta.many_changes as select * replace (md5(cell_id || n) as cell_id,"
            " repeat(md5(cell_id || n), 4) as explained_by) from meta.release_diff, range(1000) as many(n)"
        )
        release.execute("create or replace view meta.release_diff as from meta.many_changes")
    monkeypatch.setattr(memory, "share", lambda *_: 160)
    made = build(large, tmp_path / "site")
    assert made.pages > 100


def test_too_little_memory_is_said_with_what_to_do_and_replaces_nothing(
    shipped: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "share", lambda *_: 1)
    with pytest.raises(memory.TooLittleMemory) as refused:
        build(shipped, tmp_path / "site")
    said = str(pickle.loads(pickle.dumps(refused.value)))  # as it comes from another process
    assert "1 MiB" in said
    assert "run it again" in said
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(("free", "processes", "each"), [(24_000, 2, 420), (800, 2, 200), (10, 2, 160)])
def test_each_process_has_its_share_of_half_the_free_memory(
    monkeypatch: pytest.MonkeyPatch, free: int, processes: int, each: int
) -> None:
    monkeypatch.setattr(memory, "available", lambda: free)
    assert memory.share(processes) == each
