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

applied as (
    select
        report_id,
        figure,
        string_agg(correction_id, ' ' order by correction_id) as correction_ids,
        bool_or(action = 'replace') as is_replaced,
        bool_or(action = 'withdraw') as is_withdrawn,
        bool_or(action = 'flag') as is_flagged
    from corrections
    where state = 'applied'
    group by report_id, figure
),

compared as (
    select
        claims.claim,
        coalesce(applied.correction_ids, '') as correction_id,
        case
            when applied.is_withdrawn then 'withdrawn and still a claim'
            when claims.corrected_from <> '' and not coalesce(applied.is_replaced, false) then 'corrected by nobody'
            when claims.corrected_from = '' and applied.is_replaced then 'the claim does not say it was corrected'
            when list_contains(claims.flags, 'flagged') and not coalesce(applied.is_flagged, false)
                then 'flagged by nobody'
            when applied.is_flagged and not list_contains(claims.flags, 'flagged')
                then 'the claim does not say it is doubted'
        end as problem
    from claims
    left join applied on claims.report_id = applied.report_id and claims.figure = applied.figure
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
    select * from compared
    where problem is not null
    union all
    select * from forgotten
)

select * from wrong
