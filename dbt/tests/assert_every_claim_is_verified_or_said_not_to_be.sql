{{ config(meta=shown_at('verification')) }}

with claims as (
    select * from {{ ref('claims') }}
),

verification as (
    select * from {{ ref('verification') }}
),

wrong as (
    select
        coalesce(claims.report_id, verification.report_id) as report_id,
        coalesce(claims.figure, verification.figure) as figure,
        if(claims.report_id is null, 'no such claim', 'no state') as problem
    from claims
    full outer join verification
        on claims.report_id = verification.report_id and claims.figure = verification.figure
    where claims.report_id is null or verification.report_id is null
)

select * from wrong
