-- A claim as a region: what it counts, where, when, whose money, which part, and how true its value is. One row per
-- claim and reading of its indicator: persons in work are also persons trained. And one for each whole of which shares
-- are printed, which is all of it.
with drawn as (
    select
        claims.claim, hash(claims.cell_id) as said_cell, claims.report_id, claims.figure, claims.is_title,
        claims.measure, claims.base, claims.indicator_code, claims.unit_code, claims.place_id, claims.place_part,
        claims.scope_code, claims.funding_source, claims.period_id, claims.period_kind, claims.period_start,
        claims.period_end,
        claims.value, claims.value_low, claims.value_high, cores.scope, cores.scope_in_time,
        cores.planned_scope,
        case
            when cores.is_decided then 'decided'
            when claims.nature = 'estimate' then 'actual'
            else claims.nature
        end as nature_class,
        len(claims.inferred) as inferred_count, list_contains(claims.inferred, 'base') as is_base_inferred,
        case
            when claims.value is null then 'range'
            when claims.value_high is null then 'above'
            when claims.value_low = claims.value and claims.value_high = claims.value then 'exact'
            when claims.value_high = claims.value then 'below'
            when claims.qualifier_printed <> '' then 'about'
            else 'rounded'
        end as bound,
        -- the unit of the last digit that is not zero
        case
            when claims.digits = '0' then 0
            when contains(claims.digits, '.') then position('.' in claims.digits) - length(claims.digits)
            else length(claims.digits) - length(rtrim(claims.digits, '0'))
        end as power_of_ten, {{ parameter('loose_share_pct') }} as loose_pct,
        -- digits that tell: 520 counted has three, 500 one
        length(if(
            bound = 'exact' and not ends_with(claims.digits, '00'),
            claims.digits, trim(replace(claims.digits, '.', ''), '0')
        )) as digits,
        -- the days between which the period starts and ends
        to_years(try_cast(regexp_extract(claims.period_id, '^P(\d+)Y/', 1) as integer)) as years_back,
        {% for end, of_up_to in [('low', "date '1900-01-01'"), ('high', 'claims.period_end')] -%}
        case
            when claims.period_kind = 'rolling' then (dates.now_{{ end }} - years_back + to_days(1))::date
            when claims.period_kind = 'until' or starts_with(claims.period_id, 'now/') then dates.now_{{ end }}
            when claims.period_kind = 'up_to' then {{ of_up_to }}
            else claims.period_start
        end as from_{{ end }},
        if(
            claims.period_kind in ('now', 'rolling') or contains(claims.period_id, '/now'),
            dates.now_{{ end }}, claims.period_end
        ) as end_{{ end }},
        {% endfor -%}
        claims.period_start is not null and claims.period_end is not null as is_fixed,
        -- of a period of whole years, how many
        date_diff('month', claims.period_start, claims.period_end + 1) as months,
        if(months % 12 = 0, months // 12, null) as years
    from (
        select *, rtrim(rtrim(value::varchar, '0'), '.') as digits
        from {{ ref('int_claims_conformed') }}
    ) as claims
    inner join {{ ref('int_report_dates') }} as dates on claims.report_id = dates.report_id
    inner join {{ ref('int_scope_cores') }} as cores
        on claims.scope_code = cores.scope_code and claims.indicator_code = cores.indicator_code
    -- a value that is cut off in its text is kept out of all arithmetic
    where not list_contains(claims.flags, 'cut_off')
),

-- A rounded level is known to half of its last digit, and to a twentieth at the worst. Loosely it is read to its last
-- digit that is not zero, a count only where it ends in two zeros. "Above 70" is used for less than 71: where only that
-- end fails, it is a doubt. A cast that drops decimals costs more than all else here: it is left to the few that need
-- it.
read_by_people as (
    select
        *,
        case
            when bound not in ('exact', 'rounded') then null
            when bound = 'exact' and step < 100 then 0
            when measure <> '' then half_step
            when half_of_step <= most then greatest(half_of_step, half_step)
            else greatest(most::decimal(28, 6), half_step)
        end as loose_half,
        if(bound = 'rounded', value - half_step, value_low)::decimal(28, 6) as low,
        if(bound = 'rounded', value + half_step, value_high)::decimal(28, 6) as high,
        coalesce(high, value + step)::decimal(28, 6) as usual_high,
        coalesce(value - loose_half, low)::decimal(28, 6) as loose_low,
        coalesce(value + loose_half, usual_high)::decimal(28, 6) as loose_high
    from (
        select
            *, power(10, power_of_ten)::decimal(28, 6) as step,
            (power(10, power_of_ten) * 0.5)::decimal(28, 6) as half_of_step,
            if(measure = '', value * (loose_pct * 0.01)::decimal(6, 4), value) as most,
            case
                when bound <> 'rounded' then 0
                when value_high - value <= most then value_high - value
                else most::decimal(28, 6)
            end::decimal(28, 6) as half_step
        from drawn
    ) as widths
),

-- an indicator is read as itself, as the wider one that it is a part of, and a ratio as a share of a level that may be
-- printed beside it
ways as (
    select indicator_code, indicator_code as read_as, 'printed' as reading, true as is_certain
    from {{ ref('indicators') }}
    union all by name
    select
        indicator_code, wider_indicator_code as read_as, wider_unit_code as unit_code, added_word, 'wider' as reading,
        certain = 'yes' as is_certain
    from {{ ref('indicator_parts') }}
    union all by name
    select
        indicator_code, level_indicator_code as read_as, level_word as added_word, base, 'share' as reading,
        at_most = 'no' as is_certain
    from {{ ref('indicator_ratios') }}
),

readings as (
    select
        claims.* replace (
            ways.read_as as indicator_code, coalesce(ways.unit_code, claims.unit_code) as unit_code,
            if(ways.reading = 'share', 'share', claims.measure) as measure,
            coalesce(nullif(claims.base, ''), ways.base, '') as base,
            {% for scope in ['scope', 'scope_in_time', 'planned_scope'] -%}
            ltrim(coalesce(ways.added_word, '') || ' ' || claims.{{ scope }}) as {{ scope }},
            {% endfor -%}
            if(indicators.additive_funding = 'none', '-', claims.funding_source) as funding_source
        ),
        ways.reading, ways.is_certain,
        -- what is new of a stock has come in a time
        if(
            indicators.measure_kind = 'stock' and list_contains(string_split(claims.scope, ' '), 'new'), 'flow',
            indicators.measure_kind
        ) as kind
    from read_by_people as claims
    inner join ways
        on claims.indicator_code = ways.indicator_code and (ways.reading = 'printed' or claims.measure = '')
    inner join {{ ref('indicators') }} as indicators on ways.read_as = indicators.indicator_code
),

shares as (
    select
        *, regexp_extract(base, '@([^:]*)', 1) as base_source,
        string_split(nullif(regexp_extract(base, ':([^@]*)', 1), ''), ' ') as base_words,
        string_split(scope, ' ') as words
    from readings
    where measure = 'share' and regexp_extract(base, '^([a-z_]+)', 1) = indicator_code
),

-- a base that repeats no word of its row has them all: "39 % of the industrial land" of clusters is of that of clusters
words_of_wholes as (
    select
        shares.words, shares.base_words, vocabulary.axis, vocabulary.scope_word,
        list_contains(shares.base_words, vocabulary.scope_word) as is_of_base
    from (select distinct words, base_words from shares) as shares
    inner join {{ ref('scopes') }} as vocabulary
        on list_contains(list_concat(shares.base_words, shares.words), vocabulary.scope_word)
    qualify
        is_of_base
        or not (
            list_has_any(shares.words, shares.base_words)
            or bool_or(is_of_base) over (partition by shares.words, shares.base_words, vocabulary.axis)
        )
),

scopes_of_wholes as (
    select words, base_words, string_agg(scope_word, ' ' order by axis, scope_word) as scope
    from words_of_wholes
    group by words, base_words
),

with_wholes as (
    select * from readings
    union all by name
    select
        shares.* replace (
            coalesce(wholes.scope, '') as scope,
            coalesce(nullif(shares.base_source, ''), shares.funding_source) as funding_source,
            shares.claim || ' of' as claim, 'whole' as reading,
            shares.is_certain and not shares.is_base_inferred as is_certain, 'exact' as bound, 1 as digits,
            {% for end in ['value', 'low', 'high', 'loose_low', 'loose_high', 'usual_high'] -%}
            100 as {{ end }}{{ ',' if not loop.last }}
            {% endfor -%}
        )
    from shares
    left join scopes_of_wholes as wholes on shares.words = wholes.words and shares.base_words = wholes.base_words
),

cells as (
    select
        * exclude (
            months, power_of_ten, loose_pct, step, half_of_step, most, loose_half, value_low, value_high, years_back,
            from_low, from_high, base_source, base_words, words
        ),
        if(kind = 'flow', from_low, end_low) as start_low,
        if(kind = 'flow', from_high, end_high) as start_high,
        {{ name_key("claim || indicator_code || reading") }} as region_id,
        hash(indicator_code, unit_code, nature_class, if(measure = 'share', base, '')) as family_id,
        {{ name_key("place_id || '/' || place_part") }} as place_key, hash(scope) as scope_id,
        hash(kind = 'flow', case
            when kind <> 'flow' and period_end is not null then 'at ' || period_end
            when is_fixed then period_start || '/' || period_end
            else period_id
        end) as time_id,
        hash(family_id, measure, base, place_key, scope_id, funding_source, time_id, reading = 'wider') as cell,
        if(
            reading = 'printed' and measure = '', hash(report_id, said_cell, value, value_low, value_high), null
        ) as saying
    from with_wholes
),

-- in its report the narrowest claim of the body represents a cell; hardly any cell has two
repeated_cells as (
    select report_id, cell
    from cells
    where measure = '' or reading = 'whole'
    group by report_id, cell
    having count(*) > 1
),

repetitions as (
    select cells.region_id
    from cells
    semi join repeated_cells on cells.report_id = repeated_cells.report_id and cells.cell = repeated_cells.cell
    qualify row_number() over (
        partition by cells.report_id, cells.cell
        order by cells.is_title, cells.high - cells.low nulls last, cells.inferred_count, cells.figure
    ) > 1
),

-- what a report says more than once, in the same words of the sheet and with the same value
sayings as (
    select saying from cells
    where saying is not null
    group by saying
    having count(*) > 1
)

select
    cells.* replace (sayings.saying as saying), cells.digits >= {{ parameter('telling_digits') }} as is_telling,
    ((cells.measure = '' and cells.kind in ('flow', 'stock')) or cells.reading = 'whole')
    and repetitions.region_id is null as represents_cell
from cells
left join repetitions on cells.region_id = repetitions.region_id
left join sayings on cells.saying = sayings.saying
-- regions of a place lie together: who reads one place need not read the others
order by cells.place_id
