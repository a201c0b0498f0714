-- Pairs of claims that are not of one cell but may speak about one thing. Never merged; shown to an editor.
with claims as (
    select
        claims.claim,
        claims.report_id,
        claims.figure,
        claims.indicator_code,
        claims.measure,
        claims.base,
        claims.place_id,
        claims.place_part,
        claims.scope_code,
        claims.period_id,
        claims.period_kind,
        claims.period_start,
        claims.period_end,
        claims.nature,
        claims.funding_source,
        claims.unit_code,
        claims.value,
        claims.value_low,
        claims.value_high,
        claims.value_printed,
        claims.cell_id,
        indicators.measure_kind
    from {{ ref('int_claims_judged') }} as claims
    inner join {{ ref('indicators') }} as indicators on claims.indicator_code = indicators.indicator_code
    where claims.claim_status in ('chosen', 'unresolved')
),

reports as (
    select * from {{ ref('stg_reports') }}
),

scopes as (
    select * from {{ ref('int_scopes') }}
),

-- a stock is told for a day, so its year means the last day of it; a flow needs both ends
timed as (
    select
        claims.*,
        if(reports.published_inferred, null, reports.published_end) as published_end,
        scopes.narrows,
        case
            when claims.period_kind in ('undated', 'duration') then null
            when claims.measure_kind = 'stock' and claims.period_end is not null then claims.period_end::varchar
            when claims.period_start is not null and claims.period_end is not null
                then claims.period_start || '/' || claims.period_end
        end as span,
        -- one claim speaks for a pair: the first by name
        struct_pack(report := claims.report_id, figure := claims.figure) as turn
    from claims
    inner join reports on claims.report_id = reports.report_id
    inner join scopes on claims.scope_code = scopes.scope_code
),

-- one period is one span for one indicator, so this key is equal wherever period or span are
keyed as (
    select
        *,
        coalesce(span, period_id) as time_key,
        hash(indicator_code, measure, base, place_id, place_part, nature, unit_code) as thing
    from timed
),

-- most claims have nobody to be compared with; what equal hashes let through by chance, the joins below sort out
{% for shared in ['scope_code', 'value'] -%}
shared_{{ shared }} as (
    select hash(thing, time_key, {{ shared }}) as shared
    from keyed
    where {{ shared }} is not null
    group by shared
    having count(*) > 1
),

keyed_{{ shared }} as (
    select keyed.*
    from keyed
    semi join shared_{{ shared }} on hash(keyed.thing, keyed.time_key, keyed.{{ shared }}) = shared_{{ shared }}.shared
),

{% endfor -%}
until_now as (
    select * from keyed
    where period_kind = 'since'
),

spans as (
    select * from keyed
    where period_kind = 'span'
),

-- Two claims are worth a look when they share their scope or their value. Each side of that is a join by equality:
-- comparing all claims about an indicator of a place with each other would take longer with every year.
pairs as (
    {% for shared in ['scope_code', 'value'] -%}
    {% for left_side, right_side, is_possible_span in [
        ('keyed_' ~ shared, 'keyed_' ~ shared, false), ('until_now', 'spans', true)
    ] -%}
    select
        {% for name in [
            'claim', 'cell_id', 'turn', 'report_id', 'scope_code', 'narrows', 'funding_source', 'period_id', 'value',
            'value_low', 'value_high', 'value_printed',
        ] -%}
        a.{{ name }} as {{ name }}_a,
        b.{{ name }} as {{ name }}_b,
        {% endfor -%}
        {{ is_possible_span }} as is_possible_span
    from {{ left_side }} as a
    inner join {{ right_side }} as b
        on
            a.indicator_code = b.indicator_code
            and a.measure = b.measure
            and a.base = b.base
            and a.place_id = b.place_id
            and a.place_part = b.place_part
            and a.nature = b.nature
            and a.unit_code = b.unit_code
            and a.{{ shared }} = b.{{ shared }}
            {%- if is_possible_span %}
            -- "2012 until now" against "2012 to 2022": the same when now fell into 2022
            and a.period_start = b.period_start
            and a.time_key <> b.time_key
            and coalesce(a.published_end >= b.period_end, true)
            {%- else %}
            and a.time_key = b.time_key
            and a.turn < b.turn
            and a.cell_id <> b.cell_id
            {%- endif %}
            {%- if shared == 'value' %}
            and a.scope_code <> b.scope_code
            {%- endif %}
    {{ "union all" if not loop.last }}
    {% endfor %}
    {{ "union all" if not loop.last }}
    {% endfor %}
),

