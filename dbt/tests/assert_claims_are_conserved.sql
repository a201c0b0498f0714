-- Between landing and marts no claim may be lost, added or changed: models only label and order.
{{ config(meta=shown_at('claims')) }}

with landed_claims as (
    select * from {{ source('raw', 'claims') }}
),

claims as (
    select * from {{ ref('claims') }}
),

differences as (
    select
        coalesce(landed_claims.report_id, claims.report_id) as report_id,
        coalesce(landed_claims.figure, claims.figure) as figure,
        landed_claims.value as value_landed,
        claims.value as value_published
    from landed_claims
    full outer join claims on landed_claims.report_id = claims.report_id and landed_claims.figure = claims.figure
    where
        landed_claims.report_id is null
        or claims.report_id is null
        or landed_claims.value is distinct from claims.value
        or landed_claims.value_low is distinct from claims.value_low
        or landed_claims.value_high is distinct from claims.value_high
        or landed_claims.value_printed is distinct from claims.value_printed
        or landed_claims.unit_code is distinct from claims.unit_code
)

select * from differences
