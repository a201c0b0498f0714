{{ config(meta=shown_at('corrections_applied')) }}

with claims as (
    select * from {{ ref('claims') }}
),

corrections as (
    select * from {{ ref('corrections_applied') }}
),

decided as (
    select * from {{ ref('corrections') }}
),

unseen as (
    select
        claims.claim,
        corrections.correction_id,
        case
            when corrections.action = 'withdraw' then 'withdrawn and still a claim'
            when corrections.correction_id is null then 'corrected by nobody'
            else 'the claim does not say it was corrected'
        end as problem
    from claims
    left join corrections
        on
            claims.report_id = corrections.report_id
            and claims.figure = corrections.figure
            and corrections.state = 'applied'
    where corrections.action = 'withdraw' or (claims.corrected_from <> '') <> (corrections.correction_id is not null)
),

forgotten as (
    select
        '' as claim,
        coalesce(decided.correction_id, corrections.correction_id) as correction_id,
        'decided and landed differ' as problem
    from decided
    full outer join corrections on decided.correction_id = corrections.correction_id
    where decided.correction_id is null or corrections.correction_id is null
),

wrong as (
    select * from unseen
    union all
    select * from forgotten
)

select * from wrong
