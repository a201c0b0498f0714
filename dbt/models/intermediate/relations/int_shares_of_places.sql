-- A share, or a multiple in per cent, of nobody knows what, beside the same thing of a wider place in its report
-- (derived): 106 of the 216 billion of the whole country are 49.21 % of it. It may be a share of something else, so it
-- may only agree. One row per share.
with levels as (
    select * from {{ ref('int_regions') }}
    where represents_cell and reading = 'printed' and bound in ('exact', 'rounded') and value > 0
),

compared as (
    select
        derived.relative, wholes.claim as whole, derived.level, derived.axis, derived.unit_code, derived.rate_unit,
        exact_quotient(levels.value, wholes.value, 100) as rate_of_levels,
        exact_quotient(levels.low, wholes.high, 100) as least, exact_quotient(levels.high, wholes.low, 100) as most,
        shares.low, greatest(shares.high, shares.value + 2 * shares.half_step) as high
    from {{ ref('int_derived') }} as derived
    inner join {{ ref('int_regions') }} as shares on derived.relative_id = shares.region_id
    inner join levels on derived.level_id = levels.region_id
    inner join {{ ref('int_place_order') }} as places
        on
            levels.place_key = places.place_key and places.narrowed = 1
            and coalesce(levels.end_high >= places.valid_from, true)
            and coalesce(levels.end_low <= places.valid_to, true)
    inner join levels as wholes
        on
            places.wider_key = wholes.place_key and levels.report_id = wholes.report_id
            and levels.indicator_code = wholes.indicator_code and levels.unit_code = wholes.unit_code
            and levels.scope_id = wholes.scope_id and levels.funding_source = wholes.funding_source
            and levels.time_id = wholes.time_id and levels.nature_class = wholes.nature_class
    where
        derived.status = 'not_evaluable' and derived.base = '' and derived.axis in ('share', 'multiple')
        and shares.unit_code = 'percent'
)

select
    relative, 'derived' as law, axis, 'holds' as status, true as possible, 0::decimal(28, 6) as imbalance, unit_code,
    rate_unit, rate_of_levels::decimal(28, 6) as rate_of_levels, [whole, level, relative] as claims,
    false as cross_report
from compared
where least <= high and most >= low
qualify row_number() over (partition by relative order by whole) = 1
