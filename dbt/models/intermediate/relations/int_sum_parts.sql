-- The parts of a sum: for a whole and an axis, what is said of elements that do not overlap. One row per sum and part.
with pairs as (
    select * from {{ ref('int_part_of') }}
    where narrowed between 1 and 2
),

-- the axis on which the parts differ; elsewhere a part may be the narrower, too
pairs_by_axis as (
    select * exclude (narrowed_axes), unnest(narrowed_axes) as axis
    from pairs
    where len(narrowed_axes) > 0
    {% for axis in ['funding', 'time', 'place'] -%}
    union all by name
    select * exclude (narrowed_axes), '{{ axis }}' as axis
    from pairs
    where narrowed_{{ axis }} = 1
    {% endfor -%}
),

candidates as (
    select
        pairs_by_axis.whole_id, pairs_by_axis.axis, pairs_by_axis.part_id, pairs_by_axis.narrowed,
        pairs_by_axis.unknown, parts.low,
        case pairs_by_axis.axis
            when 'funding' then hash('funding', parts.funding_source)
            when 'time' then parts.time_id
            when 'place' then parts.place_key
            else axes.element_id
        end as element_id,
        case
            when pairs_by_axis.axis = 'time' then parts.additive_time
            when pairs_by_axis.axis = 'funding' then parts.additive_funding
            when pairs_by_axis.axis in ('activity', 'topic') and parts.additive_time = 'cover' then 'cover'
            else 'sum'
        end as additive,
        hash(
            pairs_by_axis.whole_id, pairs_by_axis.axis,
            case when pairs_by_axis.axis = 'place' then pairs_by_axis.level end,
            case when pairs_by_axis.axis not in ('time', 'place') then parts.report_id end
        ) as sum_id
    from pairs_by_axis
    inner join {{ ref('int_terms') }} as parts on pairs_by_axis.part_id = parts.region_id
    left join {{ ref('int_scope_axes') }} as axes on parts.scope_id = axes.scope_id and pairs_by_axis.axis = axes.axis
    where
        parts.reading <> 'wider'
        and (pairs_by_axis.axis <> 'time' or parts.is_fixed)
        and (pairs_by_axis.axis <> 'funding' or parts.funding_source not in ('', '-'))
),

-- of each element the part that is narrower on this axis alone, and the most that is said of it
best as (
    select sum_id, element_id, arg_min(part_id, (narrowed, unknown, -low, part_id)) as part_id
    from candidates
    group by sum_id, element_id
),

sums_of_several as (
    select sum_id
    from best
    group by sum_id
    having count(*) > 1
),

members as (
    select candidates.*
    from candidates
    semi join best
        on
            candidates.sum_id = best.sum_id
            and candidates.element_id = best.element_id
            and candidates.part_id = best.part_id
    semi join sums_of_several on candidates.sum_id = sums_of_several.sum_id
),

giving_way as (
    select narrow.sum_id, narrow.element_id
    from members as narrow
    inner join {{ ref('int_overlaps') }} as overlapping on narrow.element_id = overlapping.element_id
    inner join members as wide on narrow.sum_id = wide.sum_id and overlapping.other_id = wide.element_id
),

disjoint as (
    select members.*
    from members
    anti join giving_way on members.sum_id = giving_way.sum_id and members.element_id = giving_way.element_id
    qualify count(*) over (partition by members.sum_id) > 1
)

select * from disjoint
