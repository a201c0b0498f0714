"""What the site promises without a browser: what the release says, whole, small, and the same twice."""

from __future__ import annotations

import csv
import dataclasses
import gzip
import hashlib
import json
import re
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from dagster_project.messages import label
from dagster_project.settings import Settings
from dagster_project.site import NoTexts, NothingPublished, NotOurs, Site, build, open_texts, release_of
from dagster_project.site.content import tiles
from dagster_project.site.edition import Limits
from dagster_project.site.reports import Reports
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


def test_two_builds_are_equal_to_the_last_byte(site: Site, shipped: Settings, tmp_path: Path) -> None:
    again = build(shipped, tmp_path / "site")
    assert contents(again.folder) == contents(site.folder)


def test_it_is_small(site: Site) -> None:
    downloads = site.folder / "downloads"
    own = [p for p in site.folder.rglob("*") if p.is_file() and not p.is_relative_to(downloads)]
    assert sum(path.stat().st_size for path in own) < 8_000_000
    assert sum(path.stat().st_size for path in own if path.name == "site.js") < 10_000
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
    return page.body.text(separator=" ") if page.body else ""


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


def test_a_build_that_fails_leaves_the_site_of_before(
    shipped: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    build(shipped, folder)
    before = contents(folder)
    monkeypatch.setattr(Reports, "write_all", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build(shipped, folder)
    assert contents(folder) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == [".site.lock", "site"]


def test_what_a_killed_build_left_is_removed_by_the_next(shipped: Settings, tmp_path: Path) -> None:
    left = tmp_path / ".site.0123456789abcdef"
    other = tmp_path / ".site.notes"
    for folder in (left, other):
        folder.mkdir()
        (folder / "index.html").write_text("half")
    build(shipped, tmp_path / "site")
    assert not left.exists()
    assert other.exists()


def test_a_reader_always_finds_a_whole_site(shipped: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    build(shipped, folder)
    done = threading.Event()
    seen: list[str | None] = []

    def read() -> None:
        while not done.is_set():
            seen.append(release_of(folder))
            time.sleep(0.0002)

    reader = threading.Thread(target=read)
    reader.start()
    made = [build(shipped, folder) for _ in range(2)]
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


def test_with_many_reports_one_page_shows_any_from_its_file(shipped: Settings, tmp_path: Path) -> None:
    made = build(shipped, tmp_path / "site", Limits(report_pages=0, numbers=0, figures=20))
    data = made.folder / "data"
    assert not (made.folder / "report").exists()
    script = (data / "report/thai-binh-2012-2022-2.vi.js").read_text(encoding="utf-8")
    _, report, address, _, rows, _, cited = json.loads(script.removeprefix("show(").removesuffix(")"))
    assert (report, address) == ("thai-binh-2012-2022", "report.html?id=thai-binh-2012-2022-2")
    assert [row[0] for row in rows] == [21, 22]
    assert cited.keys() == {"thai-binh-2012-2022"}
    assert (data / "numbers/width.js").read_text() == "width(3)"
    key, entries = json.loads(f"[{(data / 'numbers/947.js').read_text(encoding='utf-8')[8:-1]}]")
    assert key == "947"
    assert "thai-binh-2012-2022#4" in [claim for _, claim, *_ in entries]
