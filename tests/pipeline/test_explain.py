"""Every number can be asked where it comes from, and answers whole.

The tempting clean-up that would break this: leaving out what is empty ("no rivals" is an answer), taking
a table that is not there for one without rows, or pasting what somebody typed into a statement.
"""

from __future__ import annotations

import dataclasses
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import jinja2
import pytest

from dagster_project import messages
from dagster_project.cli import main
from dagster_project.serve import NoAnswer, cells, explain
from dagster_project.settings import Settings
from dagster_project.vocabulary import Vocabulary

PROJECT = Path(__file__).resolve().parents[2]

NUMBER = {
    *("headline", "value", "interval", "mark", "choice", "cell", "indicator", "measure", "base", "scope"),
    *("place", "period", "nature", "money"),
}
CLAIM = {
    *("claim", "report", "publisher", "published", "line", "printed", "time", "read", "corrected"),
    *("inferred", "flags", "note", "verified"),
}
REST = {
    *(("rival", "rivals"), ("check", "conflicts"), ("check", "identities")),
    *(("change", "release"), ("change", "change"), ("change", "revisions")),
}
RIVALS = {("rival", "rivals")}
EXPLAIN = (
    "select cell_id, part, item, claim, label_en, label_vi, text_en, text_vi, position from explain($cell)"
)
KEYS = "indicator_code, measure, base, place_id, place_part, scope_code, period_id, nature, funding_source"
VOCABULARY = Vocabulary(PROJECT / "dbt" / "seeds")
ABOVE = "thai-binh-2008-2012#35"  # trên 800 DN
PART_OF_947 = "thai-binh-2012-2022#5"  # 58 cơ sở, beside 947 and 947


