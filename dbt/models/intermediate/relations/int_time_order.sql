-- Which time lies within which: a flow's span in a longer one, for certain or as far as is known; a stock's day only
-- in itself.
with times as (
    select distinct
        kind = 'flow' as is_flow, time_id,
        if(is_fixed or period_kind = 'up_to', null, report_id) as report_id, start_low, start_high, end_low,
        end_high, period_kind
    from {{ ref('int_regions') }}
    where kind in ('flow', 'stock') and measure in ('', 'share')
),

spans as (
    select * from times
    where is_flow and period_kind not in ('undated', 'duration')
),

fixed_spans as (
    select * from spans
    where report_id is null
),

open_spans as (
    select * from spans
    where report_id is not null
),

-- spans without a report meet all others; a span that is its report's own meets the fixed ones and its report's
pairs_of_spans as (
    {% for narrow, wide, same_report in [
        ('fixed_spans', 'fixed_spans', false), ('fixed_spans', 'open_spans', false),
        ('open_spans', 'fixed_spans', false), ('open_spans', 'open_spans', true),
    ] -%}
    select
        narrow.time_id, wide.time_id as wider_time_id,
        narrow.start_low >= wide.start_high and narrow.end_high <= wide.end_low as is_certain
    from {{ narrow }} as narrow
    inner join {{ wide }} as wide
        on
            narrow.start_high >= wide.start_low
            and narrow.end_low <= wide.end_high
            {%- if same_report %}
            and narrow.report_id = wide.report_id
            {%- endif %}
    where
        narrow.time_id <> wide.time_id
        -- as far as is known is not: anything at all
        and narrow.start_low >= wide.start_low and narrow.end_high <= wide.end_high
    {{ "union all" if not loop.last }}
    {% endfor %}
),

narrower_spans as (
    select time_id, wider_time_id, 1 as narrowed, bool_or(is_certain) as is_certain
    from pairs_of_spans
    group by time_id, wider_time_id
),

-- "from 2012 until now" may be 2012 to 2022
perhaps_equal as (
    select distinct a.time_id, b.time_id as wider_time_id, 0 as narrowed, false as is_certain
    from spans as a
    inner join spans as b
        on
            a.start_low = b.start_low
            and a.start_high = b.start_high
            and a.time_id <> b.time_id
            and a.end_low <= b.end_high
            and a.end_high >= b.end_low
            and (a.report_id is null) <> (b.report_id is null)
),

-- what a report says without a date, it may say of its now
undated_now as (
    select a.time_id, b.time_id as wider_time_id, 0 as narrowed, false as is_certain
    from times as a
    inner join times as b
        on
            a.report_id = b.report_id
            and not a.is_flow
            and not b.is_flow
            and a.time_id <> b.time_id
            and a.period_kind in ('undated', 'now')
            and b.period_kind in ('undated', 'now')
),

itself as (
    select distinct time_id, time_id as wider_time_id, 0 as narrowed, true as is_certain
    from times
),

together as (
    select * from itself
    union all
    select * from narrower_spans
    union all
    select * from perhaps_equal
    union all
    select * from undated_now
),

orders as (
    select time_id, wider_time_id, narrowed, is_certain
    from together
    qualify row_number() over (
        partition by time_id, wider_time_id order by narrowed asc, is_certain desc
    ) = 1
)

select * from orders
