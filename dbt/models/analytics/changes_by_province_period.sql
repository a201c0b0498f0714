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

bases as (
    select * from {{ ref('int_bases') }}
),

-- what a relative figure is measured against: a period, the plan, or an indicator with its money and scope words
relative_figures as (
    select
        observations.*,
        bases.base_kind,
        bases.base_indicator_code as base_indicator,
        bases.base_scope_code as base_words,
        coalesce(nullif(bases.base_funding_source, ''), observations.funding_source) as base_level_source,
        indicators.measure_kind = 'ratio' and observations.measure = '' as is_fill_rate
    from observations
    inner join bases on observations.base = bases.base
    left join indicators on observations.indicator_code = indicators.indicator_code
    where observations.measure <> '' or indicators.measure_kind = 'ratio'
),

-- the two levels it compares. A fill rate has no level of its own: it is the leased part of the land named.
-- Against one point in time a span is represented by its last point.
levels_needed as (
    select
        *,
        if(is_fill_rate, 'site_land', indicator_code) as level_indicator,
        if(is_fill_rate, scope_code || ' leased-land', scope_code) as level_scope,
        if(
            base_kind = 'period' and period_kind = 'span' and not contains(base, '/'),
            split_part(period_id, '/', 2), period_id
        ) as level_period,
        if(base_kind = 'indicator', base_indicator, indicator_code) as base_level_indicator,
        case
            when is_fill_rate then scope_code || ' ' || base_words
            when base_kind = 'indicator' then base_words
            else scope_code
        end as base_level_scope
    from relative_figures
),

-- the order of words says nothing here
figures_with_keys as (
    select
        *,
        list_sort(list_distinct(string_split(trim(level_scope), ' '))) as level_words,
        list_sort(list_distinct(string_split(trim(base_level_scope), ' '))) as base_level_words,
        if(base_kind = 'period', base, level_period) as base_level_period
    from levels_needed
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
        figures.cell_id,
        own_levels.value as level_value,
        own_levels.claim as level_claim,
        base_levels.value as base_value,
        base_levels.claim as base_claim,
        (year(own_levels.period_end) - year(base_levels.period_end))::integer as years_between
    from figures_with_keys as figures
    inner join levels as own_levels
        on
            figures.place_id = own_levels.place_id
            and figures.place_part = own_levels.place_part
            and figures.funding_source = own_levels.funding_source
            and figures.nature = own_levels.nature
            and figures.level_indicator = own_levels.indicator_code
            and figures.level_words = own_levels.words
            and figures.level_period = own_levels.period_id
    inner join levels as base_levels
        on
            figures.place_id = base_levels.place_id
            and figures.place_part = base_levels.place_part
            and figures.base_level_source = base_levels.funding_source
            and figures.base_level_indicator = base_levels.indicator_code
            and figures.base_level_words = base_levels.words
            and figures.base_level_period = base_levels.period_id
            and own_levels.unit_code = base_levels.unit_code
    where
        figures.base_kind <> ''
        and case figures.base_kind
            when 'plan' then base_levels.nature in ('plan', 'target')
            when 'period' then base_levels.nature in (figures.nature, 'actual')
            else figures.nature = base_levels.nature
        end
        and (
            figures.unit_code in ('percent', 'percent_per_year', 'multiple') or figures.unit_code = own_levels.unit_code
        )
    qualify row_number() over (
        partition by figures.cell_id
        order by figures.nature <> base_levels.nature, base_levels.nature, own_levels.unit_code
    ) = 1
),

recomputed as (
    select
        figures.*,
        pairs.level_value,
        pairs.level_claim,
        pairs.base_value,
        pairs.base_claim,
        case
            when figures.measure = 'growth' and figures.base_kind = 'period'
                then exact_growth(pairs.base_value, pairs.level_value, pairs.years_between)
            when figures.measure = 'increase' and figures.unit_code = 'percent'
                then exact_quotient(pairs.level_value - pairs.base_value, pairs.base_value, 100)
            when figures.measure = 'decrease' and figures.unit_code = 'percent'
                then exact_quotient(pairs.base_value - pairs.level_value, pairs.base_value, 100)
            when figures.measure = 'increase' then pairs.level_value - pairs.base_value
            when figures.measure = 'decrease' then pairs.base_value - pairs.level_value
            when figures.measure = 'multiple' and figures.unit_code = 'multiple'
                then exact_quotient(pairs.level_value, pairs.base_value, 1)
            when figures.measure in ('multiple', 'share') or figures.is_fill_rate
                then exact_quotient(pairs.level_value, pairs.base_value, 100)
        end::decimal(28, 6) as recomputed_value
    from figures_with_keys as figures
    left join pairs on figures.cell_id = pairs.cell_id
),

figures_compared as (
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
        {% for language in ['en', 'vi'] -%}
        case
            when recomputed.recomputed_value is not null then ''
            when recomputed.base_kind = '' then {{ message('changes.base-not-said', language) }}
            when recomputed.level_value is null then {{ message('changes.levels-not-known', language) }}
            else {{ message('changes.not-computable', language) }}
        end as reason_{{ language }},
        {% endfor -%}
        case
            when recomputed.recomputed_value is not null and recomputed.value_low is not null
                then
                    coalesce(recomputed.recomputed_value >= recomputed.value_low, true)
                    and coalesce(recomputed.recomputed_value <= recomputed.value_high, true)
        end as agrees
    from recomputed
    left join claims on recomputed.report_id = claims.report_id and recomputed.figure = claims.figure
),

in_order as (
    select * from figures_compared
    order by place_id, period_start nulls last, indicator_code, cell_id
)

select * from in_order