def ask(path: Path, question: str, **values: object) -> list[tuple[str, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(question, values).fetchall()


def said(settings: Settings, asked: str, lang: str = "en") -> str:
    """The answer with its lines joined, as far as they were wrapped."""
    return " ".join(" ".join(explain(settings, asked, lang).lines).split())


@pytest.fixture
def spoilt(shipped: Settings, tmp_path: Path) -> Settings:
    """A copy of the release that may be written to."""
    settings = dataclasses.replace(shipped, warehouse=tmp_path)
    shutil.copyfile(shipped.current, settings.current)
    return settings


def spoil(settings: Settings, *statements: str) -> None:
    with duckdb.connect(str(settings.current)) as connection:
        for statement in statements:
            connection.execute(statement)


def kind_of(settings: Settings, name: str) -> str:
    views = "select * from duckdb_views() where schema_name || '.' || view_name = $name"
    return "view" if ask(settings.current, views, name=name) else "table"


# --- the whole chain -----------------------------------------------------------------------------------


def test_every_cell_of_every_fact_answers_whole(release: Path) -> None:
    subjects = [row[0] for row in ask(release, "select distinct subject from marts.observations")]
    facts = " union all ".join(
        f"select cell_id, report_id, figure from marts.fct_{name}" for name in [*subjects, "changes"]
    )
    with duckdb.connect(str(release), read_only=True) as connection:
        observed = connection.execute(facts).fetchall()
        rows = connection.execute(
            "select cell_id, part, item, claim, label_en, label_vi, text_en, text_vi, position"
            " from analytics.explanations order by cell_id, position"
        ).fetchall()
        # the macro, asked for all cells in one question, and as people ask it: for one cell of each subject
        of_each = EXPLAIN.replace("$cell", "fact.cell_id")  # a name that the macro does not use
        one_by_one = connection.execute(
            f"select answer.* from marts.observations as fact, lateral ({of_each}) as answer"
            " order by answer.cell_id, answer.position"
        ).fetchall()
        for (cell,) in connection.execute(
            "select min(cell_id) from marts.observations group by subject"
        ).fetchall():
            answer = connection.execute(EXPLAIN, {"cell": cell}).fetchall()
            assert answer == [row for row in one_by_one if row[0] == cell]
    assert len(observed) == ask(release, "select count(*) from marts.observations")[0][0]
    assert [row for row in one_by_one if not all(text.strip() for text in row[4:8])] == []
    # the macro says of each cell what the view says, and then what changed
    assert rows == sorted((row for row in one_by_one if row[1] != "change"), key=lambda row: (row[0], row[8]))
    chains: dict[str, list[tuple[str, str, str]]] = {cell: [] for cell, *_ in observed}
    for cell, part, item, claim, *_, position in one_by_one:
        chains[cell].append((part, item, claim))
        assert position == len(chains[cell])
    for cell, report, figure in observed:
        facts_of_number = {item for part, item, _ in chains[cell] if part == "number"}
        assert facts_of_number == NUMBER
        assert {claim for part, _, claim in chains[cell] if part == "source"} == {f"{report}#{figure}"}
        assert {item for part, item, _ in chains[cell] if part == "source"} == CLAIM
        # every rival claim, or that there is none
        assert {
            (part, item) for part, item, _ in chains[cell] if part not in ("number", "source")
        } >= REST - RIVALS
        rivals = {(item, bool(claim)) for part, item, claim in chains[cell] if part == "rival"}
        assert rivals == {("rivals", False)} or rivals == {(item, True) for item in CLAIM}


def test_the_answer_shows_every_fact_of_the_chain_in_both_languages(shipped: Settings, release: Path) -> None:
    first = ask(release, "select subject, min(cell_id) from marts.observations group by subject")
    assert len(first) == 8
    for n, (_, cell) in enumerate(first):
        facts = ask(release, EXPLAIN, cell=cell)
        for place, lang in enumerate(("en", "vi")):
            if n > 1 and n % 2 == place:  # two in both, the others in one of them
                continue
            text = said(shipped, cell, lang)
            for _, part, item, _, *texts, _ in facts:
                assert " ".join(texts[2 + place].split()) in text.replace(" • ", " ")
                assert item == "headline" or texts[place] in text
                assert item == "headline" or messages.label("explain_part", part, lang) in text


def test_an_open_interval_reads_as_one(shipped: Settings) -> None:
    english = said(shipped, ABOVE)
    for fact in (
        "value 800 establishments",
        "interval 800 establishments or more, no upper bound",
        "printed “trên 800 DN”",
        "stands on line 176 of 000_d8fe3cd6d61178e1.txt",
        "choice the only claim",
        "flags more than printed",
    ):
        assert fact in english
    vietnamese = said(shipped, ABOVE, "vi")
    for fact in ("giá trị 800 cơ sở", "khoảng 800 cơ sở trở lên, không có cận trên", "dòng 176 của"):
        assert fact in vietnamese


def test_a_correction_and_what_is_inferred_are_told(shipped: Settings) -> None:
    assert "corrected unit: “cở sở” → “cơ sở”. Misprint" in said(shipped, "thai-binh-2012-2022#10")
    assert "printed “50 cở sở”" in said(shipped, "thai-binh-2012-2022#10")
    assert "inferred period; read from the context" in said(shipped, PART_OF_947)


def test_the_worst_relation_comes_first_and_names_its_claims(shipped: Settings) -> None:
    text = said(shipped, "phu-tho-five-years-decree-134#2")
    assert "identities • VIOLATED: " in text
    violated = text.split("VIOLATED: ")[-1].split("• holds")[0]
    assert "15.163,88 triệu đồng" in violated
    assert "7,99 tỷ đồng less" in violated
    assert all(f"phu-tho-five-years-decree-134#{figure}" in violated for figure in (2, 3, 5))
    assert "holds: " in text.split("VIOLATED: ")[-1]


def test_the_macro_answers_the_same_by_cell_and_by_claim(release: Path) -> None:
    with duckdb.connect(str(release), read_only=True) as connection:
        claims = connection.execute(
            "select min(claim), arg_min(cell_id, claim) from marts.claims group by report_id"
            " order by report_id limit 3"
        ).fetchall()
        assert len(claims) == 3
        for claim, cell in claims:
            by_cell = connection.execute("from explain($cell)", {"cell": cell}).fetchall()
            assert by_cell
            assert by_cell == connection.execute("from explain($cell)", {"cell": claim}).fetchall()
            of_subquery = f"from explain((select cell_id from marts.claims where claim = '{claim}'))"
            assert by_cell == connection.execute(of_subquery).fetchall()
        assert connection.execute("from explain('nothing of this name')").fetchall() == []


# --- rivals, history, and what a release does not have -------------------------------------------------


def rival(status: str) -> str:
    """A second claim of 273 in another report about the cell of ABOVE."""
    return (
        "insert into marts.claims select * replace ('b-press' as report_id, 1 as figure, 'b-press#1' as"
        " claim,"
        f" 273 as value, 273 as value_low, 273 as value_high, '273' as value_printed, '{status}'"
        f" as claim_status, '' as qualifier_printed) from marts.claims where claim = '{ABOVE}'"
    )


def test_a_rival_is_told_with_its_source_and_why_it_lost(spoilt: Settings) -> None:
    spoil(
        spoilt,
        rival("loses"),
        "insert into marts.dim_report select * replace ('b-press' as report_id, 'Báo B viết' as title)"
        " from marts.dim_report limit 1",
        "update marts.observations set claim_count = 2, has_conflict = true where report_id || '#' || figure"
        f" = '{ABOVE}'",
        "insert into quality.conflicts (conflict_id, kind, cell_id, claims, resolution, explanation_en,"
        f" explanation_vi) select 'x', 'competing', cell_id, ['{ABOVE}', 'b-press#1'], 'chosen',"
        " 'the first goes before the second', 'số trước đứng trước số sau' from marts.claims"
        f" where claim = '{ABOVE}'",
    )
    text = said(spoilt, ABOVE)
    assert text == said(spoilt, "b-press#1")
    assert "choice chosen out of 2 claims that do not all agree" in text
    source, others = text.split("Other claims about the same")
    assert "b-press" not in source
    assert "claim b-press#1, loses report Báo B viết" in others
    assert "printed “273 DN”" in others
    assert "conflicts about the same cell: the first goes before the second" in others


def test_an_unresolved_cell_tells_all_its_claims_as_sources(spoilt: Settings) -> None:
    spoil(
        spoilt,
        rival("unresolved"),
        f"update marts.claims set claim_status = 'unresolved' where claim = '{ABOVE}'",
        "update marts.observations set claim_count = 2, has_conflict = true, value = null, value_low = 273,"
        f" report_id = null, figure = null where report_id || '#' || figure = '{ABOVE}'",
    )
    text = said(spoilt, ABOVE)
    assert "value no single value interval 273 establishments or more, no upper bound" in text
    assert "choice unresolved: 2 claims, the best of them contradict each other" in text
    sources = text.split("Where it was printed")[1].split("Other claims")[0]
    assert f"claim {ABOVE}, unresolved" in sources
    assert "claim b-press#1, unresolved" in sources
    assert "title not known" in sources  # its report is nowhere


def test_the_history_of_a_cell_is_told_where_it_is_kept(spoilt: Settings) -> None:
    cell = ask(spoilt.current, "select cell_id from marts.claims where claim = $claim", claim=ABOVE)[0][0]
    spoil(
        spoilt,
        f"drop {kind_of(spoilt, 'quality.revisions')} if exists quality.revisions",
        f"create table quality.revisions as select cell_id, {KEYS}, unit_code, value, value_low, value_high,"
        " timestamp '2026-03-01 10:00' as known_from, null::timestamp as known_to,"
        " 'source_corrected' as kind, null::varchar as ended_by"
        f" from marts.observations where cell_id = '{cell}'",
        f"insert into quality.revisions select cell_id, {KEYS}, unit_code, 700, 700, 700,"
        " '2026-01-01 10:00', '2026-03-01 10:00', 'new_source', 'source_corrected'"
        f" from marts.observations where cell_id = '{cell}'",
        "create table meta.written_down as from meta.release_diff",
        f"drop {kind_of(spoilt, 'meta.release_diff')} meta.release_diff",
        "alter table meta.written_down rename to release_diff",
        "update meta.release_diff set change = 'changed', value_before = 700, value_low_before = 700"
        f" where cell_id = '{cell}'",
    )
    text = said(spoilt, cell)
    assert (
        "revisions • exactly 700 establishments; known from 2026-01-01 10:00 UTC (a new source)"
        " until 2026-03-01 10:00 UTC (its source was corrected) • 800 establishments or more" in text
    )
    assert text.endswith("known from 2026-03-01 10:00 UTC (its source was corrected) until now")
    assert "changed in this release; before: 700 establishments or more, no upper bound" in text


def test_a_cell_that_an_earlier_release_had_says_what_became_of_it(spoilt: Settings) -> None:
    [(cell,)] = ask(spoilt.current, "select cell_id from marts.claims where claim = $claim", claim=ABOVE)
    spoil(
        spoilt,
        f"drop {kind_of(spoilt, 'quality.revisions')} if exists quality.revisions",
        f"create table quality.revisions as select cell_id, {KEYS}, unit_code, value, value_low, value_high,"
        " timestamp '2026-01-01 10:00' as known_from, timestamp '2026-03-01 10:00' as known_to,"
        " 'new_source' as kind, 'withdrawn' as ended_by from marts.observations",
        f"delete from marts.observations where cell_id = '{cell}'",
        f"delete from marts.claims where cell_id = '{cell}'",
    )
    text = said(spoilt, cell[:10])
    assert text.startswith("Not in the current release: ")
    assert "no upper bound; known from 2026-01-01 10:00 UTC (a new source)" in text
    assert "until 2026-03-01 10:00 UTC" in text
    assert "Không còn trong bản hiện hành" in said(spoilt, cell, "vi")
    [(there,)] = ask(spoilt.current, "select min(cell_id) from marts.observations")
    assert "Not in the current release" not in said(spoilt, there)
    assert not explain(spoilt, "0" * 32, "en").found


# --- which number is meant -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        "workers rural-industry thai binh now",
        "lao động công nghiệp nông thôn Thái Bình hiện nay",
        "LAO DONG cong nghiep NONG THON thai binh hien nay thuc hien",
    ],
)
def test_words_in_any_order_with_or_without_diacritics_find_the_number(shipped: Settings, asked: str) -> None:
    text = said(shipped, asked)
    assert "thai-binh-2008-2012#7" in text
    assert said(shipped, " ".join(reversed(asked.split()))) == text


