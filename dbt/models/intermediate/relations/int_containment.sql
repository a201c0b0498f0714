-- A part is not larger than its whole. Only what fails, or holds loosely, is listed; what holds is counted.
with pairs as (
    select * from {{ ref('int_part_of') }}
),

regions as (
    select * from {{ ref('int_regions') }}
),

compared as (
    select
        pairs.*,
        parts.claim as part,
        wholes.claim as whole,
        parts.unit_code,
        parts.low as found_low,
        parts.high as found_high,
        wholes.low as expected_low,
        wholes.high as expected_high,
        case
            when parts.low is null or wholes.usual_high is null then 'holds'
            when parts.low < wholes.usual_high or (parts.low = wholes.usual_high and parts.bound <> 'above') then 'holds'
            when parts.loose_low <= coalesce(wholes.loose_high, wholes.usual_high) then 'holds_loosely'
            when wholes.high is null or pairs.unknown > 0 then 'possible_conflict'
            else 'violated'
        end as status
    from pairs
    inner join regions as parts on pairs.part_id = parts.region_id
    inner join regions as wholes on pairs.whole_id = wholes.region_id
    where not (pairs.narrowed_funding = 1 and wholes.funding_source = '' and parts.funding_source in ('all', 'total'))
),

parameters as (
    select max(value::integer) filter (where parameter = 'doubt_limit_multiple') as doubt_limit
    from {{ ref('relation_parameters') }}
),

-- a part that is far above its whole only speaks against what was assumed
evident as (
    select compared.*
    from compared
    cross join parameters
    where
        compared.status <> 'possible_conflict' or compared.unknown = 0
        or compared.found_low <= parameters.doubt_limit * coalesce(compared.expected_high, compared.expected_low)
),

relations as (
    select
        part_id,
        whole_id,
        'containment' as law,
        case
            when len(narrowed_axes) > 0 then array_to_string(narrowed_axes, ' ')
            when narrowed_funding = 1 then 'funding'
            when narrowed_time = 1 then 'time'
            when narrowed_place = 1 then 'place'
            else 'indicator'
        end as axis,
        status,
        unknown > 0 as possible,
        found_low - coalesce(expected_high, expected_low) as imbalance,
        unit_code,
        expected_low,
        expected_high,
        found_low,
        found_high,
        [part, whole] as claims,
        cross_report
    from evident
)

select * from relations
