-- Observations as SDMX sees them: when, of what standing, with how many decimals. A year, half, quarter, month or
-- day has a spelling of its own in SDMX; any other time is a range, its first day and its length. Of a total up to a
-- day, and of what is to be reached by one, that day is the time; of a "now" the days on which it can be. What has no
-- date at all has no time_period and stands in a file without time.
with observations as (
    select
        *,
        coalesce(period_start, if(period_kind in ('until', 'up_to'), null, date_low)) as first_day,
        coalesce(period_end, date_high) as last_day
    from marts.observations
),

timed as (
    select
        *,
        case
            when period_kind in ('year', 'half', 'quarter', 'month', 'day') then period_id
            when last_day is null then null
            when coalesce(first_day, last_day) = last_day then last_day::varchar
            else first_day || '/' || case
                when month(first_day) = 1 and day(first_day) = 1 and month(last_day) = 12 and day(last_day) = 31
                    then 'P' || (year(last_day) - year(first_day) + 1) || 'Y'
                when day(first_day) = 1 and last_day = last_day(last_day)
                    then 'P' || datediff('month', first_day, last_day + 1) || 'M'
                else 'P' || datediff('day', first_day, last_day + 1) || 'D'
            end
        end as time_period,
        rtrim(rtrim(value::varchar, '0'), '.') as digits
    from observations
)

select
    timed.* exclude (value_low, value_high),
    rtrim(rtrim(value_low::varchar, '0'), '.') as value_low,
    rtrim(rtrim(value_high::varchar, '0'), '.') as value_high,
    case
        when value is null then 'O'
        when mark = 'contested' then 'U'
        when nature = 'estimate' then 'E'
        when nature in ('plan', 'target', 'proposal') then 'F'
        else 'A'
    end as obs_status,
    0 as unit_mult,
    if(contains(digits, '.'), length(digits) - instr(digits, '.'), 0) as decimals,
    if(report_id is null, null, report_id || '#' || figure) as claim
from timed