def test_the_beginning_of_an_id_names_its_cell(shipped: Settings, release: Path) -> None:
    cell = ask(release, "select cell_id from marts.claims where claim = $claim", claim=ABOVE)[0][0]
    assert said(shipped, cell[:10]) == said(shipped, cell) == said(shipped, ABOVE)


def test_several_matches_are_listed_with_how_to_narrow(shipped: Settings, release: Path) -> None:
    answer = explain(shipped, "lào cai", "en")
    (count,) = ask(release, "select count(*) from marts.observations where place_id = 'lao-cai'")[0]
    assert answer.found
    assert answer.lines[0] == f"{count} numbers match “lào cai”."
    text = " ".join(answer.lines)
    assert text.count("· Lào Cai ·") == min(count, 15)
    first = answer.lines[2].split()[0]
    assert answer.lines[-1].endswith(f"khuyencong explain {first}")
    assert explain(shipped, first, "en").lines[0].startswith(answer.lines[2].split(maxsplit=1)[1][:20])


def test_beginnings_of_words_count_only_where_whole_words_do_not_suffice(shipped: Settings) -> None:
    by_beginnings = explain(shipped, "sit thai bin establi", "en")
    assert by_beginnings.found
    text = " ".join(by_beginnings.lines)
    assert "  area of industrial sites, " in text
    assert "  industrial sites, " in text
    # `site` is a word of the code site_area, and only the beginning of `sites`
    text = said(shipped, "site thai binh established").replace("area of industrial sites", "area")
    assert "area, industrial cluster, established" in text
    assert "industrial sites" not in text


