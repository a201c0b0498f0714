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

relative as (
    select observations.*
    from observations
    left join indicators on observations.indicator_code = indicators.indicator_code
    where observations.measure <> '' or indicators.measure_kind = 'ratio'
),

wrong as (
    select
        coalesce(relative.cell_id, changes.cell_id) as cell_id,
        relative.value as value_observed,
        changes.value as value_shown
    from relative
    full outer join changes on relative.cell_id = changes.cell_id
    where
        relative.cell_id is null
        or changes.cell_id is null
        or relative.value is distinct from changes.value
        or (changes.recomputed_value is not null and (changes.level_value is null or changes.base_value is null))
        or (changes.recomputed_value is null) = (changes.reason_en = '')
        or (changes.recomputed_value is null) = (changes.reason_vi = '')
)

select * from wrong
