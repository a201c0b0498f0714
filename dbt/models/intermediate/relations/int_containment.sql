-- A part is not larger than its whole: 27 trained in all, 80 of them for a vocation, is violated. A half year above
-- "more than 7,200" is a possible_conflict, and so is what is above its whole only if something is assumed. What a
-- level has grown by is a part of it. Listed is what fails or holds loosely; what holds is counted with its claims.
with stocks as (
    select
        *, hash(indicator_code, unit_code, place_key, funding_source) as thing
    from {{ ref('int_regions') }}
    where
        represents_cell and reading = 'printed' and kind = 'stock' and nature_class = 'actual' and is_telling
        and not contains(scope, 'topic:')
),

larger_parts as (
    select
        pairs.part_id, pairs.whole_id, pairs.cross_report, list_concat(parts.claims, wholes.claims) as claims,
        parts.unit_code, parts.reading, parts.low as found_low, parts.high as found_high, wholes.low as expected_low,
        wholes.high as expected_high, coalesce(wholes.high, wholes.low) as highest,
        not pairs.cross_report and pairs.axes = ['topic'] and contains(wholes.scope, 'topic:') as is_kind_of_kind,
        -- of the scope all axes, else the first
        list_filter(pairs.axes, lambda axis: axis not in ('funding', 'time', 'place')) as words,
        if(len(words) > 0, array_to_string(words, ' '), coalesce(pairs.axes[1], 'indicator')) as axis,
        parts.loose_low <= wholes.loose_high as is_loosely_within,
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
    union all by name
    select
        increases.region_id as part_id, levels.region_id as whole_id, false as cross_report,
        [increases.claim, levels.claim] as claims, levels.unit_code, 'printed' as reading,
        increases.low as found_low, increases.high as found_high, levels.low as expected_low,
        levels.high as expected_high,
        coalesce(levels.high, levels.low) as highest, false as is_kind_of_kind, [] as words, 'increase' as axis,
        increases.loose_low <= levels.loose_high as is_loosely_within,
        increases.period_kind = 'undated' as possible
    from {{ ref('int_derived') }} as derived
    inner join {{ ref('int_regions') }} as increases on derived.relative_id = increases.region_id
    inner join {{ ref('int_regions') }} as levels on derived.level_id = levels.region_id
    inner join {{ ref('indicators') }} as indicators on levels.indicator_code = indicators.indicator_code
    where
        derived.axis = 'increase' and derived.rate_unit = levels.unit_code
        -- what was below zero, as a profit may be, can grow by more than it is
        and coalesce(indicators.plausible_low >= 0, true)
        and levels.unit_code not in ('percent', 'multiple') and increases.low > levels.usual_high
    union all by name
    -- what a part of a stock came to last, all of it hardly falls below soon after
    select
        parts.region_id as part_id, wholes.region_id as whole_id, parts.report_id <> wholes.report_id as cross_report,
        [parts.claim, wholes.claim] as claims, parts.unit_code, 'printed' as reading, parts.low as found_low,
        parts.high as found_high, wholes.low as expected_low, wholes.high as expected_high,
        coalesce(wholes.high, wholes.low) as highest, false as is_kind_of_kind,
        scopes.narrowed_axes as words, array_to_string(words, ' ') as axis, false as is_loosely_within, true as possible
    from stocks as parts
    inner join {{ ref('int_scope_order') }} as scopes
        on parts.scope_id = scopes.scope_id and scopes.narrowed > 0 and scopes.is_certain
    inner join stocks as wholes on parts.thing = wholes.thing and scopes.wider_scope_id = wholes.scope_id
    where
        parts.end_high <= wholes.end_low and parts.time_id <> wholes.time_id
        and date_diff('month', parts.end_low, wholes.end_high) <= {{ parameter('same_count_months') }}
        and parts.low > wholes.loose_high * (100 + {{ parameter('loose_share_pct') }}) * 0.01
    qualify row_number() over (
        partition by wholes.region_id order by parts.end_high desc, parts.low desc, parts.claim asc
    ) = 1
)

select
    * exclude (highest, words, reading, is_loosely_within, is_kind_of_kind), 'containment' as law,
    found_low - highest as imbalance,
    case
        when is_loosely_within then 'holds_loosely'
        when expected_high is null or possible then 'possible_conflict'
        else 'violated'
    end as status
from larger_parts
-- a part that is far above its whole only speaks against what was assumed, unless by so much that a unit or a comma
-- slipped, or the report itself names it as a kind of a kind; what is put in beside the money of the state may be
-- any multiple of money whose source nobody says
where
    not possible or reading = 'counted' or found_low <= {{ parameter('doubt_limit_multiple') }} * highest
    or is_kind_of_kind
    or (highest >= 10 and found_low >= {{ parameter('slip_multiple') }} * highest and axis <> 'funding')
