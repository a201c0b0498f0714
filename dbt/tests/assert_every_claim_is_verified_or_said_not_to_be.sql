-- A claim without a state of proof would pass for one that was compared with its text.
{{ config(meta=shown_at('verification')) }}

with claims as (
    select * from {{ ref('claims') }}
),

verification as (
    select * from {{ ref('verification') }}
),

rejects as (
    select distinct
        report_id,
        figure
    from {{ ref('rejects') }}
),

violations as (
    select
        coalesce(claims.report_id, verification.report_id) as report_id,
        coalesce(claims.figure, verification.figure) as figure,
        if(claims.report_id is null, 'no such claim', 'no state') as problem
    from claims
    full outer join verification
        on claims.report_id = verification.report_id and claims.figure = verification.figure
    left join rejects
        on verification.report_id = rejects.report_id and verification.figure = rejects.figure
    where
        verification.report_id is null
        -- only a figure that was rejected, for whatever reason, may be listed without being a claim
        or (claims.report_id is null and rejects.report_id is null)
        -- and no claim may contradict its text
        or (claims.report_id is not null and verification.state in ('mismatch', 'not_found'))
)

select * from violations
