-- The parts of a sum, which int_sums judges: for a whole and an axis, what is said of elements that do not overlap. On
-- another axis a part may be the narrower, too: of 30 schemes of 2011 and 20 national ones of 2012 both lie in 2011 to
-- 2012. One row per sum and part; a sum of one part is none.
with candidates as (
    select
        pairs.whole_id, pairs.axis, pairs.part_id, pairs.cross_report, pairs.unknown, parts.low,
        parts.claim, parts.reading = 'guess' as is_guess, len(pairs.axes) as narrowed,
        if(pairs.axis = 'place', pairs.level, null) as level,
        case pairs.axis
            when 'funding' then hash('funding', parts.funding_source)
            when 'time' then parts.time_id
            when 'place' then parts.place_key
            else axes.element_id
        end as element_id,
        -- times and places of all reports, the rest of one report
        hash(
            pairs.whole_id, pairs.axis, if(pairs.axis = 'place', pairs.level, null),
            if(pairs.axis in ('time', 'place'), null, parts.report_id)
        ) as sum_id
    from (select *, unnest(axes) as axis from {{ ref('int_part_of') }}) as pairs
    inner join {{ ref('int_terms') }} as parts on pairs.part_id = parts.region_id
    left join {{ ref('int_scope_axes') }} as axes on parts.scope_id = axes.scope_id and pairs.axis = axes.axis
    where
        len(pairs.axes) <= 2 and parts.reading not in ('wider', 'counted') and (pairs.axis <> 'time' or parts.is_fixed)
        and (pairs.axis <> 'funding' or parts.funding_source not in ('', '-'))
),

-- of each element the part that is narrower on this axis alone, of the same report first, and the most that is said
members as (
    select
        sum_id, element_id, any_value(whole_id) as whole_id, any_value(axis) as axis, any_value(level) as level,
        arg_min(part_id, (narrowed, unknown, cross_report, is_guess, -coalesce(low, -1), claim)) as part_id,
        min(narrowed * 2 + unknown) // 2 as narrowed, min(narrowed * 2 + unknown) % 2 as unknown
    from candidates
    group by sum_id, element_id
),

giving_way as (
    select narrow.sum_id, narrow.element_id
    from members as narrow
    inner join {{ ref('int_overlaps') }} as overlapping on narrow.element_id = overlapping.element_id
    inner join members as wide on narrow.sum_id = wide.sum_id and overlapping.other_id = wide.element_id
),

apart as (
    select members.* from members
    anti join giving_way on members.sum_id = giving_way.sum_id and members.element_id = giving_way.element_id
),

-- a report may divide one whole by several topics: 21 traditional and 9 new villages, 26 that work well and 4 that do
-- not. As often as they give it in the order of the text, the next begins; and the last that give it are a division,
-- whatever stands before them.
closings as (
    select
        apart.sum_id, apart.element_id,
        sum(parts.value) over in_text % nullif(wholes.value, 0) = 0 as closes, count(*) over in_text as position,
        sum(parts.value) over to_the_end = wholes.value and count(*) over to_the_end > 1 as opens
    from apart
    inner join {{ ref('int_terms') }} as parts on apart.part_id = parts.region_id
    inner join {{ ref('int_terms') }} as wholes on apart.whole_id = wholes.region_id
    where apart.axis = 'topic'
    window
        in_text as (partition by apart.sum_id order by parts.figure rows unbounded preceding),
        to_the_end as (partition by apart.sum_id order by parts.figure desc rows unbounded preceding)
),

divisions as (
    select
        sum_id, element_id, bool_or(opens) over so_far as is_last, count(*) filter (where closes) over (
            partition by sum_id order by position rows between unbounded preceding and 1 preceding
        ) as division
    from closings
    window so_far as (partition by sum_id order by position rows unbounded preceding)
)

select
    apart.* replace (
        case
            when divisions.is_last then hash(apart.sum_id, 'last')
            when divisions.division > 0 then hash(apart.sum_id, divisions.division)
            else apart.sum_id
        end as sum_id
    )
from apart
left join divisions on apart.sum_id = divisions.sum_id and apart.element_id = divisions.element_id
