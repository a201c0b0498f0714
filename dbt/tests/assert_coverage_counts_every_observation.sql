{{ config(meta=shown_at('coverage')) }}

with observations as (
    select * from {{ ref('observations') }}
),

coverage as (
    select * from {{ ref('coverage') }}
),

-- counted once for each year of its period, or once without a year
expected as (
    select
        place_id,
        subject,
        sum(coalesce(year(period_end) - year(coalesce(period_start, period_end)) + 1, 1)) as observations
    from observations
    group by place_id, subject
),

shown as (
    select
        place_id,
        subject,
        sum(observations) as observations
    from coverage
    group by place_id, subject
),

wrong as (
    select
        coalesce(expected.place_id, shown.place_id) as place_id,
        coalesce(expected.subject, shown.subject) as subject,
        coalesce(expected.observations, 0) as observations_expected,
        coalesce(shown.observations, 0) as observations_shown
    from expected
    full outer join shown on expected.place_id = shown.place_id and expected.subject = shown.subject
    where coalesce(expected.observations, 0) <> coalesce(shown.observations, 0)
)

select * from wrong
