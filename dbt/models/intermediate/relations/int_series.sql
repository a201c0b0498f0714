-- The same thing at several times is one series, in order of time. A value that moves further than its kind allows is
-- a doubt.
with regions as (
    select * from {{ ref('int_regions') }}
    where reading in ('printed', 'share')
),

parameters as (
    select
        1 + max(value::integer) filter (where parameter = 'stock_jump_pct') / 100.0 as stock_jump,
        max(value::integer) filter (where parameter = 'flow_jump_multiple') as flow_jump
    from {{ ref('relation_parameters') }}
),

-- a result before a plan, the narrowest before others: one value for each time
candidates as (
    select
        claim, report_id, figure, is_title, loose_high - loose_low as width, time_id, value, unit_code, kind,
        nature_class, start_low, end_low, end_high, period_kind,
        hash(
            indicator_code, unit_code, measure, base, place_key, scope_in_time, funding_source,
            if(kind = 'flow', date_diff('month', start_low, end_high + 1), 0)
        ) as line
    from regions
    where
        measure not in ('growth', 'increase', 'decrease', 'multiple')
        and (
            period_kind not in ('undated', 'duration', 'since', 'rolling', 'until')
            or (kind <> 'flow' and period_kind in ('now', 'undated'))
        )
),

lines as (
    select line from candidates
    group by line
    having min(time_id) <> max(time_id)
),

points as (
    select candidates.*
    from candidates
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
    select *
    from points
    qualify
        period_kind <> 'undated'
        or count(*) filter (where period_kind <> 'undated') over (partition by line, report_id) = 0
),

steps as (
    select
        *, lag(value) over in_time as earlier_value, lag(end_high) over in_time as earlier_end,
        lag(nature_class) over in_time as earlier_nature
    from dated_points
    window in_time as (partition by line order by end_low nulls first, end_high, claim)
),

-- a plan that repeats a result is no step of its own, nor is a span that overlaps with the one before
own_steps as (
    select * from steps
    where
        (coalesce(nature_class = earlier_nature, true) or value is distinct from earlier_value)
        and coalesce(kind <> 'flow' or start_low > earlier_end, true)
),

moves as (
    select
        own_steps.*,
        if(
            least(own_steps.value, own_steps.earlier_value) >= 20
            and own_steps.nature_class = 'actual' and own_steps.earlier_nature = 'actual',
            greatest(own_steps.value, own_steps.earlier_value)
            > least(own_steps.value, own_steps.earlier_value)
            * if(
                own_steps.kind <> 'flow' and own_steps.end_low - own_steps.earlier_end < 400,
                parameters.stock_jump, parameters.flow_jump
            ),
            false
        ) as is_jump
    from own_steps
    cross join parameters
),

relations as (
    select
        'series' as law,
        case when any_value(kind) = 'flow' then 'flow' else 'stock' end as axis,
        if(bool_or(is_jump), 'jump', 'series') as status, false as possible,
        (max(value) - min(value))::decimal(28, 6) as imbalance, any_value(unit_code) as unit_code,
        list(claim order by end_low nulls first, end_high, claim) as claims,
        count(distinct report_id) > 1 as cross_report
    from moves
    group by line
    having count(*) > 1
)

select * from relations
