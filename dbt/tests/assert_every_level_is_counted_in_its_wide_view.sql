{{ config(meta=shown_at('observations')) }}

with observations as (
    select * from {{ ref('observations') }}
),

expected as (
    select
        subject,
        count(*) as levels
    from observations
    where measure = '' and place_part = ''
    group by subject
),

shown as (
    {% for subject in subjects() %}
    select
        '{{ subject }}' as subject,
        sum(levels) as levels
    from {{ ref(subject ~ '_by_province_period') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

wrong as (
    select
        shown.subject,
        coalesce(expected.levels, 0) as levels_expected,
        coalesce(shown.levels, 0) as levels_shown
    from shown
    full outer join expected on shown.subject = expected.subject
    where coalesce(expected.levels, 0) <> coalesce(shown.levels, 0)
)

select * from wrong
