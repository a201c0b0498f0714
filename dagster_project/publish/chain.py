"""The whole chain of a number as one query: what it says, where it was printed, what speaks against it.

Belongs here: which facts make the chain, and in which order; the macro `explain` of a release and
`khuyencong explain` both run this query. Does not belong here: finding a cell and laying out the answer
(`serve/`), the words for codes (`wording.py`).

The query is put together for the tables that a release has. A table that is not there yet is said to be
absent, so that it is never taken for "nothing found".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import duckdb

from .wording import (
    ATTRIBUTES,
    CAUSES,
    CLAIM_STATES,
    CONFLICT_KINDS,
    CORRECTIONS,
    FLAGS,
    IDENTITY_STATES,
    LANGUAGES,
    MEASURES,
    NATURES,
    PROOF_STATES,
    REPORT_KINDS,
    REVISION_KINDS,
    Language,
    either,
    literal,
)

Columns = Mapping[str, frozenset[str]]
"""Columns by `schema.table`: what a release has."""

Facts = dict[str, str]
"""SQL of a text by item, in one language."""

PARTS = ("number", "source", "rival", "check", "change")
"""Parts of a chain, in the order in which they are told."""

NEEDED: Mapping[str, set[str]] = {
    "quality.verification": {"report_id", "figure", "state", "detail", "detail_vi"},
    "quality.corrections_applied": {
        *("report_id", "figure", "column_name", "found", "action", "replacement", "reason", "evidence"),
        *("author", "decided_on", "review_by", "state"),
    },
    "quality.conflicts": {"conflict_id", "kind", "cell_id", "claims", "explanation_en", "explanation_vi"},
    "quality.identity_results": {
        *("identity_id", "status", "expected_low", "expected_high", "found_low", "found_high", "unit_code"),
        *("claims", "explanation_en", "explanation_vi"),
    },
    "quality.revisions": {
        *("cell_id", "value", "value_low", "value_high", "unit_code", "known_from", "known_to", "kind"),
        "ended_by",
    },
    "meta.release": {"release_id", "previous_release"},
    "meta.release_diff": {
        *("cell_id", "change", "unit_code", "value_before", "value_low_before", "value_high_before"),
    },
}
"""Columns without which a table counts as absent."""


def columns_of(connection: duckdb.DuckDBPyConnection) -> dict[str, frozenset[str]]:
    """What the opened file has."""
    rows = connection.execute(
        "select table_schema || '.' || table_name, list(column_name) from information_schema.columns "
        "where table_catalog = current_database() group by all"
    ).fetchall()
    return {name: frozenset(columns) for name, columns in rows}


def _has(there: Columns, table: str) -> bool:
    return NEEDED[table] <= there.get(table, frozenset())


def _absent(language: Language, table: str) -> str:
    return language.say(f"not told: this release has no {table}", f"không rõ: bản này chưa có {table}")


# --- facts about the cell and about its claims ---------------------------------------------------------


def _period(language: Language) -> str:
    """The period in words."""
    return "period_label" if language.code == "vi" else "period_label_en"


def _dates(language: Language) -> str:
    say = language.say
    private = say(" only, never merged with other reports", ", không gộp với báo cáo khác")
    return (
        f"case when period_start is null and period_end is null then {say('no date known', 'không rõ ngày')}"
        f" when period_end is null then {say('from ', 'từ ')} || period_start"
        f" || {say(', end not known', ', không rõ lúc kết thúc')}"
        f" when period_start is null then {say('until ', 'đến ')} || period_end"
        f" || {say(', start not known', ', không rõ lúc bắt đầu')}"
        f" else period_start || {say(' to ', ' đến ')} || period_end end"
        f" || if(period_report = '', '', {say('; said by ', '; riêng của ')} || period_report || {private})"
    )


def _choice(language: Language) -> str:
    say = language.say
    unresolved = say(
        " claims, the best of them contradict each other; no value is shown, only the span between them",
        " số liệu, các số đáng tin nhất mâu thuẫn nhau; không nêu giá trị, chỉ nêu khoảng giữa chúng",
    )
    return (
        f"case when claim_count = 1 then {say('the only claim', 'số liệu duy nhất')}"
        f" when report_id is null then {say('unresolved: ', 'chưa phân định: ')} || claim_count"
        f" || {unresolved}"
        f" else {say('chosen out of ', 'chọn trong ')} || claim_count || if(has_conflict,"
        f" {say(' claims that do not all agree', ' số liệu không thống nhất')},"
        f" {say(' claims that agree', ' số liệu thống nhất')}) end"
    )


def _number_facts(language: Language) -> Facts:
    """What the cell says; the columns are those of `_cells`."""
    say, code = language.say, language.code
    unit, scope, money, base = f"unit_{code}", f"scope_{code}", f"money_{code}", f"base_{code}"
    measure, nature = language.word("measure", MEASURES), language.word("nature", NATURES)
    indicator, period = f"indicator_label_{code}", _period(language)
    value = f"{language.number('value')} || ' ' || {unit}"
    no_money = say("not about promotion money", "không liên quan kinh phí khuyến công")
    return {
        "headline": f"concat_ws(', ', {indicator}, nullif({measure}, ''), nullif({scope}, ''),"
        f" nullif(place_part, '')) || ' · ' || concat_ws(' · ', place_name, {period}, {nature},"
        f" nullif({money}, ''))",
        "value": f"coalesce({value}, {say('no single value', 'không có một giá trị')})",
        "interval": language.interval("value_low", "value_high", unit),
        "choice": _choice(language),
        "cell": f"cell_id || {say(' in ', ' trong ')} || 'marts.fct_' || subject",
        "indicator": f"{indicator} || ' (' || indicator_code || ')'",
        "measure": either(measure, say("the level itself", "mức")),
        "base": f"case when base <> '' then coalesce({base} || ' (' || base || ')', base)"
        f" when measure = '' then {say('nothing: it is a level', 'không: đây là mức')}"
        f" else {say('not said', 'không nói rõ')} end",
        "scope": f"if(scope_code = '', {say('all of it', 'toàn bộ')}, {scope} || ' (' || scope_code || ')')",
        "place": "place_name || ' (' || concat_ws('/', place_id, nullif(place_part, '')) || ')'",
        "period": f"{period} || '; ' || {_dates(language)}",
        "nature": nature,
        "money": f"case when {money} <> '' then {money} || ' (' || funding_source || ')'"
        f" when funded then {say('source not said', 'không nêu nguồn')} else {no_money} end",
    }


def _claim_facts(language: Language, there: Columns) -> Facts:
    """What is known of one claim; the columns are those of the CTE `chain_claims`."""
    say, code = language.say, language.code
    proven = (
        f"{language.word('proof', PROOF_STATES)} || coalesce(' (' || nullif(proof_{code}, '') || ')', '')"
    )
    publisher = either("publisher", say("publisher not known", "không rõ nơi công bố"))
    not_kept = say("; the text of the article is not kept", "; không lưu văn bản bài viết")
    from_context = say("; read from the context, not printed here", "; suy từ văn cảnh, không in ra")
    all_printed = say("nothing: all of it is printed", "không: mọi thuộc tính đều được in ra")
    return {
        "claim": f"claim || ', ' || {language.word('claim_status', CLAIM_STATES)}",
        "report": either("title", say("title not known", "không rõ tên bài")),
        "publisher": f"{publisher} || ' (' || {language.word('kind', REPORT_KINDS)} || ')'",
        "published": either("published", say("date not known", "không rõ ngày")),
        "line": f"coalesce({say('line ', 'dòng ')} || source_line, {say('no line', 'không rõ dòng')})"
        f" || coalesce({say(' of ', ' của ')} || nullif(source_file, ''), {not_kept})",
        "printed": "'“' || concat_ws(' ', nullif(qualifier_printed, ''), value_printed,"
        " nullif(unit_printed, '')) || '”'",
        "time": "coalesce('“' || nullif(period_printed, '') || '”',"
        f" {say('no words about time', 'không in thời gian')})",
        "read": language.interval("value_low", "value_high", f"unit_{code}"),
        "corrected": f"coalesce(nullif(corrections_{code}, ''), {say('printed: ', 'bài in: ')}"
        f" || nullif(corrected_from, ''), {say('no', 'không')})",
        "inferred": f"coalesce({language.labels('inferred', ATTRIBUTES)} || {from_context}, {all_printed})",
        "flags": f"coalesce({language.labels('flags', FLAGS)}, {say('none', 'không có')})",
        "note": either("note", say("none", "không có")),
        "verified": either(proven, say("no state", "không rõ"))
        if _has(there, "quality.verification")
        else _absent(language, "quality.verification"),
    }


def _unnested(facts: Callable[[Language], Facts]) -> str:
    """One row per item, with its text in both languages."""
    english, vietnamese = map(facts, LANGUAGES)
    structs = (
        f"{{'item': {literal(item)}, 'en': {english[item]}, 'vi': {vietnamese[item]}}}" for item in english
    )
    return f"unnest([{', '.join(structs)}]) as fact"


# --- facts from the tables of quality and meta ---------------------------------------------------------


def _conflict(language: Language) -> str:
    return f"{language.word('kind', CONFLICT_KINDS)} || ': ' || explanation_{language.code}"


def _identity(language: Language) -> str:
    unit = either(f"label_{language.code}", "unit_code")
    found, allowed = language.say(" Found ", " Thấy "), language.say("; allowed ", "; cho phép ")
    compared = (
        f"{found} || {language.interval('found_low', 'found_high', unit)}"
        f" || {allowed} || {language.interval('expected_low', 'expected_high', unit)} || '.'"
    )
    return (
        f"{language.word('status', IDENTITY_STATES)} || ': ' || explanation_{language.code}"
        f" || if(coalesce(found_low, found_high, expected_low, expected_high) is null, '', {compared})"
        " || ' (' || identity_id || ': ' || array_to_string(claims, ', ') || ')'"
    )


def _release(language: Language) -> str:
    return (
        f"release_id || coalesce({language.say(', after ', ', sau bản ')} || previous_release,"
        f" {language.say(', the first one', ', bản đầu tiên')})"
    )


def _change(language: Language, there: Columns) -> str:
    """What became of the cell since the release before, and why, where the release says why."""
    span = language.interval(
        "value_low_before", "value_high_before", either(f"label_{language.code}", "unit_code")
    )
    between = "value_before is not null and value_before not in (value_low_before, value_high_before)"
    before = (
        f"if(coalesce({between}, false), {language.number('value_before')} || ' (' || {span} || ')', {span})"
    )
    changed = (
        f"case change when 'added' then {language.say('new in this release', 'mới có trong bản này')}"
        f" else {language.say('changed in this release; before: ', 'thay đổi trong bản này; trước đó: ')}"
        f" || {before} end"
    )
    if not {"cause", "explained_by"} <= there["meta.release_diff"]:
        return changed
    cause = f"{language.word('cause', CAUSES)} || coalesce(' ' || nullif(explained_by, ''), '')"
    return f"{changed} || coalesce('; ' || {cause}, '')"


def _revision(language: Language) -> str:
    """What releases said of the cell from one time to another, and why that began and ended."""
    say, kinds, unit = language.say, REVISION_KINDS, either(f"label_{language.code}", "unit_code")
    minute = "'%Y-%m-%d %H:%M UTC'"
    ended = f"strftime(known_to, {minute}) || coalesce(' (' || {language.word('ended_by', kinds)} || ')', '')"
    return (
        f"if(value in (value_low, value_high), '', coalesce({language.number('value')} || '; ', ''))"
        f" || {language.interval('value_low', 'value_high', unit)}"
        f" || {say('; known from ', '; được biết từ ')} || strftime(known_from, {minute})"
        f" || coalesce(' (' || {language.word('kind', kinds)} || ')', '')"
        f" || {say(' until ', ' đến ')} || coalesce({ended}, {say('now', 'nay')})"
    )


@dataclass(frozen=True)
class Told:
    """A table that says something about a cell: how one of its rows reads, and what no row means.

    `on` joins it to the CTE `wanted`, `key` is a column that is never null in it.
    """

    part: str
    item: str
    table: str
    on: str
    key: str
    order: str
    says: Callable[[Language], str]
    nothing: tuple[str, str]

    def sql(self, there: Columns) -> str:
        """A SELECT of `cell_id, part, item, claim, rank, en, vi`; for a cell never without a row."""
        head = f"select wanted_cell as cell_id, '{self.part}' as part, '{self.item}' as item, '' as claim"
        if not _has(there, self.table):
            absent = ", ".join(f"{_absent(each, self.table)} as {each.code}" for each in LANGUAGES)
            return f"{head}, 1 as rank, {absent} from wanted"
        texts = ", ".join(
            f"if({self.key} is null, {each.say(*self.nothing)}, {self.says(each)}) as {each.code}"
            for each in LANGUAGES
        )
        return (
            f"{head}, row_number() over (partition by wanted_cell order by {self.order}) as rank, {texts}"
            f" from wanted left join {self.table} on {self.on}"
        )


WORST_FIRST = "['violated', 'known_exception', 'holds_loosely', 'holds', 'not_evaluable']"
OF_CELL = "cell_id = wanted_cell"
OF_CLAIMS = "list_has_any(claims, wanted_claims)"


def _tables(there: Columns) -> tuple[Told, ...]:
    return (
        Told(
            part="check",
            item="conflicts",
            table="quality.conflicts",
            on=f"{OF_CELL} or {OF_CLAIMS}",
            key="conflict_id",
            order="kind = 'competing' desc, conflict_id",
            says=_conflict,
            nothing=("none: no other claim is in its way", "không có: không số liệu nào trái với nó"),
        ),
        Told(
            part="check",
            item="identities",
            table="quality.identity_results",
            on=f"{OF_CLAIMS} left join marts.dim_unit using (unit_code)",
            key="identity_id",
            order=f"list_position({WORST_FIRST}, status) nulls last, identity_id, claims",
            says=_identity,
            nothing=(
                "none: nothing known adds up to it or follows from it",
                "không có: chưa có số nào cộng thành nó hay suy ra từ nó",
            ),
        ),
        Told(
            part="change",
            item="release",
            table="meta.release",
            on="true",
            key="release_id",
            order="release_id",
            says=_release,
            nothing=("not named", "không rõ"),
        ),
        Told(
            part="change",
            item="change",
            table="meta.release_diff",
            on=f"{OF_CELL} left join marts.dim_unit using (unit_code)",
            key="change",
            order="change",
            says=lambda language: _change(language, there),
            nothing=("none: as in the release before", "không: như bản trước"),
        ),
        Told(
            part="change",
            item="revisions",
            table="quality.revisions",
            on=f"{OF_CELL} left join marts.dim_unit using (unit_code)",
            key="cell_id",
            order="known_from",
            says=_revision,
            nothing=("none", "không có"),
        ),
    )


def _proofs(there: Columns) -> str:
    if not _has(there, "quality.verification"):
        return "select '' as report_id, 0 as figure, '' as proof, '' as proof_en, '' as proof_vi"
    return (
        "select report_id, figure, state as proof, detail as proof_en, detail_vi as proof_vi"
        " from quality.verification where report_id in (select report_id from cell_claims)"
    )


def _corrections(there: Columns) -> str:
    """The reasons stand in the language of whoever decided."""
    if not _has(there, "quality.corrections_applied"):
        return "select '' as report_id, 0 as figure, '' as corrections_en, '' as corrections_vi"
    texts = ", ".join(
        f"string_agg({_correction(each)}, '; ' order by column_name, action) as corrections_{each.code}"
        for each in LANGUAGES
    )
    return (
        f"select report_id, figure, {texts} from quality.corrections_applied"
        " where state = 'applied' and report_id in (select report_id from cell_claims) group by all"
    )


def _correction(language: Language) -> str:
    say = language.say
    reviewed = f"{say(', to be reviewed by ', ', xem lại trước ')} || review_by"
    return (
        "column_name || ': “' || found || '”' || if(action = 'replace', ' → “' || replacement || '”. ',"
        f" ' (' || {language.word('action', CORRECTIONS)} || '). ')"
        " || concat_ws('. ', nullif(reason, ''), nullif(evidence, ''))"
        f" || ' (' || concat_ws(', ', nullif(author, ''), decided_on) || coalesce({reviewed}, '') || ')'"
    )


# --- the queries ---------------------------------------------------------------------------------------


def _cells(condition: str) -> str:
    """Observations with the labels of all their parts; the condition is on `observations`."""
    return f"""
    select
        observations.*,
        periods.report_id as period_report, periods.period_label_en,
        scopes.label_en as scope_en, scopes.label_vi as scope_vi,
        {either("units.label_en", "observations.unit_code")} as unit_en,
        {either("units.label_vi", "observations.unit_code")} as unit_vi,
        if(observations.funding_source = '', '', sources.label_en) as money_en,
        if(observations.funding_source = '', '', sources.label_vi) as money_vi,
        indicators.funded,
        bases.label_en as base_en, bases.label_vi as base_vi
    from marts.observations as observations
    left join marts.dim_period as periods on observations.period_id = periods.period_id
    left join marts.dim_scope as scopes on observations.scope_code = scopes.scope_code
    left join marts.dim_unit as units on observations.unit_code = units.unit_code
    left join marts.dim_funding_source as sources on observations.funding_source = sources.funding_source
    left join marts.dim_indicator as indicators on observations.indicator_code = indicators.indicator_code
    left join marts.dim_indicator as bases on split_part(observations.base, ':', 1) = bases.indicator_code
    where {condition}
    """


def brief_sql(language: Language, condition: str) -> str:
    """Cells in few words: a query of `cell_id`, `what` and `value`.

    Args:
        language: Language of the words.
        condition: SQL on `observations`, with a parameter for whatever somebody typed.
    """
    facts = _number_facts(language)
    value = f"if(value is null, {facts['interval']}, {facts['value']})"
    return f"select cell_id, {facts['headline']} as what, {value} as value from ({_cells(condition)})"


_GONE = (
    *NEEDED["quality.revisions"],
    *("indicator_code", "measure", "place_id", "place_part", "period_id", "scope_code", "nature"),
    "funding_source",
)


def gone_sql(there: Columns, language: Language) -> str | None:
    """What earlier releases said of cells that this one no longer has; None where no history is kept.

    Returns:
        A query of `cell_id`, `what` and `said`, the oldest first, of the cells whose id begins with `$asked`.
    """
    if not set(_GONE) <= there.get("quality.revisions", frozenset()):
        return None
    code = language.code
    return f"""
    select
        cell_id,
        concat_ws(
            ', ', coalesce(indicator_label, indicator_code), nullif(measure, ''),
            coalesce(place_name, place_id), nullif(place_part, ''), split_part(period_id, '@', 1),
            nullif(scope_code, ''), {language.word("nature", NATURES)}, nullif(funding_source, '')
        ) as what,
        {_revision(language)} as said
    from quality.revisions
    left join (select indicator_code, label_{code} as indicator_label from marts.dim_indicator)
        using (indicator_code)
    left join (select place_id, name_vi as place_name from marts.dim_place) using (place_id)
    left join (select unit_code, label_{code} from marts.dim_unit) using (unit_code)
    where starts_with(cell_id, $asked) and cell_id not in (select cell_id from marts.observations)
    order by cell_id, known_from
    """


def named(cell: str) -> str:
    """The condition that picks one cell, by its id or by one of its claims (`report#figure`).

    Args:
        cell: SQL that gives the name: a parameter of a statement or of a macro.
    """
    of_claim = f"select claims.cell_id from marts.claims as claims where claims.claim = {cell}"
    return f"observations.cell_id = coalesce(({of_claim}), {cell})"


def chain_sql(there: Columns, condition: str) -> str:
    """The chains of cells.

    Args:
        there: What the release has; see `columns_of`.
        condition: SQL on `observations`, with a parameter for whatever somebody typed; see `named`.

    Returns:
        A query of `cell_id`, `part` (see `PARTS`), `item`, `claim` (where an item is about one), `says_en`
        and `says_vi`, in the order in which the chain is told; without rows where there is no such cell.
    """
    tables = _tables(there)
    items = [
        *_number_facts(LANGUAGES[0]),
        *_claim_facts(LANGUAGES[0], there),
        "rivals",
        *(told.item for told in tables),
    ]
    return f"""