def test_a_year_inside_a_span_finds_it_where_nothing_is_said_of_that_year_alone(shipped: Settings) -> None:
    inside = explain(shipped, "trainees thai binh 2011", "en")
    assert inside.found
    text = " ".join(inside.lines)
    assert "2008–2012" in text
    assert "2012–2022" not in text
    assert not explain(shipped, "trainees thai binh 2003", "en").found


def test_no_match_shows_the_nearest(shipped: Settings) -> None:
    answer = explain(shipped, "traineez lao cai", "en")
    assert not answer.found
    text = " ".join(answer.lines)
    assert "“traineez” occurs nowhere. Nearest: trainees" in text
    assert "These have most of them:" in text
    assert "Lào Cai" in text


@pytest.mark.parametrize("asked", ["15.743", "15743", "15,743", "15.743 "])
def test_a_number_is_found_however_it_is_written(shipped: Settings, asked: str) -> None:
    text = said(shipped, asked)
    assert "thai-binh-2008-2012#15" in text
    assert "printed “15.743 học viên”" in text


@pytest.mark.parametrize("asked", ["gấp đôi", "gap doi", "GẤP ĐÔI"])
def test_a_number_in_words_is_found_as_it_is_printed(shipped: Settings, asked: str) -> None:
    assert "lao-cai-2008-2012#7: “gấp đôi" in said(shipped, asked)


