-- A relative figure (growth, increase, decrease, multiple, share, mean) and the levels it speaks of, which are other
-- claims: level = base * (1 + change) ^ steps + amount. 17,511 workers, up by 19 % from 13,593, is violated: the levels
-- give 28.8 %. A share of 95 % is a change of -5 %, "twice" one of 100 %. Where the base is guessed, of another report,
-- or one of several, it is a possible_conflict; without both levels it is not_evaluable, and `worked_back` is what the
-- level and the change give for the base. One row per relative figure.
with rates as (
    select
        * replace (
            coalesce(low, 0) as low,
            -- cut off instead of rounded, and a number word for what is nearly so
            if(bound = 'exact' and measure = 'multiple', value * 0.875, coalesce(loose_low, low, 0)) as loose_low,
            case
                when bound = 'exact' and measure = 'multiple' then value * 1.125
                when bound = 'rounded' then value + 2 * half_step
                else loose_high
            end as loose_high
        ),
        case
            when base in ('', 'plan') then base
            when regexp_matches(base, '^([0-9.]|now|P[0-9])') then 'period'
            else 'indicator'
        end as base_kind,
        if(base_kind = 'indicator', regexp_extract(base, '^([a-z_]+)', 1), indicator_code) as base_indicator,
        unit_code not in ('percent', 'multiple') and measure in ('increase', 'decrease') as is_amount,
        if(unit_code = 'multiple' or measure = 'mean', 100, 1) as per_cent
    from (
        -- where no base is named, it may be either of two
        select
            regions.* replace (
                unnest(list_distinct([regions.base, coalesce(ratios.other_base, regions.base)])) as base,
                if(regions.measure = '', 'mean', regions.measure) as measure
            ),
            regions.measure <> '' as is_printed_as_relative, indicators.additive_time = 'sum' as adds_over_time
        from {{ ref('int_regions') }} as regions
        left join {{ ref('indicator_ratios') }} as ratios on regions.base = ratios.base and regions.reading = 'share'
        left join {{ ref('indicators') }} as indicators on regions.indicator_code = indicators.indicator_code
        where
            (regions.measure <> '' and regions.reading in ('printed', 'share'))
            -- over several years so much a year is a mean
            or (
                regions.reading = 'printed' and ends_with(regions.unit_code, '_per_year') and regions.years > 1
                and indicators.additive_time = 'sum'
            )
    ) as relatives
),

{% set ends = {
    'value': 'value', 'low': 'high', 'high': 'low', 'loose_low': 'loose_high', 'loose_high': 'loose_low',
} -%}
relatives as (
    select
        *, regexp_extract(base, ':([^@]*)', 1) as base_scope, regexp_extract(base, '@([^:]*)', 1) as base_source,
        -- a plan or another indicator is of the same report, another time of the same scope and money
        if(base_kind in ('plan', 'indicator'), hash(report_id), hash(scope_id, funding_source)) as meets
        {%- for end, opposite in ends.items() -%}
        {%- set signed = "if(measure = 'decrease', -" ~ opposite ~ ", " ~ end ~ ")" %},
        case
            when is_amount then 0
            when measure in ('growth', 'increase', 'decrease') then {{ signed }}
            else {{ end }} * per_cent - 100
        end::decimal(28, 6) as change_{{ end }},
        if(is_amount, {{ signed }}, 0)::decimal(28, 6) as amount_{{ end }}
        {%- endfor %}
    from rates
),

means as (
    select distinct scope_id, base_indicator from relatives
    where measure = 'mean'
),

-- a mean is per what bears the words of its row as far as they can be said of it: the land of projects, per project
scopes_of_bases as (
    select
        means.scope_id, means.base_indicator, string_agg(axes.words, ' ' order by axes.axis) as scope
    from means
    inner join {{ ref('int_scope_axes') }} as axes on means.scope_id = axes.scope_id
    inner join {{ ref('indicator_axes') }} as allowed
        on means.base_indicator = allowed.indicator_code and axes.axis = allowed.axis
    anti join {{ ref('immaterial_words') }} as implied
        on means.base_indicator = implied.indicator_code and axes.words = implied.scope_word and implied.merges = 'yes'
    group by means.scope_id, means.base_indicator
),

