-- A number that differs from print must say so, and nothing else may.
{{ config(meta=shown_at('corrections_applied')) }}

with claims as (
    select * from {{ ref('claims') }}
),

corrections as (
    select * from {{ ref('corrections_applied') }}
),

decisions as (
    select * from {{ ref('corrections') }}
),

applied_corrections as (
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

claim_problems as (
    select
        claims.claim,
        coalesce(applied_corrections.correction_ids, '') as correction_id,
        case
            when applied_corrections.is_withdrawn then 'withdrawn and still a claim'
            when
                claims.corrected_from <> '' and not coalesce(applied_corrections.is_replaced, false)
                then 'corrected by nobody'
            when
                claims.corrected_from = '' and applied_corrections.is_replaced
                then 'the claim does not say it was corrected'
            when list_contains(claims.flags, 'flagged') and not coalesce(applied_corrections.is_flagged, false)
                then 'flagged by nobody'
            when applied_corrections.is_flagged and not list_contains(claims.flags, 'flagged')
                then 'the claim does not say it is doubted'
        end as problem
    from claims
    left join
        applied_corrections
        on claims.report_id = applied_corrections.report_id and claims.figure = applied_corrections.figure
),

unmatched_corrections as (
    select
        '' as claim,
        coalesce(decisions.correction_id, corrections.correction_id) as correction_id,
        'decided and landed differ' as problem
    from decisions
    full outer join corrections on decisions.correction_id = corrections.correction_id
    where decisions.correction_id is null or corrections.correction_id is null
),

problems as (
    select * from claim_problems
    where problem is not null
    union all
    select * from unmatched_corrections
)

select * from problems
