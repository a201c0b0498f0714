-- A decision on a report that is not there, or rejected, waits for it. A report that was renamed is none of that name.
{{ config(severity='warn', meta=shown_at('dim_report')) }}

with reports as (
    select report_id from {{ ref('dim_report') }}
    where status = 'accepted'
),

decisions as (
    select
        'corrections' as decided_in,
        correction_id as decision,
        report_id
    from {{ ref('corrections') }}
    union all
    select
        'known_exceptions' as decided_in,
        exception_id as decision,
        split_part(unnest(string_split(claims, ' ')), '#', 1) as report_id
    from {{ ref('known_exceptions') }}
    union all
    select
        'precedence' as decided_in,
        name as decision,
        split_part(name, '#', 1) as report_id
    from {{ ref('precedence') }}
    where level in ('claim', 'report')
    union all
    select
        'golden_observations' as decided_in,
        concat_ws(' ', indicator_code, place_id, period_id) as decision,
        report_id
    from {{ ref('golden_observations') }}
    where report_id is not null
),

waiting_decisions as (
    select distinct
        decisions.decided_in,
        decisions.decision,
        decisions.report_id as waits_for
    from decisions
    left join reports on decisions.report_id = reports.report_id
    where reports.report_id is null
    order by all
)

select * from waiting_decisions
