-- Facts leave out growth, shares and the like, so each must be found among the changes.
{{ config(meta=shown_at('observations')) }}

with observations as (
    select * from {{ ref('observations') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

changes as (
    select * from {{ ref('changes_by_province_period') }}
),

relative_figures as (
    select observations.*
    from observations
    left join indicators on observations.indicator_code = indicators.indicator_code
    where observations.measure <> '' or indicators.measure_kind = 'ratio'
),

violations as (
    select
        coalesce(relative_figures.cell_id, changes.cell_id) as cell_id,
        relative_figures.value as value_observed,
        changes.value as value_shown
    from relative_figures
    full outer join changes on relative_figures.cell_id = changes.cell_id
    where
        relative_figures.cell_id is null
        or changes.cell_id is null
        or relative_figures.value is distinct from changes.value
        or (changes.recomputed_value is not null and (changes.level_value is null or changes.base_value is null))
        or (changes.recomputed_value is null) = (changes.reason_en = '')
        or (changes.recomputed_value is null) = (changes.reason_vi = '')
)

select * from violations
