-- A relative figure (growth, increase, decrease, multiple, share, mean) and the levels it speaks of, which are other
-- claims: the level, and the base that it is measured against.
with regions as (
    select * from {{ ref('int_regions') }}
    where not is_alias or measure <> ''
),

relatives as (
    select
        *,
        case
            when base = '' then ''
            when base = 'plan' then 'plan'
            when regexp_matches(base, '^([0-9.]|now|P[0-9])') then 'period'
            else 'indicator'
        end as base_kind,
        regexp_extract(base, '^([a-z_]+)', 1) as base_indicator,
        regexp_extract(base, ':([^@]*)', 1) as base_scope,
        regexp_extract(base, '@([^:]*)', 1) as base_source,
        year(period_end) - year(period_start) as years
    from regions
    where measure <> ''
),

levels as (
    select * from regions
    where measure = ''
),

own_levels as (
    select
        relatives.region_id as relative_id,
        levels.region_id as level_id
    from relatives
    inner join levels
        on
            relatives.report_id = levels.report_id
            and relatives.indicator_code = levels.indicator_code
            and relatives.place_key = levels.place_key
            and relatives.scope_id = levels.scope_id
            and relatives.funding_source = levels.funding_source
            and relatives.nature_class = levels.nature_class
            and (
                relatives.time_id = levels.time_id
                or (
                    relatives.measure = 'growth' and relatives.period_end = levels.period_end
                    and levels.period_kind in ('year', 'day')
                )
            )
            and (relatives.measure <> 'growth' or levels.period_kind <> 'span')
    qualify row_number() over (
        partition by relatives.region_id order by levels.is_title, levels.high - levels.low nulls last, levels.figure
    ) = 1
),

-- another time: the period that the base names, the start of a growth or the year before it, the year before
bases_in_time as (
    select
        relatives.region_id as relative_id,
        levels.region_id as base_id,
        case
            when relatives.measure <> 'growth' then 1
            when relatives.base_kind = 'period' then year(relatives.period_end) - year(levels.period_end)
            else relatives.years + 1 - (levels.period_start = relatives.period_start)::integer
        end as steps,
        relatives.base_kind = '' as is_guessed,
        levels.report_id <> relatives.report_id as cross_report,
        1 + (
            levels.period_start < relatives.period_start and relatives.measure = 'growth' and relatives.base_kind = ''
        )::integer as preference
    from relatives
    inner join levels
        on
            relatives.indicator_code = levels.indicator_code
            and relatives.place_key = levels.place_key
            and relatives.scope_id = levels.scope_id
            and relatives.funding_source = levels.funding_source
            and levels.nature_class in (relatives.nature_class, 'actual')
            and case
                when relatives.base_kind = 'period' then relatives.base = levels.period_id
                when relatives.base_kind <> '' then false
                when relatives.measure = 'growth'
                    then
                        levels.period_kind = 'year' and relatives.period_kind = 'span'
                        and year(levels.period_start) between year(relatives.period_start) - 1 and year(
                            relatives.period_start
                        )
                -- nothing named: the same stretch of the year before, of the same report
                else
                    relatives.report_id = levels.report_id and relatives.is_fixed
                    and relatives.measure in ('increase', 'decrease', 'multiple')
                    and levels.period_start = (relatives.period_start - to_years(1))::date
                    and levels.period_end = (relatives.period_end - to_years(1))::date
            end
),

-- the plan for the same thing, or for all of it
bases_in_plan as (
    select
        relatives.region_id as relative_id,
        levels.region_id as base_id,
        1 as steps,
        levels.funding_source <> relatives.funding_source as is_guessed,
        levels.report_id <> relatives.report_id as cross_report,
        -- where nobody says whose plan, it is the whole one
        case
            when levels.funding_source = relatives.funding_source then 1
            when levels.funding_source = 'local' then 3
            else 2
        end as preference
    from relatives
    inner join levels
        on
            relatives.base_kind = 'plan'
            and relatives.report_id = levels.report_id
            and relatives.indicator_code = levels.indicator_code
            and relatives.place_key = levels.place_key
            and levels.nature_class in ('plan', 'target', 'decided')
            and levels.funding_source in (relatives.funding_source, 'all', 'total', 'local')
            and (relatives.funding_source = levels.funding_source or relatives.funding_source = '')
            and relatives.start_high >= levels.start_low
            and relatives.end_low <= levels.end_high
            and levels.scope_in_time in (
                relatives.scope_in_time, replace(relatives.scope_in_time, 'disbursed', '')
            )
),

