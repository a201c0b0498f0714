-- Two levels of one report that give a mean which is not usual: 2,000 learners in 4 classes, or 1,905 billion for 14
-- schemes. A possible_conflict, as one of the two may speak of more than the other. One row per pair of claims.
with levels as (
    select
        claim, indicator_code, unit_code, scope_id, low, high, usual_high,
        hash(report_id, place_key, scope_id, time_id, funding_source, nature_class) as said_of
    from {{ ref('int_regions') }}
    where
        represents_cell and reading = 'printed'
        and funding_source not in {{ sources_beside_the_state() }}
),

pairs as (
    select
        [counts.claim, levels.claim] as claims, levels.unit_code, levels.low as found_low,
        levels.usual_high as found_high,
        (counts.low * means.plausible_low)::decimal(28, 6) as expected_low,
        (counts.high * means.plausible_high)::decimal(28, 6) as expected_high
    from {{ ref('plausible_means') }} as means
    inner join levels
        on
            means.indicator_code = levels.indicator_code and means.unit_code = levels.unit_code
    left join {{ ref('int_scope_axes') }} as axes
        on levels.scope_id = axes.scope_id and means.scope_word = axes.words
    inner join levels as counts
        on
            means.per_indicator_code = counts.indicator_code and means.per_unit_code = counts.unit_code
            and levels.said_of = counts.said_of and counts.low > 0
    where means.scope_word is null or axes.words is not null
)

select
    *, 'derived' as law, 'usual mean' as axis, 'possible_conflict' as status, true as possible, false as cross_report,
    if(found_low > expected_high, found_low - expected_high, found_high - expected_low) as imbalance
from pairs
where found_low > expected_high or found_high < expected_low
