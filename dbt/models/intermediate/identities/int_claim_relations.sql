-- Pairs of claims that are not of one cell but may speak about one thing. Never merged; shown to an editor.
with claims as (
    select
        claims.*,
        indicators.measure_kind,
        indicators.additive_funding <> 'none' as has_funding
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
        reports.published_end,
        string_split(claims.scope_code, ' ') as words,
        scopes.narrows,
        case
            when claims.period_kind in ('undated', 'duration') then null
            when claims.measure_kind = 'stock' and claims.period_end is not null then claims.period_end::varchar
            when claims.period_start is not null and claims.period_end is not null
                then claims.period_start || '/' || claims.period_end
        end as span
    from claims
    inner join reports on claims.report_id = reports.report_id
    inner join scopes on claims.scope_code = scopes.scope_code
),

-- one of them only once: the first by name; each way of speaking of one time has a join of its own, because a join
-- that cannot look the time up compares every year with every other
pairs as (
    {% for one_time in [
        "a.period_id = b.period_id",
        "a.period_id <> b.period_id and a.span = b.span",
        "a.period_id <> b.period_id and a.span is distinct from b.span and a.period_start = b.period_start"
        ~ " and (a.period_kind, b.period_kind) in (('since', 'span'), ('span', 'since'))",
    ] -%}
    select
        a.claim as claim_a,
        b.claim as claim_b,
        a.cell_id,
        a.report_id = b.report_id as same_report,
        a.scope_code = b.scope_code as same_scope,
        a.funding_source = b.funding_source as same_source,
        a.period_id = b.period_id as same_period,
        a.span = b.span as same_span,
        -- "2012 until now" against "2012 to 2022": the same when now fell into 2022
        (
            a.period_kind = 'since' and a.period_start = b.period_start and b.period_kind = 'span'
            and coalesce(b.period_end <= a.published_end, true)
        ) or (
            b.period_kind = 'since' and b.period_start = a.period_start and a.period_kind = 'span'
            and coalesce(a.period_end <= b.published_end, true)
        ) as maybe_same_span,
        '' in (a.funding_source, b.funding_source) as one_unsaid,
        a.funding_source in ('all', 'total') or b.funding_source in ('all', 'total') as one_whole,
        a.value is not null and a.value = b.value as equal_value,
        coalesce(a.value_low <= b.value_high, true) and coalesce(b.value_low <= a.value_high, true) as meets,
        a.scope_code = '' or b.scope_code = '' or list_has_all(a.words, b.words) or list_has_all(b.words, a.words)
            as one_scope_in_the_other,
        a.narrows and b.narrows as both_narrow
    from timed as a
    inner join timed as b
        on
            a.indicator_code = b.indicator_code
            and a.measure = b.measure
            and a.base = b.base
            and a.place_id = b.place_id
            and a.place_part = b.place_part
            and a.nature = b.nature
            and a.unit_code = b.unit_code
            and (a.report_id, a.figure) < (b.report_id, b.figure)
            and a.cell_id <> b.cell_id
            and {{ one_time }}
    {{ "union all" if not loop.last }}
    {% endfor %}
),

named as (
    select
        *,
        case
            when
                same_report and same_period and equal_value and same_scope <> same_source
                then 'repeat'
            when
                same_scope and same_source and not same_period and (same_span or maybe_same_span)
                then 'comparable'
            when
                same_scope and not same_source and one_unsaid and one_whole
                and (same_period or same_span or maybe_same_span)
                then 'comparable'
            when
                same_scope and not same_source and one_unsaid and not one_whole and equal_value
                and (same_period or same_span or maybe_same_span)
                then 'unsaid_part'
            when
                not same_report and not same_scope and one_scope_in_the_other and both_narrow and equal_value
                and (same_source or one_unsaid)
                and (same_period or same_span or maybe_same_span)
                then 'whole_part'
        end as kind
    from pairs
),

two as (
    select
        kind,
        cell_id,
        [claim_a, claim_b] as claims,
        equal_value or meets as agrees,
        maybe_same_span and not coalesce(same_span, false) as is_possible_span
    from named
    where kind is not null
),

-- one report says of one thing what another says of two sources of money together, in other words of scope
sums as (
    {% for one_time in [
        "whole.span = a.span",
        "whole.period_start = a.period_start and whole.period_kind = 'since' and whole.span is distinct from a.span",
    ] -%}
    select
        'sum_of_parts' as kind,
        whole.cell_id,
        list_sort([whole.claim, a.claim, b.claim]) as claims,
        true as agrees,
        coalesce(whole.span <> a.span, true) as is_possible_span
    from timed as whole
    inner join timed as a
        on
            whole.indicator_code = a.indicator_code
            and whole.place_id = a.place_id
            and whole.place_part = a.place_part
            and whole.nature = a.nature
            and whole.unit_code = a.unit_code
            and whole.report_id <> a.report_id
            and a.funding_source = 'national'
            and {{ one_time }}
            and list_has_any(whole.words, a.words)
    inner join timed as b
        on
            a.report_id = b.report_id
            and a.indicator_code = b.indicator_code
            and a.place_id = b.place_id
            and a.place_part = b.place_part
            and a.period_id = b.period_id
            and a.nature = b.nature
            and a.unit_code = b.unit_code
            and b.funding_source = 'local'
            and list_has_any(whole.words, b.words)
    where
        whole.measure = ''
        and a.measure = ''
        and b.measure = ''
        and whole.funding_source in ('', 'all', 'total')
        and whole.value = a.value + b.value
        and not (whole.scope_code = a.scope_code and whole.scope_code = b.scope_code)
    {{ "union all" if not loop.last }}
    {% endfor %}
),

together as (
    select * from two
    union all
    select * from sums
)

select * from together
