-- Levels that nobody prints but that follow from what is printed. What a change, a share or a fulfilment is worked back
-- to: 182, up by 20 %, was 151.7 a year before; 107,000 that are 66.4 % are of 161,145; 15.1 billion that are 91.8 % of
-- the plan had one of 16.5. They are assumed beside what is printed, certain beside each other where nothing else may
-- be meant; and where the base is a guess or inferred, or what has changed is a plan, which may be held against another
-- plan or a result ('guess'), they may only agree with it. Changes know only what is printed, so that none is worked
-- back from another. And what so much of each comes to: 2 billion a year from 2002 to 2005 are 8, 100 million a model
-- for 786 models are 78.6 billion.
{% set is_meant = "(changes.is_certain and levels.nature_class in ('actual', 'decided'))" -%}
{% set ends = ['value', 'half_step', 'low', 'high', 'loose_low', 'loose_high', 'usual_high'] -%}
with changes as (
    select
        *, (worked_back_high - worked_back_low) * 0.5 as half_step, worked_back_high as worked_back_usual_high,
        half_step as worked_back_half_step,
        base <> '' and not is_base_inferred as is_certain
    from {{ ref('int_derived') }}
    where half_step <= worked_back_value * {{ parameter('worked_back_share_pct') }} * 0.01
),

worked_back as (
    select
        levels.* replace (
            changes.relative as claim, if({{ is_meant }}, 'base', 'guess') as reading,
            -- a growth of output leaves out that of prices as a rule, which the values beside it hold; and what a part
            -- of a year has come to may be of the plan for that part
            {{ is_meant }} and case changes.base_kind
                when 'plan' then times.time_id = levels.time_id
                when 'period' then indicators.funded = 'yes' or not regexp_matches(levels.unit_code, '^(VND|USD)')
                else true
            end as is_certain,
            if(changes.base_kind = 'plan', 'plan', levels.nature_class) as nature_class,
            {% for column in ['scope', 'scope_id', 'funding_source'] -%}
            coalesce(wholes.{{ column }}, levels.{{ column }}) as {{ column }},
            {% endfor -%}
            {% for column in [
                'period_id', 'period_kind', 'period_start', 'period_end', 'start_low', 'start_high', 'end_low',
                'end_high', 'time_id',
            ] -%}
            coalesce(times.{{ column }}, levels.{{ column }}) as {{ column }},
            {% endfor -%}
            {% for end in ends -%}
            changes.worked_back_{{ end }} as {{ end }}{{ ',' if not loop.last }}
            {% endfor -%}
        ),
        changes.relative_id as source_id, [changes.level, changes.relative] as claims, changes.level as origin
    from changes
    inner join {{ ref('int_regions') }} as levels on changes.level_id = levels.region_id
    inner join {{ ref('indicators') }} as indicators on levels.indicator_code = indicators.indicator_code
    left join {{ ref('int_regions') }} as wholes
        on {{ name_key("changes.relative || ' of' || levels.indicator_code || 'whole'") }} = wholes.region_id
    left join {{ ref('int_fixed_times') }} as times
        on
            (levels.kind = 'flow') = times.is_flow
            and case
                -- a plan is of whole years as a rule
                when changes.base_kind = 'plan'
                    then
                        levels.kind = 'flow' and times.period_start = date_trunc('year', levels.period_start)::date
                        and times.period_end = (date_trunc('year', levels.period_end) + to_years(1) - to_days(1))::date
                when changes.base_kind = 'indicator' then false
                when changes.base <> '' then changes.base = times.period_id
                else
                    levels.is_fixed and levels.period_kind = times.period_kind
                    and times.period_end = (levels.period_end - to_years(1))::date
                    and coalesce(times.period_start = (levels.period_start - to_years(1))::date, true)
            end
    where
        levels.represents_cell and if(
            changes.base_kind = 'indicator',
            (wholes.scope_id, wholes.funding_source) <> (levels.scope_id, levels.funding_source),
            times.time_id is not null
        )
),

of_each as (
    select
        regions.* replace (
            replace(regions.unit_code, '_per_year', '') as unit_code, 'yearly' as reading, false as is_certain,
            {% for end in ends -%}
            (regions.{{ end }} * regions.years)::decimal(28, 6) as {{ end }}{{ ',' if not loop.last }}
            {% endfor -%}
        ),
        regions.region_id as source_id, [regions.claim] as claims, regions.claim as origin
    from {{ ref('int_regions') }} as regions
    inner join {{ ref('indicators') }} as indicators on regions.indicator_code = indicators.indicator_code
    where
        regions.reading = 'printed' and regions.years is not null and regions.bound in ('exact', 'rounded')
        and ends_with(regions.unit_code, '_per_year') and regions.measure in ('', 'mean')
        and regions.base = '' and indicators.additive_time = 'sum'
        and regions.region_id not in (
            select means.relative_id from {{ ref('int_derived') }} as means
            where means.status <> 'not_evaluable'
        )
    union all by name
    select
        regions.* replace (
            replace(regions.unit_code, '_per_' || means.base_unit, '') as unit_code, 'counted' as reading,
            false as is_certain, (regions.value * means.base_value)::decimal(28, 6) as value,
            (regions.half_step * means.base_value)::decimal(28, 6) as half_step,
            -- 100 million are said of what is 93 or 108
            {% for end, share in [
                ('low', '-'), ('loose_low', '-'), ('high', '+'), ('loose_high', '+'), ('usual_high', '+'),
            ] -%}
            (regions.value * means.base_value * (100 {{ share }} 2 * {{ parameter('loose_share_pct') }}) * 0.01)
            ::decimal(28, 6) as {{ end }}{{ ',' if not loop.last }}
            {% endfor -%}
        ),
        regions.region_id as source_id, [means.base_claim, regions.claim] as claims, regions.claim as origin
    from {{ ref('int_derived') }} as means
    inner join {{ ref('int_regions') }} as regions on means.relative_id = regions.region_id
    where
        means.axis = 'mean' and means.level is null and means.is_counted
        and regions.bound in ('exact', 'rounded') and ends_with(regions.unit_code, '_per_' || means.base_unit)
        and regions.half_step <= regions.value * {{ parameter('worked_back_share_pct') }} * 0.01
),

levels as (
    select *, hash(indicator_code, unit_code, nature_class, '') as family
    from (
        select * from worked_back
        union all by name
        select * from of_each
    ) as both_kinds
)

select
    * exclude (source_id, family) replace (
        hash(source_id, reading) as region_id, '' as measure, '' as base, true as represents_cell,
        false as is_telling, 0 as digits, 'worked_back' as bound, family as family_id,
        hash(family, '', '', place_key, scope_id, funding_source, time_id, false) as cell
    )
from levels