-- another indicator, or a whole, of the same place and time
bases_in_scope as (
    select
        relatives.region_id as relative_id,
        levels.region_id as base_id,
        1 as steps,
        false as is_guessed,
        false as cross_report,
        case
            when levels.scope_code = relatives.base_scope and levels.funding_source = relatives.funding_source then 1
            when levels.scope_code = relatives.base_scope then 2
            else 3
        end as preference
    from relatives
    inner join levels
        on
            relatives.base_kind = 'indicator'
            and relatives.report_id = levels.report_id
            and relatives.base_indicator = levels.indicator_code
            and relatives.place_key = levels.place_key
            and relatives.period_id = levels.period_id
            and relatives.nature_class = levels.nature_class
            and (
                relatives.base_scope = levels.scope_code
                or (
                    relatives.base_scope = '' and relatives.base_indicator <> relatives.indicator_code
                    and (
                        relatives.scope_id = levels.scope_id or (relatives.measure = 'mean' and levels.scope = '')
                    )
                )
                -- the base repeats not every word of its row
                or (
                    relatives.base_scope <> '' and contains(levels.scope_code, relatives.base_scope)
                    and list_has_all(
                        string_split(relatives.base_scope || ' ' || relatives.scope_code, ' '),
                        string_split(levels.scope_code, ' ')
                    )
                )
            )
    left join {{ ref('int_funding_order') }} as funding_order
        on
            relatives.funding_source = funding_order.funding_source
            and levels.funding_source = funding_order.wider_source
    where
        case
            when relatives.base_source <> '' then levels.funding_source = relatives.base_source
            else
                funding_order.funding_source is not null or levels.funding_source in ('-', '')
                or relatives.funding_source in ('-', '')
        end
),

bases as (
    select * from bases_in_time
    union all
    select * from bases_in_plan
    union all
    select * from bases_in_scope
),

-- both readings of a mean over five years: five steps from the first year, or four
readings as (
    select
        bases.relative_id,
        bases.base_id,
        bases.is_guessed,
        bases.cross_report,
        bases.preference,
        bases.steps
    from bases
    union all
    select
        bases.relative_id,
        bases.base_id,
        true as is_guessed,
        bases.cross_report,
        bases.preference,
        bases.steps + 1 as steps
    from bases
    inner join relatives on bases.relative_id = relatives.region_id
    where relatives.measure = 'growth' and relatives.base_kind = '' and bases.preference = 1
),

operands as (
    select
        relatives.claim as relative,
        relatives.region_id as relative_id,
        relatives.report_id,
        relatives.measure,
        relatives.base_kind,
        relatives.is_certain,
        relatives.unit_code as rate_unit,
        relatives.value as rate,
        coalesce(relatives.low, 0) as rate_low,
        relatives.high as rate_high,
        -- cut off instead of rounded, and a number word for what is nearly so
        case
            when relatives.bound = 'exact' and relatives.measure = 'multiple' then relatives.value * 0.875
            else coalesce(relatives.loose_low, relatives.low, 0)
        end::decimal(28, 6) as rate_loose_low,
        case
            when relatives.bound = 'exact' and relatives.measure = 'multiple' then relatives.value * 1.125
            when relatives.bound = 'rounded' then relatives.value + 2 * relatives.half_step
            else relatives.loose_high
        end::decimal(28, 6) as rate_loose_high,
        levels.claim as level,
        levels.unit_code,
        levels.value as level_value,
        levels.low as level_low,
        levels.high as level_high,
        levels.loose_low as level_loose_low,
        levels.loose_high as level_loose_high,
        base_levels.claim as base_claim,
        base_levels.value as base_value,
        base_levels.low as base_low,
        base_levels.high as base_high,
        base_levels.loose_low as base_loose_low,
        base_levels.loose_high as base_loose_high,
        readings.steps,
        readings.preference,
        coalesce(readings.is_guessed, false) as is_guessed,
        coalesce(readings.cross_report, false) as cross_report,
        count(distinct base_levels.claim) over (partition by relatives.region_id) as base_count,
        relatives.unit_code in ('percent', 'percent_per_year', 'multiple') as is_rate
    from relatives
    left join own_levels on relatives.region_id = own_levels.relative_id
    left join levels on own_levels.level_id = levels.region_id
    left join readings on relatives.region_id = readings.relative_id and own_levels.level_id <> readings.base_id
    left join levels as base_levels on readings.base_id = base_levels.region_id
),

