-- A level beside the number of what it is of. Their mean may not be usual (derived): 2,000 learners in 4 classes, or
-- 1,905 billion for 14 schemes. And as many sites of another area are not the same sites (same): 44 clusters of 1,869
-- hectares here, and 44 of 1,794 there. Each is a possible_conflict, as one of the two may speak of more than the
-- other. One row per pair of claims.
with levels as (
    select
        *, hash(report_id, place_key, scope_id, time_id, funding_source, nature_class) as said_of
    from {{ ref('int_regions') }}
    where
        represents_cell and reading = 'printed'
        and funding_source not in {{ sources_beside_the_state() }}
),

pairs as (
    select
        levels.*, counts.claim as count_claim, counts.value as number, counts.bound = 'exact' as is_counted,
        means.lasting = 'yes' as lasts,
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
),

-- as many of one kind in two reports, or in one those of a state of operation and all of them; what is planned for as
-- many may be more
as_many as (
    select
        [a.claim, b.claim] as claims, a.unit_code, abs(a.value - b.value)::decimal(28, 6) as imbalance,
        a.report_id <> b.report_id as cross_report
    from pairs as a
    inner join pairs as b
        on
            a.place_key = b.place_key and a.indicator_code = b.indicator_code and a.number = b.number
            and a.nature_class = b.nature_class and a.unit_code = b.unit_code
    inner join {{ ref('int_scope_order') }} as scopes
        on a.scope_id = scopes.scope_id and b.scope_id = scopes.wider_scope_id
    where
        a.lasts and a.is_counted and b.is_counted and a.number >= 10
        and if(
            cross_report, a.report_id < b.report_id and a.scope_id = b.scope_id,
            scopes.narrowed_axes = ['operation']
        )
        and coalesce(a.end_low <= b.end_high and b.end_low <= a.end_high, true)
        and greatest(a.loose_low - b.loose_high, b.loose_low - a.loose_high)
        > least(a.value, b.value) * {{ parameter('about_told_pct') }} * 0.01
)

select
    'derived' as law, 'usual mean' as axis, 'possible_conflict' as status, true as possible, false as cross_report,
    [count_claim, claim] as claims, unit_code, low as found_low, usual_high as found_high, expected_low, expected_high,
    if(low > expected_high, low - expected_high, usual_high - expected_low) as imbalance
from pairs
where low > expected_high or usual_high < expected_low
union all by name
select
    'same' as law, 'number' as axis, 'possible_conflict' as status, true as possible, cross_report, claims, unit_code,
    null as found_low, null as found_high, null as expected_low, null as expected_high, imbalance
from as_many
