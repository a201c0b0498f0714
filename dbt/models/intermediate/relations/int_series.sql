-- The same thing at several times is one series, in order of time: 900, 1,100, 1,150 workers. A value that moves
-- further than its kind allows (900, then 1,900 a year later) is a jump, which is a doubt; a series is never violated.
with candidates as (
    select
        regions.*, regions.loose_high - regions.loose_low as width, contains(regions.scope, 'topic:') as has_topic,
        hash(
            regions.indicator_code, regions.unit_code, regions.measure, regions.base, regions.place_key,
            regions.scope_in_time, regions.funding_source,
            if(regions.kind = 'flow', date_diff('month', regions.start_low, regions.end_high + 1), 0)
        ) as line, changes.yearly_pct
    from {{ ref('int_regions') }} as regions
    left join {{ ref('plausible_changes') }} as changes on regions.indicator_code = changes.indicator_code
    where
        regions.reading in ('printed', 'share')
        and regions.measure not in ('growth', 'increase', 'decrease', 'multiple')
        and (
            regions.period_kind not in ('undated', 'duration', 'since', 'rolling', 'until')
            or (regions.kind <> 'flow' and regions.period_kind in ('now', 'undated'))
        )
),

lines as (
    select line from candidates
    group by line
    having min(time_id) <> max(time_id)
),

-- a result before a plan, the narrowest before others: one value for each time
points as (
    select candidates.* from candidates
    semi join lines on candidates.line = lines.line
    qualify row_number() over (
        partition by candidates.line, candidates.time_id
        order by
            candidates.nature_class = 'actual' desc, candidates.is_title, candidates.width asc nulls last,
            candidates.report_id asc, candidates.figure asc
    ) = 1
),

-- what a report says without a date, it has no place for among its own dates
dated_points as (
    select * from points
    qualify
        period_kind <> 'undated'
        or count(*) filter (where period_kind <> 'undated') over (partition by line, report_id) = 0
),

-- a plan that repeats a result is no step of its own, nor is a span that overlaps with the one before
steps as (
    select
        *, lag(end_high) over in_time as earlier_end, lag(nature_class) over in_time as earlier_nature,
        lag(value) over in_time as earlier_value, least(value, earlier_value) as smaller,
        lag(report_id) over in_time as earlier_report,
        -- both times are known to a year, and lie hardly more than a year apart
        end_high - end_low < 400 and earlier_end - lag(end_low) over in_time < 400 and end_high - earlier_end < 400
            as is_next,
        -- after more than five years anything can have changed
        coalesce(end_low - earlier_end < 2000, true) as is_near
    from dated_points
    window in_time as (partition by line order by end_low nulls first, end_high, claim)
    qualify
        (coalesce(nature_class = earlier_nature, true) or value is distinct from earlier_value)
        and coalesce(kind <> 'flow' or start_low > earlier_end, true)
)

select
    'series' as law, if(any_value(kind) = 'flow', 'flow', 'stock') as axis, false as possible,
    if(bool_or(
        nature_class = 'actual' and earlier_nature = 'actual' and smaller >= 20
        -- what two reports name with words of their own may be two things
        and not (has_topic and report_id <> earlier_report)
        and is_near and greatest(value, earlier_value) > smaller * case
            when is_next and kind <> 'flow'
                then 1 + coalesce(yearly_pct, {{ parameter('stock_jump_pct') }}) * 0.01
            else {{ parameter('flow_jump_multiple') }}
        end
    ), 'jump', 'series') as status,
    (max(value) - min(value))::decimal(28, 6) as imbalance, any_value(unit_code) as unit_code,
    list(claim order by end_low nulls first, end_high, claim) as claims, count(distinct report_id) > 1 as cross_report
from steps
group by line
having count(*) > 1
