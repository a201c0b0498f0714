-- What overlaps a year. Asked for one year, it unfolds the observations once.
with observations as (
    select * from {{ ref('observations') }}
),

years as (
    select
        unnest(range(
            year(coalesce(period_start, period_end, date_low)), year(coalesce(period_end, date_high, period_start)) + 1
        ))::integer as year,
        *
    from observations
),

years_with_fit as (
    select
        years.year,
        case
            when years.period_start is null or years.period_end is null then 'uncertain'
            when year(years.period_start) < year(years.period_end) then 'longer'
            when
                years.period_start = make_date(years.year, 1, 1) and years.period_end = make_date(years.year, 12, 31)
                then 'year'
            else 'part'
        end as fit,
        years.* exclude (years.year)
    from years
)

select * from years_with_fit
