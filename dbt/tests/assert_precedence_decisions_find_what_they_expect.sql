-- A decision on claims that have changed since was made about something else.
{{ config(meta=shown_at('claims')) }}

with decisions as (
    select * from {{ ref('precedence') }}
),

claims as (
    select * from {{ ref('claims') }}
),

reports as (
    select * from {{ ref('dim_report') }}
),

stale_decisions as (
    select
        decisions.level,
        decisions.name,
        decisions.expects,
        claims.value_printed as found
    from decisions
    left join claims on decisions.level = 'claim' and decisions.name = claims.claim
    left join reports on decisions.level = 'report' and decisions.name = reports.report_id
    where
        case decisions.level
            when 'claim' then claims.value_printed is distinct from coalesce(decisions.expects, '')
            when 'report' then reports.report_id is null
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
