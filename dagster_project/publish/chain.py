"""The whole chain of a number as one query: what it says, where it was printed, what speaks against it.

Belongs here: which facts make the chain, in which order, and their words in both languages; the macro
`explain` of a release and `khuyencong explain` both run this query. Does not belong here: searching for a
cell and laying out the answer (`serve/explain.py`).

The query is put together for the tables that a release has. What it has no table for yet is said to be
absent, so that a missing table is never taken for "nothing found".
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

Columns = Mapping[str, frozenset[str]]
"""Columns by `schema.table`: what a release has."""

Said = tuple[str, str]
"""SQL giving one fact in words: English, Vietnamese."""

PARTS = ("number", "source", "rival", "check", "change")
"""Parts of a chain, in the order in which they are told."""

OTHER_ITEMS = ("rivals", "conflicts", "identities", "release", "change", "revisions")
"""What is told of the cell and its claims together, in order."""

NATURES = {
    "actual": ("actual", "thực hiện"),
    "estimate": ("estimate", "ước thực hiện"),
    "plan": ("plan", "kế hoạch"),
    "target": ("target", "mục tiêu"),
    "proposal": ("proposal, not adopted", "đề xuất, chưa được thông qua"),
}
MEASURES = {
    "": ("the level itself", "mức"),
    "growth": ("average growth per year", "tăng trưởng bình quân năm"),
    "increase": ("increase", "tăng"),
    "decrease": ("decrease", "giảm"),
    "multiple": ("multiple of its base", "bội số so với gốc"),
    "share": ("share of a whole", "tỷ trọng"),
}
KINDS = {
    "authority": ("report of an authority", "báo cáo của cơ quan nhà nước"),
    "press": ("press", "báo chí"),
    "plan": ("plan", "kế hoạch"),
    "draft": ("draft", "dự thảo"),
}
STATES = {
    "chosen": ("chosen", "được chọn"),
    "corroborates": ("agrees with the one chosen", "phù hợp với số được chọn"),
    "loses": ("loses", "không được chọn"),
    "unresolved": ("unresolved, nobody has won", "chưa phân định"),
}
PROVEN = {
    "matched": (
        "matched: it stands in the text of the article as it is written down",
        "khớp: bài viết in đúng như đã chép",
    ),
    "mismatch": ("MISMATCH: the text says something else", "KHÔNG KHỚP: bài viết in khác"),
    "not_found": ("NOT FOUND on its line of the text", "KHÔNG THẤY trên dòng đã ghi"),
    "not_checked": (
        "not checked: the text of the article was not at hand",
        "chưa đối chiếu: không có sẵn văn bản bài viết",
    ),
}
IDENTITY_STATES = {
    "holds": ("holds", "đúng"),
    "holds_loosely": ("holds loosely", "đúng khi nới sai số"),
    "violated": ("VIOLATED", "KHÔNG ĐÚNG"),
    "not_evaluable": ("cannot be evaluated", "không đủ số liệu"),
    "known_exception": ("known exception", "ngoại lệ đã biết"),
}
CONFLICTS = {
    "competing": ("claims of one cell", "cùng một ô"),
    "comparable": ("possible contradiction", "có thể mâu thuẫn"),
    "unsaid_part": ("source unsaid against one source", "không nêu nguồn và một nguồn"),
    "whole_part": ("whole against part", "toàn bộ và một phần"),
    "sum_of_parts": ("whole against the sum of parts", "toàn bộ và tổng các phần"),
    "repeat": ("the same number twice", "số lặp lại"),
}
FLAGS = {
    "gt": ("more than printed", "trên mức in ra"),
    "ge": ("at least what is printed", "từ mức in ra trở lên"),
    "lt": ("less than printed", "dưới mức in ra"),
    "le": ("at most what is printed", "tối đa bằng mức in ra"),
    "just_below": ("just below what is printed", "gần tới mức in ra"),
    "approx": ("about what is printed", "khoảng mức in ra"),
    "magnitude": ("only its order of size is printed", "chỉ in độ lớn"),
    "range": ("printed as a range", "in thành khoảng"),
    "range_reversed": ("its range is printed the wrong way round", "khoảng in ngược"),
    "word_number": ("printed in words", "in bằng chữ"),
    "title": ("stands in a title", "nằm ở tiêu đề"),
    "caption": ("stands in a caption", "nằm ở chú thích ảnh"),
    "base_missing": ("its base is not said", "không nói so với gốc nào"),
}
INFERRED = {
    "place": ("place", "nơi"),
    "scope": ("scope", "phạm vi"),
    "period": ("period", "thời kỳ"),
    "nature": ("nature", "tính chất"),
    "funding_source": ("source of the money", "nguồn kinh phí"),
}
PERIOD_EN = """case period_kind
    when 'up_to' then 'up to ' || replace(period_id, '../', '')
    when 'since' then 'since ' || split_part(period_id, '/', 1)
    when 'until' then 'until ' || split_part(split_part(period_id, '/', 2), '@', 1)
    when 'now' then 'at the time of the report'
    when 'undated' then 'time not said'
    when 'rolling' then 'within ' || split_part(period_id, '@', 1)
    when 'duration' then 'per ' || split_part(period_id, '@', 1)
    else period_label end"""
"""SQL: the period in English words; `period_label` is Vietnamese where it is not digits only."""

NUMBERS = (("'{:,}'", "."), ("'{:t.}'", ","))


def columns_of(connection: duckdb.DuckDBPyConnection) -> dict[str, frozenset[str]]:
    """What the opened file has, by `schema.table`."""
    rows = connection.execute(
        "select table_schema || '.' || table_name, list(column_name) from information_schema.columns "
        "where table_catalog = current_database() group by all"
    ).fetchall()
    return {name: frozenset(columns) for name, columns in rows}


def text(words: str) -> str:
    """A text of this module as an SQL literal. Never for what a user typed: that is a parameter."""
    return "'" + words.replace("'", "''") + "'"


def word(column: str, words: Mapping[str, tuple[str, str]], language: int) -> str:
    """SQL: the label of a code; a code without one is shown as it is."""
    pairs = ", ".join(f"{text(code)}: {text(said[language])}" for code, said in words.items())
    return f"coalesce(map {{{pairs}}}[{column}], replace({column}, '_', ' '))"


def number(value: str, language: int) -> str:
    """SQL: an exact decimal as people of the language write it, without empty decimals."""
    groups, comma = NUMBERS[language]
    return (
        f"if({value} < 0, '-', '') || format({groups}, abs(trunc({value}))::hugeint)"
        f" || rtrim('{comma}' || split_part({value}::varchar, '.', 2), '0{comma}')"
    )


def interval(low: str, high: str, unit: str, language: int) -> str:
    """SQL: an interval in words. `unit` is SQL too, as it stands behind a number."""
    lowest, highest = (f"{number(end, language)} || ' ' || {unit}" for end in (low, high))
    exactly, above, below, span, to, unknown = (
        ("exactly ", " or more, no upper bound", " or less, no lower bound", "from ", " to ", "any value"),
        ("đúng ", " trở lên, không có cận trên", " trở xuống, không có cận dưới", "từ ", " đến ", "bất kỳ"),
    )[language]
    return (
        f"case when {low} is null and {high} is null then {text(unknown)}"
        f" when {low} = {high} then {text(exactly)} || {lowest}"
        f" when {high} is null then {lowest} || {text(above)}"
        f" when {low} is null then {highest} || {text(below)}"
        f" else {text(span)} || {number(low, language)} || {text(to)} || {highest} end"
    )


def _labels(codes: str, words: Mapping[str, tuple[str, str]], language: int) -> str:
    return f"list_aggregate(list_transform({codes}, lambda code: {word('code', words, language)}), 'string_agg', '; ')"


def _either(said: str, otherwise: str) -> str:
    """SQL: a text, or other words where it is blank or null."""
    return f"coalesce(nullif({said}, ''), {text(otherwise)})"


def _items(items: Mapping[str, Said]) -> str:
    structs = ",\n".join(
        f"{{'item': {text(item)}, 'en': {en}, 'vi': {vi}}}" for item, (en, vi) in items.items()
    )
    return f"unnest([{structs}])"


def _number_items() -> dict[str, Said]:
    """What the observation says, item by item; the columns are those of the CTE `wanted`."""
    unit = ("unit_en", "unit_vi")
    period = (PERIOD_EN, "period_label")
    value = tuple(
        f"coalesce({number('value', n)} || ' ' || {unit[n]}, {text(none)})"
        for n, none in enumerate(("no single value", "không có một giá trị"))
    )
    headline = tuple(
        f"concat_ws(', ', indicator_label_{lang}, nullif({word('measure', MEASURES | {'': ('', '')}, n)}, ''),"
        f" nullif(scope_{lang}, ''), nullif(place_part, ''))"
        f" || ' · ' || concat_ws(' · ', place_name, {period[n]}, {word('nature', NATURES, n)},"
        f" nullif(funding_label_{lang}, ''))"
        for n, lang in enumerate(("en", "vi"))
    )
    base_en = "case when base <> '' then coalesce(base_en || ' (' || base || ')', base) when measure = '' then"
    return {
        "headline": (headline[0], headline[1]),
        "value": (value[0], value[1]),
        "interval": (
            interval("value_low", "value_high", "unit_en", 0),
            interval("value_low", "value_high", "unit_vi", 1),
        ),
        "choice": (
            "case when report_id is null then 'unresolved: ' || claim_count || ' claims, the best contradict"
            " each other; only the span between them is shown' when claim_count = 1 then 'the only claim'"
            " when has_conflict then 'chosen out of ' || claim_count || ' claims that do not all agree'"
            " else 'chosen out of ' || claim_count || ' claims that agree' end",
            "case when report_id is null then 'chưa phân định: ' || claim_count || ' số liệu, các số đáng tin"
            " nhất mâu thuẫn nhau; chỉ nêu khoảng giữa chúng' when claim_count = 1 then 'số liệu duy nhất'"
            " when has_conflict then 'chọn trong ' || claim_count || ' số liệu không thống nhất'"
            " else 'chọn trong ' || claim_count || ' số liệu thống nhất' end",
        ),
        "cell": ("cell_id || ' in marts.fct_' || subject", "cell_id || ' trong marts.fct_' || subject"),
        "indicator": (
            "indicator_label_en || ' (' || indicator_code || ')'",
            "indicator_label_vi || ' (' || indicator_code || ')'",
        ),
        "measure": (word("measure", MEASURES, 0), word("measure", MEASURES, 1)),
        "base": (
            f"{base_en} 'none needed' else 'not said' end",
            f"{base_en.replace('base_en', 'base_vi')} 'không cần' else 'không nói rõ' end",
        ),
        "scope": (
            "if(scope_code = '', 'all of it', scope_en || ' (' || scope_code || ')')",
            "if(scope_code = '', 'toàn bộ', scope_vi || ' (' || scope_code || ')')",
        ),
        "place": (
            "place_name || ' (' || concat_ws('/', place_id, nullif(place_part, '')) || ')'",
            "place_name || ' (' || concat_ws('/', place_id, nullif(place_part, '')) || ')'",
        ),
        "period": (
            f"{PERIOD_EN} || case when period_start is null and period_end is null then '; no date known'"
            " when period_end is null then '; from ' || period_start || ', end not known'"
            " when period_start is null then '; until ' || period_end || ', start not known'"
            " else '; ' || period_start || ' to ' || period_end end"
            " || if(period_report = '', '', '; said by ' || period_report || ' only, never merged')",
            "period_label || case when period_start is null and period_end is null then '; không rõ ngày'"
            " when period_end is null then '; từ ' || period_start || ', không rõ lúc kết thúc'"
            " when period_start is null then '; đến ' || period_end || ', không rõ lúc bắt đầu'"
            " else '; ' || period_start || ' đến ' || period_end end"
            " || if(period_report = '', '', '; riêng của ' || period_report || ', không gộp với báo cáo khác')",
        ),
        "nature": (word("nature", NATURES, 0), word("nature", NATURES, 1)),
        "funding": (
            "case when funding_label_en <> '' then funding_label_en || ' (' || funding_source || ')'"
            " when funded then 'source not said' else 'not about promotion money' end",
            "case when funding_label_vi <> '' then funding_label_vi || ' (' || funding_source || ')'"
            " when funded then 'không nêu nguồn' else 'không liên quan kinh phí khuyến công' end",
        ),
    }


def _claim_items(there: Columns) -> dict[str, Said]:
    """What is known of one claim, item by item; the columns are those of the CTE `chain_claims`."""
    printed = "'“' || concat_ws(' ', nullif(qualifier_printed, ''), value_printed, nullif(unit_printed, '')) || '”'"
    proven = tuple(
        f"coalesce({word('proof', PROVEN, n)} || coalesce(' (' || nullif(proof_{lang}, '') || ')', ''), {none})"
        for n, (lang, none) in enumerate((("en", "'no state'"), ("vi", "'không rõ'")))
    )
    return {
        "claim": (
            f"claim || ', ' || {word('claim_status', STATES, 0)}",
            f"claim || ', ' || {word('claim_status', STATES, 1)}",
        ),
        "report": (_either("title", "title not known"), _either("title", "không rõ tên bài")),
        "publisher": (
            f"{_either('publisher', 'publisher not known')} || ' (' || {word('kind', KINDS, 0)} || ')'",
            f"{_either('publisher', 'không rõ nơi công bố')} || ' (' || {word('kind', KINDS, 1)} || ')'",
        ),
        "published": (
            _either("published", "date not known"),
            _either("published", "không rõ ngày"),
        ),
        "line": (
            "coalesce('line ' || source_line, 'no line')"
            " || coalesce(' of ' || nullif(source_file, ''), '; the text of the article is not kept')",
            "coalesce('dòng ' || source_line, 'không rõ dòng')"
            " || coalesce(' của ' || nullif(source_file, ''), '; không lưu văn bản bài viết')",
        ),
        "printed": (printed, printed),
        "time": (
            "coalesce('“' || nullif(period_printed, '') || '”', 'no words about time')",
            "coalesce('“' || nullif(period_printed, '') || '”', 'không in thời gian')",
        ),
        "read": (
            interval("value_low", "value_high", "unit_en", 0),
            interval("value_low", "value_high", "unit_vi", 1),
        ),
        "corrected": (
            "coalesce(nullif(corrections, ''), 'printed otherwise: ' || nullif(corrected_from, ''), 'no')",
            "coalesce(nullif(corrections, ''), 'bài in khác: ' || nullif(corrected_from, ''), 'không')",
        ),
        "inferred": (
            f"coalesce({_labels('inferred', INFERRED, 0)} || '; read from the context, not printed here',"
            " 'nothing: all of it is printed')",
            f"coalesce({_labels('inferred', INFERRED, 1)} || '; suy từ văn cảnh, không in ra',"
            " 'không: mọi thuộc tính đều in ra')",
        ),
        "flags": (
            f"coalesce({_labels('flags', FLAGS, 0)}, 'none')",
            f"coalesce({_labels('flags', FLAGS, 1)}, 'không có')",
        ),
        "note": (_either("note", "none"), _either("note", "không có")),
        "verified": (
            (proven[0], proven[1]) if _has(there, "quality.verification") else _absent("quality.verification")
        ),
    }


NEEDED = {
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


def _has(there: Columns, table: str) -> bool:
    return NEEDED[table] <= there.get(table, frozenset())


def _absent(table: str) -> Said:
    return text(f"not told: this release has no {table}"), text(f"không rõ: bản này chưa có {table}")


def _proofs(there: Columns) -> str:
    if not _has(there, "quality.verification"):
        return "select null::varchar as report_id, null::integer as figure, '' as proof, '' as proof_en, '' as proof_vi"
    return (
        "select report_id, figure, state as proof, detail as proof_en, detail_vi as proof_vi from quality.verification"
        " where report_id in (select report_id from cell_claims)"
    )


def _corrections(there: Columns) -> str:
    if not _has(there, "quality.corrections_applied"):
        return "select null::varchar as report_id, null::integer as figure, '' as corrections"
    replaced = "column_name || ': “' || found || '” → “' || coalesce(replacement, '') || '”'"
    says = (
        f"case action when 'replace' then {replaced} else action end"
        " || '. ' || concat_ws('. ', nullif(reason, ''), nullif(evidence, ''))"
        " || ' (' || concat_ws(', ', nullif(author, ''), decided_on) || ')'"
    )
    told = f"string_agg({says}, '; ' order by column_name)"
    return (
        f"select report_id, figure, {told} as corrections from quality.corrections_applied"
        " where state = 'applied' and report_id in (select report_id from cell_claims) group by all"
    )


def _rows(there: Columns, part: str, item: str, table: str, query: str, none: Said) -> str:
    """SELECT of `part, item, rank, claim, en, vi` from a table that may be absent, or may say nothing."""
    blank = f"select '{part}' as part, '{item}' as item, 1 as rank, '' as claim"
    if not _has(there, table):
        en, vi = _absent(table)
        return f"{blank}, {en} as en, {vi} as vi from wanted"
    return (
        f"select '{part}' as part, '{item}' as item, rank, '' as claim, en, vi from ({query}) as told"
        f" union all by name"
        f" {blank}, {none[0]} as en, {none[1]} as vi from wanted where not exists (from ({query}) as told)"
    )


def _conflicts(there: Columns) -> str:
    query = (
        "select row_number() over (order by kind = 'competing' desc, conflict_id) as rank,"
        f" {word('kind', CONFLICTS, 0)} || ': ' || explanation_en as en,"
        f" {word('kind', CONFLICTS, 1)} || ': ' || explanation_vi as vi"
        " from quality.conflicts"
        " where cell_id in (select cell_id from wanted)"
        " or list_has_any(claims, (select list(claim) from cell_claims))"
    )
    none = ("'none: no other claim is in its way'", "'không có: không số liệu nào trái với nó'")
    return _rows(there, "check", "conflicts", "quality.conflicts", query, none)


def _identities(there: Columns) -> str:
    def told(language: int) -> str:
        found, allowed = (("Found", "allowed"), ("Thấy", "cho phép"))[language]
        unit = f"coalesce(nullif(label_{('en', 'vi')[language]}, ''), unit_code)"
        return " || ".join(
            (
                word("status", IDENTITY_STATES, language),
                "': '",
                ("explanation_en", "explanation_vi")[language],
                f"' {found} ' || {interval('found_low', 'found_high', unit, language)}",
                f"'; {allowed} ' || {interval('expected_low', 'expected_high', unit, language)}",
                "'. (' || identity_id || ': ' || array_to_string(claims, ', ') || ')'",
            )
        )

    query = (
        "select row_number() over (order by list_position(['violated', 'known_exception'], status) nulls last,"
        " status, identity_id, claims) as rank,"
        f" {told(0)} as en, {told(1)} as vi"
        " from quality.identity_results left join marts.dim_unit using (unit_code)"
        " where list_has_any(claims, (select list(claim) from cell_claims))"
    )
    none = (
        "'none: nothing that is known adds up to it or follows from it'",
        "'không có: chưa có số nào cộng lại hay suy ra từ nó'",
    )
    return _rows(there, "check", "identities", "quality.identity_results", query, none)


def _changes(there: Columns) -> str:
    def told(language: int) -> str:
        new, was, gone = (
            ("new in this release", "changed in this release; before: ", "no value"),
            ("mới có trong bản này", "thay đổi trong bản này; trước đó: ", "không có giá trị"),
        )[language]
        before = f"coalesce({number('value_before', language)}, {text(gone)})"
        return (
            f"case change when 'added' then {text(new)} else {text(was)} || {before} || ' ('"
            f" || {interval('value_low_before', 'value_high_before', 'unit_code', language)} || ')' end"
        )

    query = (
        f"select 1 as rank, {told(0)} as en, {told(1)} as vi from meta.release_diff"
        " where cell_id in (select cell_id from wanted)"
    )
    none = ("'as in the release before'", "'như bản trước'")
    return _rows(there, "change", "change", "meta.release_diff", query, none)


def _revisions(there: Columns) -> str:
    shown = sorted(there.get("quality.revisions", frozenset()) - {"cell_id"})
    pairs = ", ".join(f"{text(name + ' ')} || revisions.\"{name}\"::varchar" for name in shown) or "'changed'"
    query = (
        f"select row_number() over (order by revisions) as rank, concat_ws('; ', {pairs}) as en, en as vi"
        " from quality.revisions as revisions where cell_id in (select cell_id from wanted)"
    )
    none = ("'none'", "'không có'")
    return _rows(there, "change", "revisions", "quality.revisions", query, none)


def _release(there: Columns) -> str:
    query = (
        "select 1 as rank,"
        " release_id || coalesce(', after ' || previous_release, ', the first one') as en,"
        " release_id || coalesce(', sau bản ' || previous_release, ', bản đầu tiên') as vi from meta.release"
    )
    return _rows(there, "change", "release", "meta.release", query, ("'not named'", "'không rõ'"))


def _wanted(condition: str) -> str:
    """SQL: observations with the labels of all their parts."""
    return f"""
    select
        observations.*,
        periods.report_id as period_report,
        scopes.label_en as scope_en, scopes.label_vi as scope_vi,
        coalesce(nullif(units.label_en, ''), observations.unit_code) as unit_en,
        coalesce(nullif(units.label_vi, ''), observations.unit_code) as unit_vi,
        if(observations.funding_source = '', '', funding.label_en) as funding_label_en,
        if(observations.funding_source = '', '', funding.label_vi) as funding_label_vi,
        indicators.funded,
        bases.label_en as base_en, bases.label_vi as base_vi
    from marts.observations as observations
    left join marts.dim_period as periods on observations.period_id = periods.period_id
    left join marts.dim_scope as scopes on observations.scope_code = scopes.scope_code
    left join marts.dim_unit as units on observations.unit_code = units.unit_code
    left join marts.dim_funding_source as funding on observations.funding_source = funding.funding_source
    left join marts.dim_indicator as indicators on observations.indicator_code = indicators.indicator_code
    left join marts.dim_indicator as bases on split_part(observations.base, ':', 1) = bases.indicator_code
    where {condition}
