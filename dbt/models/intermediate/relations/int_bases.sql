-- Levels that are worked back from a change: 182, up by 20 %, was 151.7 a year before. They are assumed, never certain,
-- and where the base is a guess or inferred ('guess') they may only agree with others. Changes know only what is
-- printed, so that none is worked back from another. And what so much of each comes to: 2 billion a year from 2002 to
-- 2005 are 8, 100 million a model for 786 models are 78.6 billion.
{% set of_time = [
    'period_id', 'period_kind', 'period_start', 'period_end', 'start_low', 'start_high', 'end_low', 'end_high', 'time_id',
] -%}
with changes as (
    select
        *, worked_back_low as low, worked_back_low as loose_low, worked_back_value as value, worked_back_high as high,
        worked_back_high as loose_high, worked_back_high as usual_high, (high - low) * 0.5 as half_step
    from {{ ref('int_derived') }}
),

of_each as (
    select
        regions.*, replace(regions.unit_code, '_per_year', '') as unit_of_all, 'yearly' as reading_of_all,
        date_diff('month', regions.period_start, regions.period_end + 1) as months, months // 12 as times,
        [regions.claim] as claims
    from {{ ref('int_regions') }} as regions
    inner join {{ ref('indicators') }} as indicators on regions.indicator_code = indicators.indicator_code
    where
        regions.reading = 'printed' and regions.is_fixed and regions.bound in ('exact', 'rounded')
        and regions.unit_code <> unit_of_all and regions.measure in ('', 'mean') and regions.base = ''
        and indicators.additive_time = 'sum' and months % 12 = 0
    union all by name
    select
        regions.* replace (
            -- 100 million are said of what is 93 or 108
            {% for end, share in [
                ('low', '-'), ('loose_low', '-'), ('high', '+'), ('loose_high', '+'), ('usual_high', '+'),
            ] -%}
            (regions.value * (100 {{ share }} 2 * {{ parameter('loose_share_pct') }}) * 0.01)::decimal(28, 6)
                as {{ end }}{{ ',' if not loop.last }}
            {% endfor -%}
        ),
        replace(regions.unit_code, '_per_' || means.base_unit, '') as unit_of_all, 'counted' as reading_of_all,
        means.base_value as times, [means.base_claim, regions.claim] as claims
    from {{ ref('int_derived') }} as means
    inner join {{ ref('int_regions') }} as regions on means.relative_id = regions.region_id
    where
        means.axis = 'mean' and means.level is null and means.is_counted
        and regions.bound in ('exact', 'rounded') and regions.unit_code = unit_of_all || '_per_' || means.base_unit
        and regions.half_step <= regions.value * {{ parameter('worked_back_share_pct') }} * 0.01
),

totals as (
    select *, hash(indicator_code, unit_of_all, nature_class, '') as family_of_all from of_each
)

select
    levels.* replace (
        hash(changes.relative_id) as region_id, changes.relative as claim,
        if(changes.base = '' or changes.is_base_inferred, 'guess', 'base') as reading, false as is_certain,
        false as is_telling, 0 as digits, 'worked_back' as bound,
        {% for end in ['value', 'half_step', 'low', 'high', 'loose_low', 'loose_high', 'usual_high'] -%}
        changes.{{ end }} as {{ end }},
        {% endfor -%}
        {% for column in of_time -%}
        times.{{ column }} as {{ column }},
        {% endfor -%}
        hash(
            levels.family_id, '', '', levels.place_key, levels.scope_id, levels.funding_source, times.time_id, false
        ) as cell
    ),
    [changes.level, changes.relative] as claims, changes.level as origin
from changes
inner join {{ ref('int_regions') }} as levels on changes.level_id = levels.region_id
inner join {{ ref('int_fixed_times') }} as times
    on
        (levels.kind = 'flow') = times.is_flow
        and case
            when changes.base <> '' then changes.base = times.period_id
            else
                levels.is_fixed and levels.period_kind = times.period_kind
                and times.period_end = (levels.period_end - to_years(1))::date
                and coalesce(times.period_start = (levels.period_start - to_years(1))::date, true)
        end
where
    levels.represents_cell and levels.nature_class = 'actual'
    and changes.half_step <= changes.value * {{ parameter('worked_back_share_pct') }} * 0.01
union all by name
select
    totals.* exclude (unit_of_all, reading_of_all, family_of_all, months, times, claims) replace (
        hash(totals.region_id, totals.reading_of_all) as region_id, totals.unit_of_all as unit_code,
        totals.family_of_all as family_id, '' as measure, '' as base, totals.reading_of_all as reading,
        true as represents_cell, false as is_certain, false as is_telling, 0 as digits, 'worked_back' as bound,
        {% for end in ['value', 'half_step', 'low', 'high', 'loose_low', 'loose_high', 'usual_high'] -%}
        (totals.{{ end }} * totals.times)::decimal(28, 6) as {{ end }},
        {% endfor -%}
        hash(
            totals.family_of_all, '', '', totals.place_key, totals.scope_id, totals.funding_source, totals.time_id,
            false
        ) as cell
    ),
    totals.claims, totals.claim as origin
from totals
