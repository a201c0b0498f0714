-- A part is not larger than its whole. Listed is what fails or holds loosely; what holds is counted with its claims.
with parameters as (
    select max(value::integer) filter (where parameter = 'doubt_limit_multiple') as doubt_limit
    from {{ ref('relation_parameters') }}
),

-- a part may be equal to its whole; "above 70" may not lie within 70
larger_parts as (
    select
        pairs.*, list_concat(parts.claims, wholes.claims) as claims, parts.unit_code, parts.low as found_low,
        parts.high as found_high, wholes.low as expected_low, wholes.high as expected_high,
        parts.loose_low <= coalesce(wholes.loose_high, wholes.usual_high) as is_loosely_within,
        -- what has no date is not said of one date
        pairs.unknown > 0 or parts.period_kind in ('undated', 'duration') as possible
    from {{ ref('int_part_of') }} as pairs
    inner join {{ ref('int_terms') }} as parts on pairs.part_id = parts.region_id
    inner join {{ ref('int_terms') }} as wholes on pairs.whole_id = wholes.region_id
    where
        wholes.reading <> 'whole' and 'guess' not in (parts.reading, wholes.reading)
        and (parts.low > wholes.usual_high or (parts.low = wholes.usual_high and parts.bound = 'above'))
        and not (pairs.narrowed_funding = 1 and wholes.funding_source = '' and parts.funding_source in ('all', 'total'))
),

judged as (
    select
        larger_parts.*,
        case
            when larger_parts.is_loosely_within then 'holds_loosely'
            when larger_parts.expected_high is null or larger_parts.possible then 'possible_conflict'
            else 'violated'
        end as status
    from larger_parts
    cross join parameters
    where
        -- a part that is far above its whole only speaks against what was assumed
        not larger_parts.possible
        or larger_parts.found_low
        <= parameters.doubt_limit * coalesce(larger_parts.expected_high, larger_parts.expected_low)
),

relations as (
    select
        part_id, whole_id, 'containment' as law,
        case
            when len(narrowed_axes) > 0 then array_to_string(narrowed_axes, ' ')
            when narrowed_funding = 1 then 'funding'
            when narrowed_time = 1 then 'time'
            when narrowed_place = 1 then 'place'
            else 'indicator'
        end as axis,
        status, possible, found_low - coalesce(expected_high, expected_low) as imbalance, unit_code,
        expected_low, expected_high, found_low, found_high, claims, cross_report
    from judged
)

select * from relations