with cells as ({_cells(condition)}),

cell_claims as (
    select * from marts.claims
    where cell_id in (select cell_id from cells)
),

wanted as (
    select cell_id as wanted_cell, list(claim) as wanted_claims
    from cell_claims
    group by cell_id
),

proofs as ({_proofs(there)}),

corrections as ({_corrections(there)}),

chain_claims as (
    select
        cell_claims.*,
        cells.unit_en, cells.unit_vi,
        reports.title, reports.kind, reports.publisher, reports.published,
        proofs.proof, proofs.proof_en, proofs.proof_vi,
        corrections.corrections_en, corrections.corrections_vi,
        if(cell_claims.claim_status in ('chosen', 'unresolved'), 'source', 'rival') as part,
        row_number() over (
            partition by cell_claims.cell_id
            order by cell_claims.claim_status = 'loses' desc, cell_claims.report_id, cell_claims.figure
        ) as rank
    from cell_claims
    inner join cells on cell_claims.cell_id = cells.cell_id
    left join marts.dim_report as reports on cell_claims.report_id = reports.report_id
    left join proofs on cell_claims.report_id = proofs.report_id and cell_claims.figure = proofs.figure
    left join corrections
        on cell_claims.report_id = corrections.report_id and cell_claims.figure = corrections.figure
),

facts as (
    select cell_id, 'number' as part, '' as claim, 0 as rank, {_unnested(_number_facts)}
    from cells
    union all
    select cell_id, part, claim, rank, {_unnested(lambda language: _claim_facts(language, there))}
    from chain_claims
),

told as (
    select cell_id, part, claim, rank, fact.item as item, fact.en as en, fact.vi as vi
    from facts
    union all by name
    select wanted_cell as cell_id, 'rival' as part, 'rivals' as item, '' as claim, 1 as rank,
        'none: no other claim speaks about this cell' as en,
        'không có: không số liệu nào khác nói về ô này' as vi
    from wanted
    where wanted_cell not in (select cell_id from chain_claims where part = 'rival')
    union all by name {" union all by name ".join(told.sql(there) for told in tables)}
)

select
    cell_id, part, item, claim,
    coalesce(en, 'not known') as says_en,
    coalesce(vi, 'không rõ') as says_vi
from told
order by
    cell_id,
    list_position([{", ".join(map(literal, PARTS))}], part),
    if(claim = '', 0, rank),
    list_position([{", ".join(map(literal, items))}], item),
    rank
"""
