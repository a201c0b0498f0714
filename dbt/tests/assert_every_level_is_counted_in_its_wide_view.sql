-- A wide view is read as complete, so a level that it cannot show must be counted and explained.
{{ config(meta=shown_at('observations')) }}

with observations as (
    select * from {{ ref('observations') }}
),

levels_expected as (
    select
        subject,
        count(*) as levels,
        count(*) filter (where value is null) as without_value
    from observations
    where measure = '' and place_part = ''
    group by subject
),

levels_shown as (
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

violations as (
    select
        levels_shown.subject,
        coalesce(levels_expected.levels, 0) as levels_expected,
        coalesce(levels_shown.levels, 0) as levels_shown,
        levels_expected.without_value,
        levels_shown.without_column,
        levels_shown.reasons_en,
        levels_shown.reasons_vi
    from levels_shown
    full outer join levels_expected on levels_shown.subject = levels_expected.subject
    where
        coalesce(levels_expected.levels, 0) <> coalesce(levels_shown.levels, 0)
        -- what is not shown says why
        or levels_shown.reasons_en < greatest(levels_expected.without_value, levels_shown.without_column)
        or levels_shown.reasons_en <> levels_shown.reasons_vi
)

select * from violations
