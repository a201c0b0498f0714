"""The whole chain of a number as one query: what it says, where it was printed, what speaks against it.

Belongs here: which facts make the chain, and in which order; the macro `explain` of a release and
`khuyencong explain` both run this query. Does not belong here: finding a cell and laying out the answer
(`serve/`), the words for codes (`wording.py`).

The query is put together for the tables that a release has. A table that is not there yet is said to be
absent, so that it is never taken for "nothing found".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import duckdb

from .wording import (
    ATTRIBUTES,
    CLAIM_STATES,
    CONFLICT_KINDS,
    FLAGS,
    IDENTITY_STATES,
    LANGUAGES,
    MEASURES,
    NATURES,
    PROOF_STATES,
    REPORT_KINDS,
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
        *("author", "decided_on", "state"),
    },
    "quality.conflicts": {"conflict_id", "kind", "cell_id", "claims", "explanation_en", "explanation_vi"},
    "quality.identity_results": {
        *("identity_id", "status", "expected_low", "expected_high", "found_low", "found_high", "unit_code"),
        *("claims", "explanation_en", "explanation_vi"),
    },
    "quality.revisions": {"cell_id"},
    "meta.release": {"release_id", "previous_release"},
    "meta.release_diff": {"cell_id", "change", "value_before", "value_low_before", "value_high_before"},
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
    """The period in words; `period_label` is Vietnamese where it is not digits only."""
    if language.code == "vi":
        return "period_label"
    return """case period_kind
        when 'up_to' then 'up to ' || replace(period_id, '../', '')
        when 'since' then 'since ' || split_part(period_id, '/', 1)
        when 'until' then 'until ' || split_part(split_part(period_id, '/', 2), '@', 1)
        when 'now' then 'at the time of the report'
        when 'undated' then 'time not said'
        when 'rolling' then 'within ' || split_part(period_id, '@', 1)
        when 'duration' then 'per ' || split_part(period_id, '@', 1)
        else period_label end"""


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
        f" when report_id is null then {say('unresolved: ', 'chưa phân định: ')} || claim_count || {unresolved}"
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
        f" when measure = '' then {say('nothing, it is no relative figure', 'không, đây không phải số tương đối')}"
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
    proven = f"{language.word('proof', PROOF_STATES)} || coalesce(' (' || nullif(proof_{code}, '') || ')', '')"
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
        "corrected": f"coalesce(nullif(corrections, ''), {say('printed: ', 'bài in: ')}"
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
    pieces = (
        language.word("status", IDENTITY_STATES),
        f"': ' || explanation_{language.code}",
        f"{language.say(' Found ', ' Thấy ')} || {language.interval('found_low', 'found_high', unit)}",
        f"{language.say('; allowed ', '; cho phép ')}"
        f" || {language.interval('expected_low', 'expected_high', unit)}",
        "'. (' || identity_id || ': ' || array_to_string(claims, ', ') || ')'",
    )
    return " || ".join(f"({piece})" for piece in pieces)


def _release(language: Language) -> str:
    return (
        f"release_id || coalesce({language.say(', after ', ', sau bản ')} || previous_release,"
        f" {language.say(', the first one', ', bản đầu tiên')})"
    )


def _change(language: Language) -> str:
    before = f"coalesce({language.number('value_before')}, {language.say('no value', 'không có giá trị')})"
    span = language.interval("value_low_before", "value_high_before", "unit_code")
    return (
        f"case change when 'added' then {language.say('new in this release', 'mới có trong bản này')}"
        f" else {language.say('changed in this release; before: ', 'thay đổi trong bản này; trước đó: ')}"
        f" || {before} || ' (' || {span} || ')' end"
    )


OF_CELL = "cell_id in (select cell_id from cells)"
OF_CLAIMS = "list_has_any(claims, (select list(claim) from cell_claims))"
WORST_FIRST = "list_position(['violated', 'known_exception', 'holds_loosely'], status) nulls last"


def _told_rows(there: Columns) -> list[str]:
    """A SELECT of `part, item, rank, claim, en, vi` per table; never without a row for a cell."""

    def told(
        part: str,
        item: str,
        table: str,
        says: Callable[[Language], str],
        rest: str,
        order: str,
        nothing: tuple[str, str],
    ) -> str:
        blank = f"'{part}' as part, '{item}' as item, '' as claim"
        absent = not _has(there, table)
        otherwise = ", ".join(
            f"{_absent(each, table) if absent else each.say(*nothing)} as {each.code}" for each in LANGUAGES
        )
        if absent:
            return f"select {blank}, 1 as rank, {otherwise} from cells"
        said = ", ".join(f"{says(each)} as {each.code}" for each in LANGUAGES)
        return (
            f"select {blank}, row_number() over (order by {order}) as rank, {said} from {table} {rest}"
            f" union all by name select {blank}, 1 as rank, {otherwise} from cells"
            f" where not exists (select 1 from {table} {rest})"
        )

    shown = sorted(there.get("quality.revisions", frozenset()) - {"cell_id"})
    revision = "concat_ws('; ', " + ", ".join(f"'{name}: ' || {name}::varchar" for name in ["cell_id", *shown])
    return [
        told(
            *("check", "conflicts", "quality.conflicts", _conflict),
            *(f"where {OF_CELL} or {OF_CLAIMS}", "kind = 'competing' desc, conflict_id"),
            ("none: no other claim is in its way", "không có: không số liệu nào trái với nó"),
        ),
        told(
            *("check", "identities", "quality.identity_results", _identity),
            *(f"left join marts.dim_unit using (unit_code) where {OF_CLAIMS}",),
            f"{WORST_FIRST}, status, identity_id, claims",
            (
                "none: nothing known adds up to it or follows from it",
                "không có: chưa có số nào cộng thành nó hay suy ra từ nó",
            ),
        ),
        told(
            *("change", "release", "meta.release", _release, "", "release_id"),
            ("not named", "không rõ"),
        ),
        told(
            *("change", "change", "meta.release_diff", _change, f"where {OF_CELL}", "cell_id"),
            ("none: as in the release before", "không: như bản trước"),
        ),
        told(
            *("change", "revisions", "quality.revisions", lambda _: f"{revision})", f"where {OF_CELL}"),
            *(", ".join(shown) or "cell_id", ("none", "không có")),
        ),
    ]


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
        return "select '' as report_id, 0 as figure, '' as corrections"
    says = (
        "column_name || ': “' || found || '”' || if(action = 'replace', ' → “' || replacement || '”. ',"
        " ' (' || action || '). ') || concat_ws('. ', nullif(reason, ''), nullif(evidence, ''))"
        " || ' (' || concat_ws(', ', nullif(author, ''), decided_on) || ')'"
    )
    return (
        f"select report_id, figure, string_agg({says}, '; ' order by column_name) as corrections"
        " from quality.corrections_applied"
        " where state = 'applied' and report_id in (select report_id from cell_claims) group by all"
    )


# --- the queries ---------------------------------------------------------------------------------------


def _cells(condition: str) -> str:
    """Observations with the labels of all their parts; the condition is on `observations`."""
    return f"""
    select
        observations.*,
        periods.report_id as period_report,
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


