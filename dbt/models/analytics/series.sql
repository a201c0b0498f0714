-- The series that the law of that name finds, one point after the other.
with steps as (
    select
        relation_id as series_id,
        status,
        unnest(claims) as claim,
        unnest(range(1, len(claims) + 1))::integer as position
    from {{ ref('relations') }}
    where law = 'series'
),

claims as (
    select * from {{ ref('claims') }}
),

observations as (
    select * from {{ ref('observations') }}
),

points as (
    select
        steps.series_id,
        steps.position,
        observations.place_name,
        observations.indicator_label_en,
        observations.indicator_label_vi,
        claims.scope_code,
        claims.funding_source,
        claims.nature,
        observations.period_label,
        observations.period_label_en,
        claims.value,
        claims.value_low,
        claims.value_high,
        claims.unit_code,
        claims.value - lag(claims.value) over (partition by steps.series_id order by steps.position) as change,
        steps.status = 'jump' as has_jump,
        claims.mark,
        steps.claim,
        claims.cell_id,
        claims.indicator_code,
        claims.measure,
        claims.base,
        claims.place_id,
        claims.place_part,
        claims.period_id,
        claims.period_start,
        claims.period_end
    from steps
    inner join claims on steps.claim = claims.claim
    inner join observations on claims.cell_id = observations.cell_id
),

in_order as (
    select * from points
    order by place_id, indicator_code, series_id, position
)

select * from in_order