"""


def brief_sql(condition: str) -> str:
    """A query of cells in one line each: `cell_id`, `what_en`, `what_vi`, `value_en`, `value_vi`.

    Args:
        condition: SQL on `observations`, with parameters for whatever somebody typed.
    """
    items = _number_items()
    said = ", ".join(
        f"{items['headline'][n]} as what_{lang}" for n, lang in enumerate(("en", "vi"))
    ) + "".join(
        f", if(value is null, {items['interval'][n]}, {items['value'][n]}) as value_{lang}"
        for n, lang in enumerate(("en", "vi"))
    )
    return f"select cell_id, {said} from ({_wanted(condition)})"


def chain_sql(there: Columns, cell: str) -> str:
    """The query for one cell.

    Args:
        there: What the release has; see `columns_of`.
        cell: SQL that gives the id of a cell, or the name of a claim (`report#figure`): a parameter of a
            statement or of a macro, never a text that somebody typed.

    Returns:
        A query of `part` (see `PARTS`), `item`, `claim`, `says_en`, `says_vi`, in the order in which the
        chain is told; no row where there is no such cell.
    """
    number_items, claim_items = _number_items(), _claim_items(there)
    parts = ", ".join(map(text, PARTS))
    items = ", ".join(map(text, (*number_items, *claim_items, *OTHER_ITEMS)))
    condition = (
        "observations.cell_id = coalesce("
        f"(select claims.cell_id from marts.claims as claims where claims.claim = {cell}), {cell})"
    )
    return f"""