asked as (
    select distinct place_key, unnest([indicator_code, base_indicator]) as indicator_code from relatives
),

levels as (
    select levels.*, unnest([hash(levels.report_id), hash(levels.scope_id, levels.funding_source)]) as meets
    from {{ ref('int_regions') }} as levels
    semi join asked on levels.place_key = asked.place_key and levels.indicator_code = asked.indicator_code
    where levels.measure = '' and levels.reading = 'printed'
),

own_levels as (
    select relatives.region_id as relative_id, levels.*
    from relatives
    inner join levels
        on
            hash(relatives.report_id) = levels.meets and relatives.indicator_code = levels.indicator_code
            and relatives.place_key = levels.place_key and relatives.scope_id = levels.scope_id
            and relatives.funding_source = levels.funding_source and relatives.nature_class = levels.nature_class
    where
        (
            (relatives.time_id = levels.time_id and (relatives.measure <> 'growth' or levels.period_kind <> 'span'))
            or (
                relatives.measure = 'growth' and relatives.period_end = levels.period_end
                and levels.period_kind in ('year', 'day')
            )
        )
        and (not relatives.is_amount or relatives.unit_code = levels.unit_code)
        and levels.claim <> relatives.claim
    qualify row_number() over (
        partition by relatives.region_id, levels.unit_code
        order by levels.is_title, levels.high - levels.low nulls last, levels.figure
    ) = 1
),

candidates as (
    select
        relatives.region_id as relative_id, levels.region_id as base_id, levels.claim as base_claim,
        levels.report_id <> relatives.report_id as cross_report, levels.is_title as is_base_in_title,
        {% for end in ends -%}
        levels.{{ end }} as base_{{ end }},
        {% endfor -%}
        levels.unit_code as base_unit, levels.cell as base_cell,
        -- what the mean is of, all of it and nothing else
        levels.bound = 'exact' and levels.scope in (relatives.scope, coalesce(scopes_of_bases.scope, ''))
        and levels.funding_source in (relatives.funding_source, '-') as is_counted,
        if(relatives.measure = 'growth', year(relatives.period_end) - year(levels.period_end), 1)::integer
            as least_steps,
        relatives.base = '' or (relatives.base = 'plan' and levels.funding_source <> relatives.funding_source)
            as is_guessed,
        case relatives.base_kind
            when 'plan'
                then case levels.funding_source when relatives.funding_source then 1 when 'local' then 3 else 2 end
            when 'indicator'
                then case
                    when levels.scope_code <> relatives.base_scope then 3
                    when levels.funding_source <> relatives.funding_source then 2
                    else 1
                end
            else (levels.period_start < relatives.period_start)::integer
        end as preference,
        -- a mean over five years that begins with its base has four steps, or five
        unnest(if(
            relatives.measure = 'growth' and levels.period_start = relatives.period_start,
            [least_steps, least_steps + 1], [least_steps]
        )) as steps
    from relatives
    inner join levels
        on
            relatives.meets = levels.meets and relatives.place_key = levels.place_key
            and relatives.base_indicator = levels.indicator_code
    left join {{ ref('int_funding_order') }} as sources
        on relatives.funding_source = sources.funding_source and levels.funding_source = sources.wider_source
    left join scopes_of_bases
        on relatives.scope_id = scopes_of_bases.scope_id and relatives.base_indicator = scopes_of_bases.base_indicator
    where
        case relatives.base_kind
            -- the plan for the same thing, or for all of it: where nobody says whose plan, it is the whole one
            when 'plan'
                then
                    levels.nature_class in ('plan', 'target', 'decided')
                    and relatives.start_high >= levels.start_low and relatives.end_low <= levels.end_high
                    and (
                        relatives.funding_source = levels.funding_source
                        or (relatives.funding_source = '' and levels.funding_source in ('all', 'total', 'local'))
                    )
                    -- what has come of a plan is beside the plan for all of it
                    and levels.scope_in_time in (relatives.scope_in_time, relatives.planned_scope)
            -- another indicator, or a whole, of the same place and time; a base repeats not every word of its row
            when 'indicator'
                then
                    relatives.period_id = levels.period_id
                    -- what was carried out, of what was needed
                    and (
                        relatives.nature_class = levels.nature_class
                        or (relatives.base_scope <> '' and levels.nature_class = 'decided')
                    )
                    and case
                        when relatives.base_scope <> ''
                            then
                                list_has_all(
                                    string_split(levels.scope_code, ' '), string_split(relatives.base_scope, ' ')
                                )
                                and list_has_all(
                                    string_split(relatives.base_scope || ' ' || relatives.scope_code, ' '),
                                    string_split(levels.scope_code, ' ')
                                )
                        when relatives.base_indicator = relatives.indicator_code then levels.scope_code = ''
                        else
                            relatives.scope_id = levels.scope_id
                            or (relatives.measure = 'mean' and levels.scope in ('', scopes_of_bases.scope))
                    end
                    and case
                        when relatives.base_source <> '' then levels.funding_source = relatives.base_source
                        else
                            '-' in (relatives.funding_source, levels.funding_source) or relatives.funding_source = ''
                            or sources.wider_source is not null
                    end
            -- another time: the period that is named; where none is, the first year of a growth or the one before it,
            -- and for other changes the same stretch of the year before, in the same report
            else
                levels.nature_class in (relatives.nature_class, 'actual')
                and case
                    when relatives.base <> ''
                        then levels.period_id in (relatives.base, relatives.base || '@' || relatives.report_id)
                    when relatives.measure = 'growth'
                        then
                            levels.period_kind = 'year' and relatives.period_kind = 'span'
                            and year(relatives.period_start) - year(levels.period_start) in (0, 1)
                    else
                        relatives.report_id = levels.report_id and relatives.is_fixed
                        and relatives.measure in ('increase', 'decrease', 'multiple')
                        and levels.period_start = (relatives.period_start - to_years(1))::date
                        and levels.period_end = (relatives.period_end - to_years(1))::date
                end
        end
),

