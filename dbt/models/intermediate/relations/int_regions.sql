-- A claim as a region: what it counts, where, when, whose money, which part, and how true its value is. One row per
-- claim and reading of its indicator: persons in work are also persons trained. And one for each whole of which shares
-- are printed, which is all of it.
with parameters as (
    select
        max(value::integer) filter (where parameter = 'telling_digits') as telling_digits,
        (max(value::integer) filter (where parameter = 'loose_share_pct') * 0.01)::decimal(6, 4) as loose_share
    from {{ ref('relation_parameters') }}
),

-- the unit of the last digit that is not zero
steps as (
    select
        power_of_ten,
        if(power_of_ten < 0, '0.' || repeat('0', -power_of_ten - 1) || '1', '1' || repeat('0', power_of_ten))::decimal(
            28, 6
        ) as step,
        (step * 0.5)::decimal(28, 6) as half_of_step
    from generate_series(-6, 20) as powers (power_of_ten)
),

drawn as (
    select
        claims.claim, claims.cell_id, claims.report_id, claims.figure, claims.is_title, claims.measure,
        claims.base, claims.indicator_code, claims.unit_code, claims.nature, claims.place_id,
        claims.place_part, claims.scope_code, cores.scope, cores.scope_in_time,
        case
            when cores.is_decided then 'decided'
            when claims.nature = 'estimate' then 'actual'
            else claims.nature
        end as nature_class,
        len(claims.inferred) as inferred_count, list_contains(claims.inferred, 'base') as is_base_inferred,
        claims.funding_source, claims.period_id, claims.period_kind, claims.period_start, claims.period_end,
        claims.value, claims.value_low as low, claims.value_high as high, claims.loose_low, claims.loose_high,
        rtrim(rtrim(claims.value::varchar, '0'), '.') as digits_text,
        case
            when claims.value is null then 'range'
            when claims.value_high is null then 'above'
            when claims.value_low = claims.value and claims.value_high = claims.value then 'exact'
            when claims.value_high = claims.value then 'below'
            when claims.qualifier_printed <> '' then 'about'
            else 'rounded'
        end as bound
    from {{ ref('int_claims_conformed') }} as claims
    inner join {{ ref('int_scope_cores') }} as cores
        on claims.scope_code = cores.scope_code and claims.indicator_code = cores.indicator_code
    -- a value that is cut off in its text is kept out of all arithmetic
    where not list_contains(claims.flags, 'cut_off')
),

measured as (
    select
        drawn.*, steps.step, steps.half_of_step,
        -- digits that tell: 520 counted has three, 500 one
        length(
            if(
                drawn.bound = 'exact' and not ends_with(drawn.digits_text, '00'),
                drawn.digits_text, trim(replace(drawn.digits_text, '.', ''), '0')
            )
        ) as digits
    from drawn
    left join steps
        on
            steps.power_of_ten = case
                when drawn.digits_text = '0' then 0
                when
                    contains(drawn.digits_text, '.')
                    then position('.' in drawn.digits_text) - length(drawn.digits_text)
                else length(drawn.digits_text) - length(rtrim(drawn.digits_text, '0'))
            end
),

-- A rounded level is known to half of its last digit, and to a twentieth at the worst. Loosely it is read to its last
-- digit that is not zero, a count only where it ends in two zeros. "Above 70" is used for less than 71: where only that
-- end fails, it is a doubt. A cast that drops decimals costs more than all else here: it is left to the few that need
-- it.
widths as (
    select
        measured.*,
        case
            when measured.bound <> 'rounded' then 0
            when measured.high - measured.value <= measured.cap then measured.high - measured.value
            else measured.cap::decimal(28, 6)
        end::decimal(28, 6) as half_step
    from (
        select
            measured.*,
            if(measured.measure = '', measured.value * parameters.loose_share, measured.value) as cap
        from measured
        cross join parameters
    ) as measured
),

