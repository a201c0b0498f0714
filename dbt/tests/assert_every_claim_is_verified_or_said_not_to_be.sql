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
    where
        verification.report_id is null
        -- only a figure that its text contradicts may be listed without being a claim
        or (claims.report_id is null and verification.state not in ('mismatch', 'not_found'))
        -- and no claim may contradict its text
        or (claims.report_id is not null and verification.state in ('mismatch', 'not_found'))
)

select * from wrong