-- what the level must be: the base, and by how much it is changed
expected as (
    select
        *,
        {% for end, rate, base in [
            ('value', 'rate', 'base_value'), ('low', 'rate_low', 'base_low'), ('high', 'rate_high', 'base_high'),
            ('loose_low', 'rate_loose_low', 'base_loose_low'), ('loose_high', 'rate_loose_high', 'base_loose_high'),
        ] -%}
    {%- set opposite = rate | replace('low', 'LOW') | replace('high', 'low') | replace('LOW', 'high') -%}
    case
        when measure = 'growth' then exact_compound({{ base }}, {{ rate }}, steps::integer)
        when measure = 'increase' and is_rate then ({{ base }} * (100 + {{ rate }}) * 0.01)::decimal(28, 6)
        when measure = 'decrease' and is_rate
            then ({{ base }} * (100 - {{ opposite }}) * 0.01)::decimal(28, 6)
        when measure = 'increase' then {{ base }} + {{ rate }}
        when measure = 'decrease' then {{ base }} - {{ opposite }}
        else ({{ base }} * {{ rate }} * if(rate_unit = 'multiple' or measure = 'mean', 1, 0.01))::decimal(28, 6)
    end as expected_{{ end }}{{ "," if not loop.last }}
    {% endfor %}
    from operands
),

judged as (
    select
        *,
        case
            when level is null or base_claim is null or coalesce(base_value, base_low) <= 0 then 'not_evaluable'
            when
                coalesce(expected_low <= level_high or not is_certain, true)
                and coalesce(level_low <= expected_high, true)
                then 'holds'
            when
                coalesce(expected_loose_low <= level_loose_high, true)
                and coalesce(level_loose_low <= expected_loose_high, true)
                then 'holds_loosely'
            when
                is_guessed or cross_report or base_count > 1 or (measure = 'growth' and base_kind = '')
                then 'possible_conflict'
            else 'violated'
        end as status
    from expected
),

-- the base that fits best speaks, of the same report first
relations as (
    select
        relative_id,
        'derived' as law,
        measure as axis,
        status,
        (is_guessed or cross_report) and status <> 'not_evaluable' as possible,
        (level_value - expected_value)::decimal(28, 6) as imbalance,
        coalesce(unit_code, rate_unit) as unit_code,
        rate_unit,
        expected_low,
        expected_high,
        level_low as found_low,
        level_high as found_high,
        list_filter([base_claim, level, relative], lambda claim: claim is not null) as claims,
        cross_report,
        relative,
        level,
        base_claim,
        level_value,
        base_value,
        base_kind,
        case
            when status = 'not_evaluable' then null
            when measure = 'growth' then exact_growth(base_value, level_value, steps::integer)
            when measure = 'decrease' and is_rate then exact_quotient(base_value - level_value, base_value, 100)
            when measure = 'increase' and is_rate then exact_quotient(level_value - base_value, base_value, 100)
            when
                is_rate
                then exact_quotient(level_value, base_value, if(rate_unit = 'multiple', 1, 100)::decimal(28, 6))
            when measure = 'mean' then exact_quotient(level_value, base_value, 1)
            when measure = 'decrease' then base_value - level_value
            when measure = 'increase' then level_value - base_value
        end::decimal(28, 6) as rate_of_levels
    from judged
    qualify row_number() over (
        partition by relative_id
        order by
            cross_report, if(base_kind = 'plan', preference, 0), case status
                when 'holds' then 1 when 'holds_loosely' then 2 when 'possible_conflict' then 3 when 'violated' then 4
                else 5
            end,
            preference, steps, base_claim
    ) = 1
)

select * from relations