loose_widths as (
    select
        *,
        case
            when bound = 'exact' and step < 100 then 0
            when bound in ('exact', 'rounded') and measure = '' and half_of_step <= cap
                then greatest(half_of_step, half_step)
            when bound in ('exact', 'rounded') and measure = '' then greatest(cap::decimal(28, 6), half_step)
            when bound in ('exact', 'rounded') then half_step
        end::decimal(28, 6) as loose_half
    from widths
),

read_by_people as (
    select
        * exclude (digits_text, loose_low, loose_high, cap, loose_half, half_of_step) replace (
            if(bound = 'rounded', value - half_step, low)::decimal(28, 6) as low,
            if(bound = 'rounded', value + half_step, high)::decimal(28, 6) as high
        ),
        if(loose_half is null, low, value - loose_half)::decimal(28, 6) as loose_low,
        if(loose_half is null, high, value + loose_half)::decimal(28, 6) as loose_high,
        coalesce(high, value + step) as usual_high
    from loose_widths
),

readings_of_claims as (
    select *, 'printed' as reading, true as is_certain
    from read_by_people
    union all by name
    select
        read_by_people.* replace (
            wider_indicators.wider_indicator_code as indicator_code,
            wider_indicators.wider_unit_code as unit_code,
            trim(coalesce(wider_indicators.added_word, '') || ' ' || read_by_people.scope) as scope
        ),
        'wider' as reading, wider_indicators.certain = 'yes' as is_certain
    from read_by_people
    inner join {{ ref('indicator_parts') }} as wider_indicators
        on read_by_people.indicator_code = wider_indicators.indicator_code
    where read_by_people.measure = ''
    -- a ratio is a share of a level that may be printed beside it
    union all by name
    select
        read_by_people.* replace (
            ratios.level_indicator_code as indicator_code, 'share' as measure,
            coalesce(nullif(read_by_people.base, ''), ratios.base) as base,
            trim(ratios.level_word || ' ' || read_by_people.scope) as scope,
            trim(ratios.level_word || ' ' || read_by_people.scope_in_time) as scope_in_time
        ),
        'share' as reading, ratios.at_most = 'no' as is_certain
    from read_by_people
    inner join {{ ref('indicator_ratios') }} as ratios on read_by_people.indicator_code = ratios.indicator_code
    where read_by_people.measure = ''
),

shares as (
    select
        *, regexp_extract(base, ':([^@]*)', 1) as base_scope,
        regexp_extract(base, '@([^:]*)', 1) as base_source
    from readings_of_claims
    where measure = 'share' and regexp_extract(base, '^([a-z_]+)', 1) = indicator_code
),

-- a base that repeats no word of its row has them all: "39 % of the industrial land" of clusters is of that of clusters
words_of_shares as (
    select distinct
        shares.scope, shares.base_scope, vocabulary.axis, vocabulary.scope_word,
        list_contains(string_split(shares.base_scope, ' '), vocabulary.scope_word) as is_of_base
    from shares
    inner join {{ ref('scopes') }} as vocabulary
        on list_contains(string_split(shares.base_scope || ' ' || shares.scope, ' '), vocabulary.scope_word)
    where shares.base_scope <> ''
    qualify
        is_of_base
        or not (
            list_has_any(string_split(shares.scope, ' '), string_split(shares.base_scope, ' '))
            or bool_or(is_of_base) over (partition by shares.scope, shares.base_scope, vocabulary.axis)
        )
),

scopes_of_wholes as (
    select scope, base_scope, string_agg(scope_word, ' ' order by axis, scope_word) as whole_scope
    from words_of_shares
    group by scope, base_scope
),

wholes_of_shares as (
    select
        shares.* replace (
            coalesce(scopes_of_wholes.whole_scope, '') as scope,
            coalesce(nullif(shares.base_source, ''), shares.funding_source) as funding_source,
            shares.claim || ' of' as claim, 'whole' as reading,
            shares.is_certain and not shares.is_base_inferred as is_certain, 'exact' as bound, 1 as digits,
            100 as value, 100 as low, 100 as high, 100 as loose_low, 100 as loose_high, 100 as usual_high
        )
    from shares
    left join scopes_of_wholes
        on shares.scope = scopes_of_wholes.scope and shares.base_scope = scopes_of_wholes.base_scope
),

