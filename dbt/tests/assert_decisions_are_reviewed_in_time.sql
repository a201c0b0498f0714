-- A decision stands until it is reviewed: look at its evidence again, then take its row out or give it a new date.
-- Today's date stands here and not in a model, or the same inputs would not give the same release.
{{ config(severity='warn', meta=shown_at('corrections_applied')) }}

with corrections as (
    select * from {{ ref('corrections_applied') }}
),

exceptions as (
    select * from {{ ref('known_exceptions') }}
),

decisions as (
    select
        'corrections' as decided_in,
        correction_id as decision,
        report_id || '#' || figure as claims,
        action,
        reason,
        author,
        decided_on,
        review_by
    from corrections
    union all
    select
        'known_exceptions' as decided_in,
        exception_id as decision,
        claims,
        'accept ' || law as action,
        reason,
        author,
        decided_on,
        review_by
    from exceptions
),

overdue_decisions as (
    select
        *,
        current_date - review_by as days_overdue,
        {{ message('tests.decision-to-be-reviewed', 'en') }} as what_to_do_en,
        {{ message('tests.decision-to-be-reviewed', 'vi') }} as what_to_do_vi
    from decisions
    where review_by < current_date
),

in_order as (
    select * from overdue_decisions
    order by days_overdue desc, decision asc
)

select * from in_order
