{{ config(meta=shown_at('claims')) }}

with landed as (
    select * from {{ source('raw', 'claims') }}
),

claims as (
    select * from {{ ref('claims') }}
),

differences as (
    select
        coalesce(landed.report_id, claims.report_id) as report_id,
        coalesce(landed.figure, claims.figure) as figure,
        landed.value as value_landed,
        claims.value as value_published
    from landed
    full outer join claims on landed.report_id = claims.report_id and landed.figure = claims.figure
    where
        landed.report_id is null
        or claims.report_id is null
        or landed.value is distinct from claims.value
        or landed.value_low is distinct from claims.value_low
        or landed.value_high is distinct from claims.value_high
        or landed.value_printed is distinct from claims.value_printed
        or landed.unit_code is distinct from claims.unit_code
)

select * from differences
