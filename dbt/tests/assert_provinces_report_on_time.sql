-- A list to ask by, not a fault of the build: the report may have been made and not been transcribed. Today's date
-- stands here and not in the model, or the same inputs would not give the same release.
{{ config(severity='warn', meta=shown_at('freshness')) }}

with freshness as (
    select * from {{ ref('freshness') }}
),

late_reports as (
    select
        place_id,
        place_name,
        subject,
        cycle,
        awaited_to,
        due_on,
        current_date - due_on as days_late,
        legal_basis
    from freshness
    where due_on < current_date
),

in_order as (
    select * from late_reports
    order by days_late desc, place_id asc, subject asc
)

select * from in_order
