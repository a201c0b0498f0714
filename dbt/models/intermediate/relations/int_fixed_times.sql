-- The times that are spoken of with both ends, or that something has changed since, each as the first of the periods
-- that name it.
with bases as (
    select distinct
        base as period_id, kind = 'flow' as is_flow,
        case length(base) when 4 then 'year' when 7 then 'month' else 'span' end as period_kind,
        try_strptime(rpad(split_part(base, '/', 1), 7, '-01'), '%Y-%m')::date as first_day,
        last_day(try_strptime(rpad(split_part(base, '/', -1), 7, '-12'), '%Y-%m')::date) as last_day
    from {{ ref('int_regions') }}
    where regexp_full_match(base, '[0-9]{4}(-[0-9]{2})?(/[0-9]{4}(-[0-9]{2})?)?')
),

named as (
    select
        time_id, period_id, period_kind, period_start, period_end, start_low, start_high, end_low, end_high,
        kind = 'flow' as is_flow
    from {{ ref('int_regions') }}
    where is_fixed
    union all by name
    select
        period_id, period_kind, first_day as period_start, last_day as period_end, is_flow,
        if(is_flow, first_day, last_day) as start_low, start_low as start_high, last_day as end_low,
        last_day as end_high,
        hash(is_flow, if(is_flow, first_day || '/' || last_day, 'at ' || last_day)) as time_id
    from bases
)

select * from named
qualify row_number() over (partition by time_id order by period_id) = 1