with wanted as ({_wanted(condition)}),

cell_claims as (
    select * from marts.claims
    where cell_id in (select cell_id from wanted)
),

proofs as ({_proofs(there)}),

corrections as ({_corrections(there)}),

chain_claims as (
    select
        cell_claims.*,
        row_number() over (
            order by cell_claims.claim_status not in ('chosen', 'unresolved'), cell_claims.claim_status desc,
                cell_claims.report_id, cell_claims.figure
        ) as rank,
        wanted.unit_en, wanted.unit_vi,
        reports.title, reports.kind, reports.publisher, reports.published,
        proofs.proof, proofs.proof_en, proofs.proof_vi,
        corrections.corrections
    from cell_claims
    inner join wanted on cell_claims.cell_id = wanted.cell_id
    left join marts.dim_report as reports on cell_claims.report_id = reports.report_id
    left join proofs on cell_claims.report_id = proofs.report_id and cell_claims.figure = proofs.figure
    left join corrections
        on cell_claims.report_id = corrections.report_id and cell_claims.figure = corrections.figure
),

number_items as (
    select {_items(number_items)} as fact
    from wanted
),

claim_items as (
    select
        if(claim_status in ('chosen', 'unresolved'), 'source', 'rival') as part,
        rank,
        claim,
        {_items(claim_items)} as fact
    from chain_claims
),

told as (
    select 'number' as part, 0 as rank, '' as claim, fact.item as item, fact.en as en, fact.vi as vi
    from number_items
    union all by name
    select part, rank, claim, fact.item as item, fact.en as en, fact.vi as vi from claim_items
    union all by name
    select 'rival' as part, 'rivals' as item, 1 as rank, '' as claim,
        'none: no other claim speaks about this cell' as en,
        'không có: không số liệu nào khác nói về ô này' as vi
    from wanted where not exists (from claim_items where part = 'rival')
    union all by name {_conflicts(there)}
    union all by name {_identities(there)}
    union all by name {_release(there)}
    union all by name {_changes(there)}
    union all by name {_revisions(there)}
)

select part, item, claim, en as says_en, vi as says_vi
from told
order by
    list_position([{parts}], part), if(claim = '', 0, rank), list_position([{items}], item), rank
"""
