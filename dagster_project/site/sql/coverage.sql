-- Results and intentions of each place, subject and year; a span counts in each of its years, and what has no known
-- end has no year.
with cell_years as (
    select
        place_id, subject, nature in ('actual', 'estimate') as is_result, mark = 'contested' as is_contested,
        unnest(
            if(
                period_end is null, [null],
                range(year(coalesce(period_start, period_end)), year(period_end) + 1)
            )
        )::integer as year
    from marts.observations
),

known as (
    select
        place_id, subject, year,
        count(*) filter (where is_result) as results,
        count(*) filter (where is_result and is_contested) as contested,
        count(*) filter (where not is_result) as intentions
    from cell_years
    group by all
)

select *
from known
order by all