-- "300 thousand more, or 15 %": what there was is what there is without what was added
before_amounts as (
    select
        relatives.region_id as relative_id, amounts.region_id as base_id, amounts.claim as base_claim,
        false as cross_report, amounts.is_title as is_base_in_title,
        {% for end, opposite in ends.items() -%}
        (own_levels.{{ end }} - amounts.amount_{{ opposite }})::decimal(28, 6) as base_{{ end }},
        {% endfor -%}
        own_levels.unit_code as base_unit, 0::ubigint as base_cell, false as is_counted, 1 as least_steps, 1 as steps,
        false as is_guessed, 1 as preference
    from relatives
    inner join own_levels on relatives.region_id = own_levels.relative_id
    inner join relatives as amounts
        on
            relatives.report_id = amounts.report_id and relatives.indicator_code = amounts.indicator_code
            and relatives.place_key = amounts.place_key and relatives.scope_id = amounts.scope_id
            and relatives.funding_source = amounts.funding_source and relatives.time_id = amounts.time_id
            and relatives.nature_class = amounts.nature_class and relatives.measure = amounts.measure
            and relatives.base = amounts.base and own_levels.unit_code = amounts.unit_code
    anti join candidates on relatives.region_id = candidates.relative_id
    where amounts.is_amount and not relatives.is_amount
),

-- 43 schemes from 2013 to 2020 are 5.4 a year
years_of_means as (
    select
        region_id as relative_id, false as cross_report, false as is_base_in_title,
        {% for end in ends -%}
        years::decimal(28, 6) as base_{{ end }},
        {% endfor -%}
        replace(unit_code, '_per_year', '') as base_unit, 0::ubigint as base_cell, false as is_counted,
        1 as least_steps, 1 as steps,
        not is_printed_as_relative or not adds_over_time as is_guessed, 1 as preference
    from relatives
    where
        measure = 'mean' and base = '' and ends_with(unit_code, '_per_year') and years is not null
        -- capital, too, is put in year by year
        and (adds_over_time or unit_code in ('VND_per_year', 'USD_per_year'))
),