worded as (
    select
        *,
        string_split(scope_code_a, ' ') as words_a,
        string_split(scope_code_b, ' ') as words_b
    from pairs
),

compared as (
    select
        *,
        report_id_a = report_id_b as same_report,
        scope_code_a = scope_code_b as same_scope,
        funding_source_a = funding_source_b as same_source,
        period_id_a = period_id_b as same_period,
        '' in (funding_source_a, funding_source_b) as one_unsaid,
        funding_source_a in ('all', 'total') or funding_source_b in ('all', 'total') as one_whole,
        value_a is not null and value_a = value_b as equal_value,
        coalesce(value_low_a <= value_high_b, true) and coalesce(value_low_b <= value_high_a, true) as meets,
        scope_code_a = '' or scope_code_b = '' or list_has_all(words_a, words_b) or list_has_all(words_b, words_a)
            as one_scope_in_the_other,
        narrows_a and narrows_b as both_narrow,
        -- twice 7 is chance, twice 568 is not
        greatest(
            length(regexp_replace(value_printed_a, '[^0-9]', '', 'g')),
            length(regexp_replace(value_printed_b, '[^0-9]', '', 'g'))
        ) > 2 as is_telling
    from worded
),

named as (
    select
        *,
        case
            when
                same_report and same_period and equal_value and is_telling and same_scope <> same_source
                then 'repeat'
            when same_scope and same_source and not same_period then 'comparable'
            when same_scope and not same_source and one_unsaid and one_whole then 'comparable'
            when same_scope and not same_source and one_unsaid and equal_value then 'unsaid_part'
            when
                not same_report and not same_scope and one_scope_in_the_other and both_narrow and equal_value
                and (same_source or one_unsaid)
                then 'whole_part'
        end as kind
    from compared
),

two as (
    select
        kind,
        if(turn_a < turn_b, cell_id_a, cell_id_b) as cell_id,
        if(turn_a < turn_b, [claim_a, claim_b], [claim_b, claim_a]) as claims,
        equal_value or meets as agrees,
        is_possible_span
    from named
    where kind is not null
),

-- one report says of one thing what another says of two sources of money together, in other words of scope
levels as (
    select
        *,
        string_split(scope_code, ' ') as words
    from keyed
    where measure = '' and funding_source in ('', 'all', 'total', 'national', 'local')
),

sources as (
    select
        a.report_id,
        a.claim,
        a.indicator_code,
        a.place_id,
        a.place_part,
        a.scope_code,
        a.words,
        a.period_start,
        a.time_key,
        a.nature,
        a.unit_code,
        b.claim as other_claim,
        b.words as other_words,
        b.scope_code as other_scope_code,
        a.value + b.value as value_together
    from levels as a
    inner join levels as b
        on
            a.report_id = b.report_id
            and a.indicator_code = b.indicator_code
            and a.place_id = b.place_id
            and a.place_part = b.place_part
            and a.period_id = b.period_id
            and a.nature = b.nature
            and a.unit_code = b.unit_code
            and a.funding_source = 'national'
            and b.funding_source = 'local'
),

sums as (
    {% for is_possible_span in [false, true] -%}
    select
        'sum_of_parts' as kind,
        whole.cell_id,
        list_sort([whole.claim, sources.claim, sources.other_claim]) as claims,
        true as agrees,
        {{ is_possible_span }} as is_possible_span
    from levels as whole
    inner join sources
        on
            whole.indicator_code = sources.indicator_code
            and whole.place_id = sources.place_id
            and whole.place_part = sources.place_part
            and whole.nature = sources.nature
            and whole.unit_code = sources.unit_code
            and whole.value = sources.value_together
            and whole.report_id <> sources.report_id
            {%- if is_possible_span %}
            and whole.period_start = sources.period_start
            and whole.time_key <> sources.time_key
            {%- else %}
            and whole.time_key = sources.time_key
            {%- endif %}
            and list_has_any(whole.words, sources.words)
            and list_has_any(whole.words, sources.other_words)
    where
        whole.funding_source in ('', 'all', 'total')
        and not (whole.scope_code = sources.scope_code and whole.scope_code = sources.other_scope_code)
        {%- if is_possible_span %}
        and whole.period_kind = 'since'
        {%- endif %}
    {{ "union all" if not loop.last }}
    {% endfor %}
),

together as (
    select * from two
    union all
    select * from sums
)

select * from together