def chain_sql(there: Columns, cell: str) -> str:
    """The chain of one cell.

    Args:
        there: What the release has; see `columns_of`.
        cell: SQL that gives the id of a cell, or the name of a claim (`report#figure`): a parameter of a
            statement or of a macro, never a text that somebody typed.

    Returns:
        A query of `part` (see `PARTS`), `item`, `claim` (where an item is about one), `says_en` and
        `says_vi`, in the order in which the chain is told; without rows where there is no such cell.
    """
    of_claim = f"select claims.cell_id from marts.claims as claims where claims.claim = {cell}"
    items = [
        *_number_facts(LANGUAGES[0]),
        *_claim_facts(LANGUAGES[0], there),
        *("rivals", "conflicts", "identities", "release", "change", "revisions"),
    ]
    return f"""
with cells as ({_cells(f"observations.cell_id = coalesce(({of_claim}), {cell})")}),

cell_claims as (
    select * from marts.claims
    where cell_id in (select cell_id from cells)
),

proofs as ({_proofs(there)}),

corrections as ({_corrections(there)}),

chain_claims as (
    select
        cell_claims.*,
        cells.unit_en, cells.unit_vi,
        reports.title, reports.kind, reports.publisher, reports.published,
        proofs.proof, proofs.proof_en, proofs.proof_vi,
        corrections.corrections,
        if(cell_claims.claim_status in ('chosen', 'unresolved'), 'source', 'rival') as part,
        row_number() over (
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
    select 'number' as part, '' as claim, 0 as rank, {_unnested(_number_facts)}
    from cells
    union all
    select part, claim, rank, {_unnested(lambda language: _claim_facts(language, there))}
    from chain_claims
),

told as (
    select part, claim, rank, fact.item as item, fact.en as en, fact.vi as vi
    from facts
    union all by name
    select 'rival' as part, 'rivals' as item, '' as claim, 1 as rank,
        'none: no other claim speaks about this cell' as en,
        'không có: không số liệu nào khác nói về ô này' as vi
    from cells
    where not exists (select 1 from chain_claims where part = 'rival')
    union all by name {" union all by name ".join(_told_rows(there))}
)

select part, item, claim, en as says_en, vi as says_vi
from told
order by
    list_position([{", ".join(map(literal, PARTS))}], part),
    if(claim = '', 0, rank),
    list_position([{", ".join(map(literal, items))}], item),
    rank
"""
