"""`khuyencong check` says what the figures of a sheet say of each other, as a refresh would.

The tempting clean-up that would break this: a quick test of sums in Python beside the laws of dbt's models.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import duckdb
import pytest

from dagster_project.cli import main
from dagster_project.ingest.check import check
from dagster_project.settings import Settings
from dagster_project.transform.in_memory import Relations
from tests.small_world import Figure, SmallWorld, figure, write_report


def schemes(whole: str, *parts: str) -> list[Figure]:
    """All schemes of a year, those of national money and those of local money."""
    sources = ("all", "national", "local")
    return [
        figure("schemes", "an-giang", "2012", value, "đề án", funding_source=source)
        for value, source in zip((whole, *parts), sources, strict=False)
    ]


def workers(then: str, now: str, increase: str) -> list[Figure]:
    """Workers of two years, and by how much they are more."""
    return [
        figure("workers", "an-giang", "2008", then, "người"),
        figure("workers", "an-giang", "2012", now, "người"),
        figure("workers", "an-giang", "2012", increase, "%", measure="increase", base="2008"),
    ]


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    monkeypatch.setenv("KHUYENCONG_RAW", str(folder))
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(tmp_path / "warehouse"))
    return folder


def said(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    assert main(["check", *map(str, arguments)]) == 0
    return " ".join(capsys.readouterr().out.split())


def test_a_sheet_that_contradicts_itself_is_warned_of_before_what_holds(
    raw: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_report(raw, "mixed", "an-giang", schemes("12", "4", "7") + workers("13.593", "17.500", "29"))
    answer = said(capsys, raw / "mixed")
    assert "6 accepted, 0 rejected, 1 warning" in answer
    wrong = answer.index("warning [partition]")
    assert "figures.csv, rows 2-4 (figures 1-3): " in answer[wrong:]
    assert "should give 12 đề án (all promotion money), but give 1 less" in answer[wrong:]
    holds = answer.index("Relations between its figures that hold: 1")
    assert wrong < holds < answer.index("figures 4-6: ")
    assert "29 % (2012) follows from 13.593 người (2008), 17.500 người (2012)" in answer[holds:]
    assert not (raw.parent / "warehouse").exists()


def test_a_sheet_whose_figures_agree_has_no_warnings(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_report(raw, "good", "an-giang", schemes("11", "4", "7"))
    answer = said(capsys, raw / "good", "--lang", "vi")
    assert "cảnh báo 0" in answer
    assert "Số quan hệ khớp giữa các số liệu: 1 số liệu 1-3: " in answer
    assert "11 đề án" in answer


def test_what_is_doubted_is_a_note(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # money of an unsaid source may be any whole
    figures = schemes("3", "4")
    write_report(raw, "doubted", "an-giang", [{**figures[0], "funding_source": ""}, figures[1]])
    answer = said(capsys, raw / "doubted")
    assert "0 warnings" in answer
    assert "note [containment]" in answer


def test_figures_that_have_nothing_to_do_with_each_other_are_left_in_peace(
    raw: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unrelated = [
        figure("workers", "an-giang", "2008", "1.234", "người"),
        figure("schemes", "an-giang", "2012", "12", "đề án"),
    ]
    write_report(raw, "unrelated", "an-giang", unrelated)
    assert "[" not in said(capsys, raw / "unrelated").partition("0 warnings")[2]


def test_of_many_relations_that_hold_most_are_counted(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = []
    for year in range(2000, 2012):
        figures += [
            {**each, "period": str(year), "period_printed": str(year)} for each in schemes("11", "4", "7")
        ]
    write_report(raw, "many", "an-giang", figures)
    answer = said(capsys, raw / "many")
    assert "Relations between its figures that hold: 12 " in answer
    assert answer.count(" 11 đề án (") == 10
    assert "and 2 more" in answer


def test_of_several_reports_each_stands_for_itself(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_report(raw, "one", "an-giang", schemes("11", "4", "7"))
    write_report(raw, "other", "an-giang", schemes("12", "4", "7"))
    write_report(raw, "third", "an-giang", schemes("99"))
    answer = said(capsys)
    one, other, third = (answer.index(f"{name}: ") for name in ("raw/one", "raw/other", "raw/third"))
    assert "[" not in answer[one:other]
    assert "hold: 1" in answer[one:other]
    assert answer[other:third].count("warning [partition]") == 1
    # corrections of the shipped reports wait for them
    assert "[" not in answer[third:].partition("warning [correction-waits]")[0]


def test_the_verdicts_are_those_of_a_refresh(shipped: Settings, release: Path) -> None:
    found: list[tuple[str, str, tuple[str, ...], str, str]] = []

    def listened(connection: duckdb.DuckDBPyConnection, settings: Settings) -> list[tuple[object, ...]]:
        rows = Relations()(connection, settings)
        found.extend((law, status, tuple(claims), *sentences) for law, status, claims, *sentences in rows)
        return rows

    check([], shipped, work_out=listened)
    with duckdb.connect(str(release), read_only=True) as published:
        expected = published.execute(
            "select law, status, claims, sentence_en, sentence_vi "
            "from quality.relations where not cross_report"
        ).fetchall()
    assert len(expected) > 50
    assert sorted(found) == sorted(
        (law, status, tuple(claims), *rest) for law, status, claims, *rest in expected
    )


@pytest.mark.parametrize("qualifier", ["ít nhất", "không quá", "khoảng"])
def test_every_relation_has_a_sentence_where_figures_are_bounds(
    shipped: Settings, raw: Path, qualifier: str
) -> None:
    for folder in filter(Path.is_dir, shipped.raw.iterdir()):
        shutil.copytree(folder, raw / folder.name)
        sheet = raw / folder.name / "figures.csv"
        with sheet.open(encoding="utf-8", newline="") as handle:
            head, *rows = csv.reader(handle)
        cell = head.index("qualifier")
        with sheet.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows([head, *([*r[:cell], qualifier, *r[cell + 1 :]] for r in rows)])
    sentences: list[str | None] = []

    def listened(connection: duckdb.DuckDBPyConnection, settings: Settings) -> list[tuple[object, ...]]:
        found = Relations()(connection, settings)
        sentences.extend(said for *_, english, vietnamese in found for said in (english, vietnamese))
        return []

    check([raw], shipped, work_out=listened)
    assert len(sentences) > 50
    assert all(sentences)


def test_one_report_alone_gets_the_verdicts_that_it_gets_among_others(shipped: Settings) -> None:
    names = ("phu-tho-five-years-decree-134", "hai-duong-2021", "thai-binh-2012-2022")
    folders = [shipped.raw / name for name in names]
    among, _ = check(folders, shipped, work_out=Relations())
    for folder, mark in zip(folders, ("[derived]", "[partition]", "[cover]"), strict=True):
        alone, _ = check([folder], shipped, work_out=Relations())
        wrong = [line for line in alone if line.startswith("  ") and mark in line]
        assert len(wrong) == 1
        assert wrong[0] in among


@pytest.fixture
def world(tmp_path: Path) -> SmallWorld:
    world = SmallWorld.create(tmp_path)
    write_report(tmp_path / "raw", "bad", "an-giang", [*schemes("12", "4", "7"), schemes("many")[0]])
    return world


def model(world: SmallWorld, old: str, new: str) -> None:
    path = world.folder / "dbt" / "models" / "intermediate" / "relations" / "int_relations.sql"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def checked(world: SmallWorld) -> str:
    lines, clean = check([], world.settings, work_out=Relations())
    assert not clean  # "many" is no number
    return " ".join(" ".join(lines).split())


def test_the_laws_are_those_of_the_models(world: SmallWorld) -> None:
    assert "warning [partition]" in checked(world)
    model(world, "where status <> 'holds' or law <> 'packing'", "where law <> 'partition'")
    assert "[partition]" not in checked(world)


def test_a_failure_among_relations_hides_no_complaint(world: SmallWorld) -> None:
    model(world, "from once\n", "from no_such_table\n")
    answer = checked(world)
    assert "ERROR [value-readable]" in answer
    assert "could not be worked out (CatalogException" in answer
    assert "[partition]" not in answer
