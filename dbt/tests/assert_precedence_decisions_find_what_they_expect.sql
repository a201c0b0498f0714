-- A decision on claims that have changed since was made about something else. While the report of a claim is not there,
-- or rejected, a decision on it waits.
{{ config(meta=shown_at('claims')) }}

with decisions as (
    select * from {{ ref('precedence') }}
),

claims as (
    select * from {{ ref('claims') }}
),

reports as (
    select report_id from {{ ref('dim_report') }}
    where status = 'accepted'
),

stale_decisions as (
    select
        decisions.level,
        decisions.name,
        decisions.expects,
        claims.value_printed as found
    from decisions
    left join claims on decisions.level = 'claim' and decisions.name = claims.claim
    left join reports on split_part(decisions.name, '#', 1) = reports.report_id
    where
        case decisions.level
            when 'claim'
                then
                    reports.report_id is not null
                    and claims.value_printed is distinct from coalesce(decisions.expects, '')
            when 'report' then false
            when 'publisher' then decisions.name is null
            when 'kind' then decisions.name not in ('authority', 'press', 'plan', 'draft', 'study')
            else true
        end
),

repeated_decisions as (
    select
        level,
        name,
        'one decision' as expects,
        count(*) || ' decisions' as found
    from decisions
    group by level, name
    having count(*) > 1
),

problems as (
    select * from stale_decisions
    union all
    select * from repeated_decisions
)

select * from problems