@pytest.mark.parametrize(
    ("asked", "claim"),
    [
        ("5.739 triệu đồng", "lao-cai-2008-2012#1"),
        ("5.739 trieu dong", "lao-cai-2008-2012#1"),  # as printed, typed without accents
        ("5,739 tỷ đồng", "lao-cai-2008-2012#1"),  # the same money in another unit
        ("5739000000 đồng", "lao-cai-2008-2012#1"),
        ("khoảng 5,739 tỷ đồng", "lao-cai-2008-2012#1"),
        ("trên 163.000", "thai-binh-2008-2012#7"),
        ("tren 163.000 nguoi", "thai-binh-2008-2012#7"),
        ("163.000 người", "thai-binh-2008-2012#7"),
        ("163.000 người trở lên", "thai-binh-2008-2012#7"),
    ],
)
def test_a_number_is_found_with_its_qualifier_and_unit(shipped: Settings, asked: str, claim: str) -> None:
    answer = explain(shipped, asked, "en")
    assert answer.found
    assert claim in " ".join(answer.lines)


def test_a_number_with_a_unit_is_no_number_of_another_unit(shipped: Settings) -> None:
    assert not explain(shipped, "5.739 ha", "en").found
    assert explain(shipped, "lao cai 2012", "en").found, "a place before a year is no qualifier"


def test_a_number_that_stands_twice_is_listed_with_its_claims(shipped: Settings) -> None:
    answer = explain(shipped, "947", "en")
    assert answer.found
    text = " ".join(answer.lines)
    assert answer.lines[0] == "2 numbers match “947”."
    for claim in ("thai-binh-2012-2022#4: “947 cơ sở”", "thai-binh-2012-2022#6: “947 cơ sở”"):
        assert claim in text
    assert explain(shipped, answer.lines[-1].split()[-1], "en").found


def test_decimals_are_found_with_a_comma_and_with_a_point(spoilt: Settings) -> None:
    spoil(
        spoilt,
        f"update marts.claims set value_printed = '1,5', value = 1500000 where claim = '{ABOVE}'",
        f"update marts.claims set value_printed = '1.500', value = 1.5 where claim = '{PART_OF_947}'",
        "update marts.claims set value_printed = '15', value = 15 where claim = 'lao-cai-2008-2012#7'",
    )
    for asked in ("1.5", "1,5"):
        text = said(spoilt, asked)
        assert f"{ABOVE}: “trên 1,5 DN”" in text  # as printed
        assert PART_OF_947 in text  # by its value
        assert "lao-cai-2008-2012#7" not in text
        assert text.index(ABOVE) < text.index(PART_OF_947), "what is printed so comes first"
    assert ABOVE in said(spoilt, "1.500.000")


def test_every_claim_is_found_by_its_printed_form_and_by_its_value(shipped: Settings, release: Path) -> None:
    claims = ask(release, "select claim, cell_id, value_printed, value from marts.claims")
    assert len(claims) > 100
    wanted = {
        (asked, cell, claim)
        for claim, cell, printed, value in claims
        for asked in (printed, "" if value is None else f"{value.normalize():f}")
        if asked
    }
    with duckdb.connect(str(release), read_only=True) as connection:
        found = {
            asked: cells.with_number(connection, VOCABULARY, asked, 1000).claims
            for asked in {asked for asked, *_ in wanted}
        }
    for asked, cell, claim in wanted:
        assert any(each.startswith(f"{claim}: ") for each in found[asked][cell]), asked


@pytest.mark.parametrize("asked", ["", "@@@", "'; drop table marts.claims; --", "$asked", "%", "a" * 3000])
def test_nothing_that_is_typed_can_harm(shipped: Settings, asked: str) -> None:
    assert not explain(shipped, asked, "vi").found


def test_a_claim_that_is_not_there_names_those_that_are(shipped: Settings) -> None:
    assert "There are: lao-cai-2008-2012#1 – lao-cai-2008-2012#" in said(shipped, "lao-cai-2008-2012#999")
    assert "lao-cai-2008-2012#1" in said(shipped, "lao-cai-2008-2021#3")


def test_a_rejected_figure_says_why(spoilt: Settings) -> None:
    spoil(
        spoilt,
        'insert into quality.rejects (report_id, figure, "row", rule_id, message_en, message_vi)'
        " values ('lao-cai-2008-2012', 999, 999, 'r', 'The unit is unknown.', 'Không rõ đơn vị.')",
    )
    assert said(spoilt, "lao-cai-2008-2012#999").endswith("no number rests on it. The unit is unknown.")
    assert said(spoilt, "lao-cai-2008-2012#999", "vi").endswith("Không rõ đơn vị.")


