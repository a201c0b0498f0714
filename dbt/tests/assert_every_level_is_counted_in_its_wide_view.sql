{{ config(meta=shown_at('observations')) }}

with observations as (
    select * from {{ ref('observations') }}
),

expected as (
    select
        subject,
        count(*) as levels,
        count(*) filter (where value is null) as without_value
    from observations
    where measure = '' and place_part = ''
    group by subject
),

shown as (
    {% for subject in subjects() %}
    select
        '{{ subject }}' as subject,
        sum(levels) as levels,
        sum(levels_without_column) as without_column,
        sum(if(reason_en = '', 0, len(string_split(reason_en, '; ')))) as reasons_en,
        sum(if(reason_vi = '', 0, len(string_split(reason_vi, '; ')))) as reasons_vi
    from {{ ref(subject ~ '_by_province_period') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

wrong as (
    select
        shown.subject,
        coalesce(expected.levels, 0) as levels_expected,
        coalesce(shown.levels, 0) as levels_shown,
        expected.without_value,
        shown.without_column,
        shown.reasons_en,
        shown.reasons_vi
    from shown
    full outer join expected on shown.subject = expected.subject
    where
        coalesce(expected.levels, 0) <> coalesce(shown.levels, 0)
        -- what is not shown says why
        or shown.reasons_en < greatest(expected.without_value, shown.without_column)
        or shown.reasons_en <> shown.reasons_vi
)

select * from wrong
