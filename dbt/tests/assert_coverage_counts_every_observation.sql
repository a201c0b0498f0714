-- A gap in quality.coverage must be a gap in the reports, not an observation that was not counted.
{{ config(meta=shown_at('coverage')) }}

with observations as (
    select * from {{ ref('observations') }}
),

coverage as (
    select * from {{ ref('coverage') }}
),

-- counted once for each year of its period, or once without a year
counts_expected as (
    select
        place_id,
        subject,
        sum(coalesce(year(period_end) - year(coalesce(period_start, period_end)) + 1, 1)) as observations
    from observations
    group by place_id, subject
),

counts_shown as (
    select
        place_id,
        subject,
        sum(observations) as observations
    from coverage
    group by place_id, subject
),

differences as (
    select
        coalesce(counts_expected.place_id, counts_shown.place_id) as place_id,
        coalesce(counts_expected.subject, counts_shown.subject) as subject,
        coalesce(counts_expected.observations, 0) as observations_expected,
        coalesce(counts_shown.observations, 0) as observations_shown
    from counts_expected
    full outer join
        counts_shown
        on counts_expected.place_id = counts_shown.place_id and counts_expected.subject = counts_shown.subject
    where coalesce(counts_expected.observations, 0) <> coalesce(counts_shown.observations, 0)
)

select * from differences
