-- Which time lies within which: a flow's span in a longer one, for certain or as far as is known; a stock's day only
-- in itself. The first half of 2012 lies in 2012 and in 2008 to 2012, and perhaps in "since 2010".
with times as (
    select distinct
        kind = 'flow' as is_flow, time_id, if(is_fixed or period_kind = 'up_to', null, report_id) as report_id,
        start_low, start_high, end_low, end_high, period_kind
    from {{ ref('int_regions') }}
    where kind in ('flow', 'stock') and measure in ('', 'share')
    union
    select is_flow, time_id, null as report_id, start_low, start_high, end_low, end_high, period_kind
    from {{ ref('int_fixed_times') }}
),

spans as (
    select * from times
    where is_flow and period_kind not in ('undated', 'duration')
),

orders as (
    select time_id, time_id as wider_time_id, 0 as narrowed, true as is_certain
    from times
    -- a span that is its report's own meets those of its report and those of all
    {% for who_meet in ['a.report_id is null', 'b.report_id is null', 'a.report_id = b.report_id'] -%}
    union all
    select
        a.time_id, b.time_id as wider_time_id, 1 as narrowed,
        a.start_low >= b.start_high and a.end_high <= b.end_low as is_certain
    from spans as a
    inner join spans as b on a.start_low >= b.start_low and a.end_high <= b.end_high and {{ who_meet }}
    -- in what ends nobody knows when, only what lies there for certain
    where a.time_id <> b.time_id and (a.end_high <= b.end_low or b.end_high - b.end_low < 800)
    {% endfor -%}
    -- "from 2012 until now" may be 2012 to 2022
    union all
    select a.time_id, b.time_id as wider_time_id, 0 as narrowed, false as is_certain
    from spans as a
    inner join spans as b on a.start_low = b.start_low and a.start_high = b.start_high
    where
        (a.report_id is null) <> (b.report_id is null) and a.end_low <= b.end_high and a.end_high >= b.end_low
    -- what a report says without a date, it may say of its now
    union all
    select a.time_id, b.time_id as wider_time_id, 0 as narrowed, false as is_certain
    from times as a
    inner join times as b on a.report_id = b.report_id and not a.is_flow and not b.is_flow
    where a.period_kind in ('undated', 'now') and b.period_kind in ('undated', 'now')
)

select time_id, wider_time_id, narrowed, is_certain
from orders
qualify row_number() over (partition by time_id, wider_time_id order by narrowed, not is_certain) = 1
