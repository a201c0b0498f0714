-- A wide table is read as complete: each level of its subject stands in a column, whatever its scope words. `levels`
-- counts those of a row that have one.
{{ config(meta=shown_at('observations', of_places=true)) }}

with observations as (
    select * from {{ ref('observations') }}
),

levels_expected as (
    select
        subject,
        count(*) as levels
    from observations
    where measure = '' and place_part = ''
    group by subject
),

levels_shown as (
    {% for subject in subjects() %}
    select
        '{{ subject }}' as subject,
        sum(levels) as levels
    from {{ ref(subject ~ '_by_province_period') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

violations as (
    select
        levels_shown.subject,
        coalesce(levels_expected.levels, 0) as levels_expected,
        coalesce(levels_shown.levels, 0) as levels_in_columns
    from levels_shown
    full outer join levels_expected on levels_shown.subject = levels_expected.subject
    where coalesce(levels_expected.levels, 0) <> coalesce(levels_shown.levels, 0)
)

select * from violations