# --- words and numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "english", "vietnamese"),
    [
        ("0", "0", "0"),
        ("100", "100", "100"),
        ("-0.5", "-0.5", "-0,5"),
        ("4177.970000", "4,177.97", "4.177,97"),
        ("50108000000000", "50,108,000,000,000", "50.108.000.000.000"),
        ("9999999999999999999999.999999", "9,999,999,999,999,999,999,999.999999", None),
    ],
)
def test_numbers_are_written_exactly(value: str, english: str, vietnamese: str | None) -> None:
    in_digits = jinja2.Template(
        (PROJECT / "dbt" / "macros" / "words.sql").read_text("utf-8")
    ).module.in_digits
    with duckdb.connect() as connection:
        pair = connection.execute(
            f"select {in_digits('value', 'en')}, {in_digits('value', 'vi')}"
            # a decimal, never a float, on the way
            " from (select $value::decimal(28, 6) as value)",
            {"value": Decimal(value)},
        ).fetchall()[0]
    assert pair[0] == english
    assert pair[1] == (vietnamese or english.replace(",", " ").replace(".", ",").replace(" ", "."))


def codes_of(release: Path, kind: str) -> set[str]:
    return {row[0] for row in ask(release, "select code from meta.labels where kind = $kind", kind=kind)}


def test_every_agreed_word_has_its_label(shipped: Settings, release: Path) -> None:
    words = Vocabulary(shipped.seeds)
    assert codes_of(release, "correction_action") == {"replace", "withdraw", "flag"}
    # a figure that is accepted with a warning carries the rule as a flag
    warnings = {r.rule_id for r in words.rules.values() if r.severity == "warning" and r.level == "domain"}
    assert {rule.replace("-", "_") for rule in warnings} <= codes_of(release, "flag")
    for column, table, kind in (
        ("unnest(flags)", "marts.claims", "flag"),
        ("unnest(inferred)", "marts.claims", "sheet_column"),
        ("claim_status", "marts.claims", "claim_status"),
        ("kind", "marts.dim_report", "report_kind"),
        ("kind", "quality.conflicts", "conflict_kind"),
        ("status", "quality.identity_results", "relation_status"),
        ("state", "quality.verification", "proof_state"),
        ("part", "analytics.explanations", "explain_part"),
        ("item", "analytics.explanations", "explain_item"),
        ("cause", "meta.release_diff", "cause"),
        ("kind", "quality.revisions", "revision_kind"),
    ):
        found = {row[0] for row in ask(release, f"select distinct {column} from {table}")}
        assert found <= codes_of(release, kind), (column, table)


def test_natures_and_measures_are_called_as_their_seeds_say(shipped: Settings, release: Path) -> None:
    words = Vocabulary(shipped.seeds)
    for item, seed in (("nature", words.natures), ("measure", words.measures)):
        told = ask(
            release,
            f"select distinct {item}, text_en, text_vi from marts.observations"
            " join analytics.explanations using (cell_id) where item = $item",
            item=item,
        )
        assert len(told) >= 2
        assert set(told) <= {(code, word.label_en, word.label_vi) for code, word in seed.items()}


# --- the command ---------------------------------------------------------------------------------------


def test_the_command_answers_or_says_that_nothing_was_found(
    shipped: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(shipped.warehouse))
    assert main(["explain", ABOVE]) == 0
    assert "800 establishments" in capsys.readouterr().out
    assert main(["explain", "--lang", "vi", "lào", "cai"]) == 0
    assert "số liệu khớp “lào cai”" in capsys.readouterr().out
    assert main(["explain", "xyzzy"]) == 1
    assert main(["explain", "x#1"]) == 1


def test_without_a_release_it_says_what_makes_one(shipped: Settings, tmp_path: Path) -> None:
    nowhere = dataclasses.replace(shipped, warehouse=tmp_path)
    with pytest.raises(NoAnswer, match="khuyencong refresh"):
        explain(nowhere, "x", "en")
    nowhere.current.write_text("no database")
    with pytest.raises(NoAnswer, match="cannot be opened"):
        explain(nowhere, "x", "en")


def test_a_release_without_the_facts_is_no_traceback(spoilt: Settings) -> None:
    spoil(spoilt, "drop table marts.dim_unit")
    with pytest.raises(NoAnswer, match="another version"):
        explain(spoilt, ABOVE, "en")


def test_a_file_replaced_while_it_is_opened_is_opened_once_more(
    shipped: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect, calls = duckdb.connect, []

    def hesitant(*arguments: object, **named: object) -> object:
        calls.append(arguments)
        if len(calls) == 1:
            raise duckdb.IOException("replaced")
        return connect(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(duckdb, "connect", hesitant)
    assert explain(shipped, ABOVE, "en").found
    assert len(calls) == 2