readings as (
    select * from readings_of_claims
    union all by name
    select * exclude (base_scope, base_source) from wholes_of_shares
    qualify row_number() over (
        partition by
            report_id, indicator_code, base, nature_class, place_id, place_part, scope, funding_source, period_id
        order by figure
    ) = 1
),

with_kinds as (
    select
        readings.* replace (
            if(indicators.additive_funding = 'none', '-', readings.funding_source) as funding_source
        ),
        indicators.measure_kind as kind, indicators.additive_time, indicators.additive_funding,
        report_dates.now_low, report_dates.now_high,
        try_cast(regexp_extract(readings.period_id, '^P(\d+)Y/', 1) as integer) as years_back
    from readings
    inner join {{ ref('indicators') }} as indicators on readings.indicator_code = indicators.indicator_code
    inner join {{ ref('int_report_dates') }} as report_dates on readings.report_id = report_dates.report_id
),

-- the days between which a period starts and ends
dated as (
    select
        * exclude (years_back),
        case
            when period_kind = 'rolling' then (now_low - to_years(years_back) + to_days(1))::date
            when period_kind = 'until' then now_low
            when period_kind = 'up_to' then date '1900-01-01'
            when starts_with(period_id, 'now/') then now_low
            else period_start
        end as from_low,
        case
            when period_kind = 'rolling' then (now_high - to_years(years_back) + to_days(1))::date
            when period_kind = 'until' then now_high
            when period_kind = 'up_to' then period_end
            when starts_with(period_id, 'now/') then now_high
            else period_start
        end as from_high,
        case
            when period_kind in ('now', 'rolling') or contains(period_id, '/now') then now_low
            else period_end
        end as end_low,
        case
            when period_kind in ('now', 'rolling') or contains(period_id, '/now') then now_high
            else period_end
        end as end_high,
        period_start is not null and period_end is not null as is_fixed
    from with_kinds
),

placed_in_time as (
    select
        * exclude (from_low, from_high), if(kind = 'flow', from_low, end_low) as start_low,
        if(kind = 'flow', from_high, end_high) as start_high,
        case
            when kind <> 'flow' and period_end is not null then 'at ' || period_end
            when is_fixed then period_start || '/' || period_end
            else period_id
        end as time_name
    from dated
),

identified as (
    select
        *, hash(claim, indicator_code, reading) as region_id,
        hash(indicator_code, unit_code, nature_class, if(measure = 'share', base, '')) as family_id,
        hash(place_id, place_part) as place_key, hash(scope) as scope_id,
        hash(kind = 'flow', time_name) as time_id
    from placed_in_time
),

cells as (
    select
        *,
        hash(family_id, measure, base, place_key, scope_id, funding_source, time_id, reading = 'wider') as cell
    from identified
),

-- in its report the narrowest claim of the body speaks for a cell; hardly any cell has two
repeated_cells as (
    select report_id, cell
    from cells
    where measure = ''
    group by report_id, cell
    having count(*) > 1
),

silent as (
    select cells.region_id
    from cells
    semi join repeated_cells on cells.report_id = repeated_cells.report_id and cells.cell = repeated_cells.cell
    qualify row_number() over (
        partition by cells.report_id, cells.cell
        order by cells.is_title, cells.high - cells.low nulls last, cells.inferred_count, cells.figure
    ) > 1
),

regions as (
    select
        cells.*, cells.digits >= parameters.telling_digits as is_telling,
        cells.measure = '' and cells.kind in ('flow', 'stock') and silent.region_id is null as speaks
    from cells
    left join silent on cells.region_id = silent.region_id
    cross join parameters
)

select * from regions
