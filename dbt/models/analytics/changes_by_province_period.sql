{{ config(materialized='table') }}

with observations as (
    select * from {{ ref('observations') }}
),

claims as (
    select * from {{ ref('claims') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

scopes as (
    select * from {{ ref('dim_scope') }}
),

-- what a relative figure is measured against: a period, the plan, or an indicator with its scope words
relative as (
    select
        observations.*,
        case
            when observations.base = '' then 'unsaid'
            when observations.base = 'plan' then 'plan'
            when regexp_matches(observations.base, '^([0-9.]|now|P[0-9])') then 'period'
            else 'indicator'
        end as base_kind,
        split_part(observations.base, ':', 1) as base_indicator,
        trim(substr(observations.base, len(split_part(observations.base, ':', 1)) + 2)) as base_words,
        indicators.measure_kind = 'ratio' and observations.measure = '' as is_fill_rate
    from observations
    left join indicators on observations.indicator_code = indicators.indicator_code
    where observations.measure <> '' or indicators.measure_kind = 'ratio'
),

-- the two levels it compares. A fill rate has no level of its own: it is the leased part of the land named.
-- Against one point in time a span is represented by its last point.
wanted as (
    select
        *,
        if(is_fill_rate, 'site_land', indicator_code) as level_indicator,
        if(is_fill_rate, scope_code || ' leased-land', scope_code) as level_scope,
        if(
            base_kind = 'period' and period_kind = 'span' and not contains(base, '/'),
            split_part(period_id, '/', 2), period_id
        ) as level_period,
        if(base_kind = 'indicator', base_indicator, indicator_code) as whole_indicator,
        case
            when is_fill_rate then scope_code || ' ' || base_words
            when base_kind = 'indicator' then base_words
            else scope_code
        end as whole_scope
    from relative
),

-- the order of words says nothing here
keyed as (
    select
        *,
        list_sort(list_distinct(string_split(trim(level_scope), ' '))) as level_words,
        list_sort(list_distinct(string_split(trim(whole_scope), ' '))) as whole_words,
        if(base_kind = 'period', base, level_period) as whole_period
    from wanted
),

scope_words as (
    select
        scope_code,
        list_sort(list_distinct(string_split(scope_code, ' '))) as words
    from scopes
),

levels as (
    select
        observations.*,
        scope_words.words,
        observations.report_id || '#' || observations.figure as claim
    from observations
    inner join scope_words on observations.scope_code = scope_words.scope_code
    where observations.measure = '' and observations.base = '' and observations.value is not null
),

pairs as (
    select
        keyed.cell_id,
        own.value as level_value,
        own.claim as level_claim,
        whole.value as base_value,
        whole.claim as base_claim,
        (year(own.period_end) - year(whole.period_end))::integer as years_between
    from keyed
    inner join levels as own
        on
            keyed.place_id = own.place_id
            and keyed.place_part = own.place_part
            and keyed.funding_source = own.funding_source
            and keyed.nature = own.nature
            and keyed.level_indicator = own.indicator_code
            and keyed.level_words = own.words
            and keyed.level_period = own.period_id
    inner join levels as whole
        on
            keyed.place_id = whole.place_id
            and keyed.place_part = whole.place_part
            and keyed.funding_source = whole.funding_source
            and keyed.whole_indicator = whole.indicator_code
            and keyed.whole_words = whole.words
            and keyed.whole_period = whole.period_id
            and own.unit_code = whole.unit_code
    where
        keyed.base_kind <> 'unsaid'
        and case keyed.base_kind
            when 'plan' then whole.nature in ('plan', 'target')
            when 'period' then whole.nature in (keyed.nature, 'actual')
            else keyed.nature = whole.nature
        end
        and (keyed.unit_code in ('percent', 'percent_per_year', 'multiple') or keyed.unit_code = own.unit_code)
    qualify row_number() over (
        partition by keyed.cell_id
        order by keyed.nature <> whole.nature, whole.nature, own.unit_code
    ) = 1
),

recomputed as (
    select
        keyed.*,
        pairs.level_value,
        pairs.level_claim,
        pairs.base_value,
        pairs.base_claim,
        case
            when keyed.measure = 'growth' and keyed.base_kind = 'period'
                then exact_growth(pairs.base_value, pairs.level_value, pairs.years_between)
            when keyed.measure = 'increase' and keyed.unit_code = 'percent'
                then exact_quotient(pairs.level_value - pairs.base_value, pairs.base_value, 100)
            when keyed.measure = 'decrease' and keyed.unit_code = 'percent'
                then exact_quotient(pairs.base_value - pairs.level_value, pairs.base_value, 100)
            when keyed.measure = 'increase' then pairs.level_value - pairs.base_value
            when keyed.measure = 'decrease' then pairs.base_value - pairs.level_value
            when keyed.measure = 'multiple' and keyed.unit_code = 'multiple'
                then exact_quotient(pairs.level_value, pairs.base_value, 1)
            when keyed.measure in ('multiple', 'share') or keyed.is_fill_rate
                then exact_quotient(pairs.level_value, pairs.base_value, 100)
        end::decimal(28, 6) as recomputed_value
    from keyed
    left join pairs on keyed.cell_id = pairs.cell_id
),

compared as (
    select
        recomputed.cell_id,
        recomputed.subject,
        recomputed.place_id,
        recomputed.place_name,
        recomputed.place_part,
        recomputed.period_id,
        recomputed.period_label,
        recomputed.period_start,
        recomputed.period_end,
        recomputed.indicator_code,
        recomputed.indicator_label_vi,
        recomputed.indicator_label_en,
        recomputed.measure,
        recomputed.base,
        recomputed.scope_code,
        recomputed.nature,
        recomputed.funding_source,
        coalesce(concat_ws(
            ' ', nullif(claims.qualifier_printed, ''), nullif(claims.value_printed, ''), nullif(claims.unit_printed, '')
        ), '') as value_printed,
        recomputed.value,
        recomputed.value_low,
        recomputed.value_high,
        recomputed.unit_code,
        recomputed.report_id,
        recomputed.figure,
        recomputed.has_conflict,
        recomputed.level_value,
        recomputed.level_claim,
        recomputed.base_value,
        recomputed.base_claim,
        recomputed.recomputed_value,
        case
            when recomputed.recomputed_value is not null
                then
                    coalesce(recomputed.recomputed_value >= recomputed.value_low, true)
                    and coalesce(recomputed.recomputed_value <= recomputed.value_high, true)
        end as agrees,
        case
            when recomputed.recomputed_value is not null then ''
            when recomputed.base_kind = 'unsaid' then 'The report does not say against what.'
            when recomputed.level_value is null then 'The two levels are not both known.'
            else 'It cannot be computed from the two levels.'
        end as reason_en,
        case
            when recomputed.recomputed_value is not null then ''
            when recomputed.base_kind = 'unsaid' then 'Báo cáo không nói so với gì.'
            when recomputed.level_value is null then 'Chưa biết đủ cả hai mức.'
            else 'Không tính được từ hai mức.'
        end as reason_vi
    from recomputed
    left join claims on recomputed.report_id = claims.report_id and recomputed.figure = claims.figure
),

in_order as (
    select * from compared
    order by place_id, period_start nulls last, indicator_code, cell_id
)

select * from in_order
