-- The years that results are reported for; plans reach further. A span counts in each of its years.
with results as (
    select
        coalesce(period_start, period_end) as first_day,
        period_end as last_day
    from {{ ref('observations') }}
    where nature in ('actual', 'estimate') and period_end is not null
),

years as (
    select
        min(year(first_day)) as first_year,
        max(year(last_day)) as last_year
    from results
    where year(first_day) <= year(last_day)
)

select * from years
