-- A part is not larger than its whole: 27 trained in all, 80 of them for a vocation, is violated. A half year above
-- "more than 7,200" is a possible_conflict, and so is what is above its whole only if something is assumed. Listed is
-- what fails or holds loosely; what holds is counted with its claims.
with larger_parts as (
    select
        pairs.part_id, pairs.whole_id, pairs.cross_report, list_concat(parts.claims, wholes.claims) as claims,
        parts.unit_code, parts.low as found_low, parts.high as found_high, wholes.low as expected_low,
        wholes.high as expected_high, coalesce(wholes.high, wholes.low) as highest,
        -- of the scope all axes, else the first
        list_filter(pairs.axes, lambda axis: axis not in ('funding', 'time', 'place')) as words,
        if(len(words) > 0, array_to_string(words, ' '), coalesce(pairs.axes[1], 'indicator')) as axis,
        parts.loose_low <= coalesce(wholes.loose_high, wholes.usual_high) as is_loosely_within,
        -- what has no date is not said of one date
        pairs.unknown > 0 or parts.period_kind in ('undated', 'duration') as possible
    from {{ ref('int_part_of') }} as pairs
    inner join {{ ref('int_terms') }} as parts on pairs.part_id = parts.region_id
    inner join {{ ref('int_terms') }} as wholes on pairs.whole_id = wholes.region_id
    where
        pairs.is_larger and wholes.reading <> 'whole' and 'guess' not in (parts.reading, wholes.reading)
        -- all the money is not above what is said of money without its source
        and not (
            list_contains(pairs.axes, 'funding') and wholes.funding_source = ''
            and parts.funding_source in ('all', 'total')
        )
)

select
    * exclude (highest, words, is_loosely_within), 'containment' as law, found_low - highest as imbalance,
    case
        when is_loosely_within then 'holds_loosely'
        when expected_high is null or possible then 'possible_conflict'
        else 'violated'
    end as status
from larger_parts
-- a part that is far above its whole only speaks against what was assumed
where not possible or found_low <= {{ parameter('doubt_limit_multiple') }} * highest
