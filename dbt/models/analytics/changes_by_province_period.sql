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

derived as (
    select * from {{ ref('int_derived') }}
),

relative_figures as (
    select
        observations.*,
        derived.level_value,
        derived.level as level_claim,
        derived.base_value,
        derived.base_claim,
        derived.base_kind,
        derived.rate_of_levels as recomputed_value,
        if(derived.rate_of_levels is null, null, derived.status in ('holds', 'holds_loosely')) as agrees
    from observations
    inner join indicators on observations.indicator_code = indicators.indicator_code
    left join derived on observations.report_id || '#' || observations.figure = derived.relative
    where observations.measure <> '' or indicators.measure_kind = 'ratio'
),

figures_compared as (
    select
        figures.cell_id,
        figures.subject,
        figures.place_id,
        figures.place_name,
        figures.place_part,
        figures.period_id,
        figures.period_label,
        figures.period_label_en,
        figures.period_start,
        figures.period_end,
        figures.indicator_code,
        figures.indicator_label_vi,
        figures.indicator_label_en,
        figures.measure,
        figures.base,
        figures.scope_code,
        figures.nature,
        figures.funding_source,
        coalesce(concat_ws(
            ' ', nullif(claims.qualifier_printed, ''), nullif(claims.value_printed, ''), nullif(claims.unit_printed, '')
        ), '') as value_printed,
        figures.value,
        figures.value_low,
        figures.value_high,
        figures.unit_code,
        figures.report_id,
        figures.figure,
        figures.has_conflict,
        figures.check_status,
        figures.mark,
        figures.mark_reasons,
        figures.level_value,
        figures.level_claim,
        figures.base_value,
        figures.base_claim,
        figures.recomputed_value,
        {% for language in ['en', 'vi'] -%}
        case
            when figures.recomputed_value is not null then ''
            when coalesce(figures.base_kind, figures.base) = '' then {{ message('changes.base-not-said', language) }}
            when figures.level_value is null then {{ message('changes.levels-not-known', language) }}
            else {{ message('changes.not-computable', language) }}
        end as reason_{{ language }},
        {% endfor -%}
        figures.agrees
    from relative_figures as figures
    left join claims on figures.report_id = claims.report_id and figures.figure = claims.figure
),

in_order as (
    select * from figures_compared
    order by place_id, period_start nulls last, indicator_code, cell_id
)

select * from in_order
