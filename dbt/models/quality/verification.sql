with claims as (
    select * from {{ ref('claims') }}
),

verified as (
    select
        report_id,
        figure,
        'not_checked' as state,
        '' as detail
    from claims
)

select * from verified
