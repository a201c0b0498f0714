-- Every province of today and every subject once; a day where the calendar gives one, and only there; the period
-- awaited lies after what is reported and before its day.
{{ config(meta=shown_at('freshness')) }}

with freshness as (
    select * from {{ ref('freshness') }}
),

places as (
    select * from {{ ref('dim_place') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

calendar as (
    select * from {{ ref('reporting_calendar') }}
),

rows_expected as (
    select distinct
        places.place_id,
        indicators.subject
    from places
    cross join indicators
    where places.kind = 'province' and places.valid_to is null
),

row_counts as (
    select
        place_id,
        subject,
        count(*) as how_many
    from freshness
    group by place_id, subject
),

calendar_subjects as (
    select distinct subject from calendar
    where valid_to is null
),

violations as (
    select
        coalesce(rows_expected.place_id, row_counts.place_id) as place_id,
        coalesce(rows_expected.subject, row_counts.subject) as subject,
        'stands ' || coalesce(row_counts.how_many, 0) || ' times' as why
    from rows_expected
    full outer join
        row_counts
        on rows_expected.place_id = row_counts.place_id and rows_expected.subject = row_counts.subject
    where rows_expected.place_id is null or row_counts.how_many is distinct from 1
    union all
    select
        freshness.place_id,
        freshness.subject,
        'the calendar gives a day' as why
    from freshness
    inner join calendar_subjects on freshness.subject = calendar_subjects.subject
    where freshness.due_on is null or freshness.legal_basis = ''
    union all
    select
        place_id,
        subject,
        'the days are not in order' as why
    from freshness
    where
        not (
            awaited_from < awaited_to
            and awaited_to <= due_on
            and coalesce(awaited_to > last_period_end, true)
        )
    union all
    select
        '' as place_id,
        calendar.subject,
        'the calendar names a subject that is none' as why
    from calendar
    where calendar.subject not in (select indicators.subject from indicators)
)

select * from violations
