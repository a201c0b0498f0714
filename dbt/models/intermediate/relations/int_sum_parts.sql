-- The parts of a sum: for a whole and an axis, what is said of elements that do not overlap. On another axis a part may
-- be the narrower, too: of 30 schemes of 2011 and 20 national ones of 2012 both lie in 2011 to 2012. One row per sum
-- and part.
with candidates as (
    select
        pairs.whole_id, pairs.axis, pairs.part_id, pairs.unknown, parts.low, parts.claim, len(pairs.axes) as narrowed,
        case pairs.axis
            when 'funding' then hash('funding', parts.funding_source)
            when 'time' then parts.time_id
            when 'place' then parts.place_key
            else axes.element_id
        end as element_id,
        case
            when pairs.axis = 'time' then parts.additive_time
            when pairs.axis = 'funding' then parts.additive_funding
            when pairs.axis in ('activity', 'topic') and parts.additive_time = 'cover' then 'cover'
            else 'sum'
        end as additive,
        -- times and places of all reports, the rest of one report
        hash(
            pairs.whole_id, pairs.axis, if(pairs.axis = 'place', pairs.level, null),
            if(pairs.axis in ('time', 'place'), null, parts.report_id)
        ) as sum_id
    from (select *, unnest(axes) as axis from {{ ref('int_part_of') }}) as pairs
    inner join {{ ref('int_terms') }} as parts on pairs.part_id = parts.region_id
    left join {{ ref('int_scope_axes') }} as axes on parts.scope_id = axes.scope_id and pairs.axis = axes.axis
    where
        len(pairs.axes) <= 2 and parts.reading <> 'wider' and (pairs.axis <> 'time' or parts.is_fixed)
        and (pairs.axis <> 'funding' or parts.funding_source not in ('', '-'))
),

sums_of_several as (
    select sum_id from candidates
    group by sum_id
    having min(element_id) <> max(element_id)
),

-- of each element the part that is narrower on this axis alone, and the most that is said of it
members as (
    select candidates.* from candidates
    semi join sums_of_several on candidates.sum_id = sums_of_several.sum_id
    qualify row_number() over (
        partition by candidates.sum_id, candidates.element_id
        order by candidates.narrowed, candidates.unknown, -candidates.low, candidates.claim
    ) = 1
),

giving_way as (
    select narrow.sum_id, narrow.element_id
    from members as narrow
    inner join {{ ref('int_overlaps') }} as overlapping on narrow.element_id = overlapping.element_id
    inner join members as wide on narrow.sum_id = wide.sum_id and overlapping.other_id = wide.element_id
)

select members.* from members
anti join giving_way on members.sum_id = giving_way.sum_id and members.element_id = giving_way.element_id
qualify count(*) over (partition by members.sum_id) > 1