bases as (
    select * from candidates
    union all by name
    select * from before_amounts
    union all by name
    select * from years_of_means
),

-- what the level must be
expected as (
    select
        relatives.*, own_levels.region_id as level_id, own_levels.claim as level, bases.base_claim, bases.base_value,
        coalesce(own_levels.unit_code, relatives.unit_code) as unit_of_level, bases.base_low, bases.preference,
        bases.steps, bases.is_base_in_title, bases.is_counted, bases.base_unit,
        {% for end in ends -%}
        own_levels.{{ end }} as level_{{ end }},
        exact_compound(bases.base_{{ end }}, relatives.change_{{ end }}, bases.steps) + relatives.amount_{{ end }}
            as expected_{{ end }},
        {% endfor -%}
        coalesce(bases.is_guessed or bases.steps > bases.least_steps, false) as is_guessed,
        coalesce(bases.cross_report, false) as cross_report,
        min(bases.base_id) over of_one <> max(bases.base_id) over of_one as is_of_several
    from relatives
    left join own_levels on relatives.region_id = own_levels.relative_id
    left join bases
        on
            relatives.region_id = bases.relative_id
            -- what a mean and its count come to is a level that others may be held against
            and coalesce(own_levels.cell <> bases.base_cell, relatives.measure = 'mean')
            -- exports in dollars grow from those in dollars
            and (relatives.base_indicator <> relatives.indicator_code or own_levels.unit_code = bases.base_unit)
    window of_one as (partition by relatives.region_id)
),

judged as (
    select
        *,
        case
            when level is null or coalesce(base_value, base_low, 0) <= 0 then 'not_evaluable'
            when
                coalesce(expected_low <= level_high or not is_certain, true)
                and coalesce(level_low <= expected_high, true)
                then 'holds'
            when
                coalesce(expected_loose_low <= level_loose_high, true)
                and coalesce(level_loose_low <= expected_loose_high, true)
                then 'holds_loosely'
            when
                is_guessed or cross_report or is_of_several or (measure = 'growth' and base = '')
                then 'possible_conflict'
            else 'violated'
        end as status
    from expected
),

-- the base that fits best speaks, of the same report first
chosen as (
    select
        *,
        case
            when status = 'not_evaluable' then null
            when is_amount then level_value - base_value
            else exact_growth(base_value, level_value, steps::integer)
        end as change_of_levels
    from judged
    qualify row_number() over (
        partition by region_id
        order by
            cross_report, if(base = 'plan', preference, 0),
            case status when 'holds' then 1 when 'holds_loosely' then 2 when 'not_evaluable' then 4 else 3 end,
            preference, steps, is_base_in_title, base_claim, level
    ) = 1
)

select
    region_id as relative_id, level_id, 'derived' as law, measure as axis, status,
    (is_guessed or cross_report) and status <> 'not_evaluable' as possible,
    -- of what has one end only, from the end that is missed
    coalesce(
        level_value - expected_value,
        if(level_low > expected_high, level_low - expected_high, level_high - expected_low)
    )::decimal(28, 6) as imbalance, unit_of_level as unit_code,
    unit_code as rate_unit, expected_low, expected_high, level_low as found_low, level_high as found_high,
    list_filter([base_claim, level, claim], lambda claim: claim is not null) as claims, cross_report,
    claim as relative, level, base_claim, level_value, base_value, base_unit,
    is_counted and not is_of_several as is_counted, base, base_kind, is_base_inferred,
    {% for end, opposite in ends.items() -%}
    if(
        base_claim is null and base_indicator = indicator_code and is_certain
        and (measure in ('increase', 'decrease', 'multiple') or (measure = 'share' and base <> '')),
        exact_quotient(level_{{ end }} - amount_{{ opposite }}, 100 + change_{{ opposite }}, 100), null
    ) as worked_back_{{ end }},
    {% endfor -%}
    case
        when measure in ('growth', 'increase') then change_of_levels
        when measure = 'decrease' then -change_of_levels
        else exact_quotient(change_of_levels + 100, per_cent, 1)
    end::decimal(28, 6) as rate_of_levels
from chosen
where is_printed_as_relative or status <> 'not_evaluable'
