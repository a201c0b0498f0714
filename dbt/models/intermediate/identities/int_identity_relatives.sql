-- Growth, increase, decrease, multiple and share follow from measure and base for every indicator, without rows.
with claims as (
    select
        claims.*,
        bases.base_kind,
        -- a period that means nothing outside its report has the name of the report
        bases.base_period_id || if(
            contains(bases.base_period_id, 'now') or ends_with(bases.base_period_id, '..'),
            '@' || claims.report_id, ''
        ) as base_period_id,
        bases.base_indicator_code,
        bases.base_funding_source,
        bases.base_scope_code
    from {{ ref('int_claims_judged') }} as claims
    inner join {{ ref('int_bases') }} as bases on claims.base = bases.base
    where claims.measure <> ''
),

operands as (
    select * from {{ ref('int_operands') }}
),

claims_said as (
    select * from {{ ref('int_claims_conformed') }}
),

-- inside its own report, and between reports
relatives as (
    select
        claims.*,
        contexts.context,
        case
            when claims.measure = 'growth' and contains(claims.period_id, '/') then split_part(claims.period_id, '/', 2)
            when claims.base_kind = 'period' and claims.period_kind = 'span' then split_part(claims.period_id, '/', 2)
            else claims.period_id
        end as level_period,
        case
            when claims.measure = 'growth' and claims.base_kind = '' and contains(claims.period_id, '/')
                then split_part(claims.period_id, '/', 1)
            when claims.base_kind = 'period' then claims.base_period_id
            -- what is not said is not the period of the figure itself
            when claims.measure = 'growth' or claims.base_kind = '' then ''
            else claims.period_id
        end as base_period,
        coalesce(nullif(claims.base_indicator_code, ''), claims.indicator_code) as base_indicator,
        if(claims.base_kind = 'indicator', claims.base_scope_code, claims.scope_code) as base_scope,
        if(claims.base_kind = 'plan', 'plan', claims.nature) as base_nature,
        coalesce(nullif(claims.base_funding_source, ''), claims.funding_source) as base_source
    from claims
    cross join (values (claims.report_id), ('')) as contexts (context)
),

asked as (
    {% for role, indicator, scope, period, nature, source in [
        ('level', 'indicator_code', 'scope_code', 'level_period', 'nature', 'funding_source'),
        ('base', 'base_indicator', 'base_scope', 'base_period', 'base_nature', 'base_source'),
    ] -%}
    select
        '{{ role }}' as role,
        context,
        claim,
        report_id,
        place_id,
        place_part,
        {{ source }} as funding_source,
        {{ indicator }} as indicator_code,
        {{ scope }} as scope_code,
        {{ period }} as period_id,
        {{ nature }} as nature
    from relatives
    {{ "union all" if not loop.last }}
    {% endfor %}
),

-- joins by equality only: with any other condition each figure is compared with all levels there are
named as (
    select
        asked.role,
        asked.context as of_context,
        asked.claim as of_claim,
        operands.*
    from asked
    inner join operands
        on
            asked.indicator_code = operands.indicator_code
            and asked.place_id = operands.place_id
            and asked.place_part = operands.place_part
            and asked.scope_code = operands.scope_code
            and asked.period_id = operands.period_id
            and asked.nature = operands.nature
            and asked.funding_source = operands.funding_source
    where
        operands.base = ''
        and if(asked.context = '', operands.is_chosen, operands.is_said and asked.report_id = operands.report_id)
),

found as (
    select
        named.*,
        {{ operand_says('claims_said') }}
    from named
    inner join claims_said on named.claim = claims_said.claim
),

levels as (
    select * from found
    where role = 'level'
),

-- a base in the unit of the level, or in any unit where there is no level
bases as (
    select
        *,
        unnest([unit_code, '']) as unit_of_level
    from found
    where role = 'base'
),

pairs as (
    select
        relatives.*,
        level.claim as level_claim,
        level.value as level_value,
        level.value_low as level_low,
        level.value_high as level_high,
        level.loose_low as level_loose_low,
        level.loose_high as level_loose_high,
        level.unit_code as level_unit,
        {{ printed('level') }} as level_said,
        base.claim as base_claim,
        base.value as base_value,
        base.value_low as base_low,
        base.value_high as base_high,
        base.loose_low as base_loose_low,
        base.loose_high as base_loose_high,
        {{ printed('base') }} as base_said,
        coalesce(level.is_possible, false) or coalesce(base.is_possible, false) as is_possible,
        (year(level.period_end) - year(base.period_end))::integer as years_between
    from relatives
    left join levels as level on relatives.context = level.of_context and relatives.claim = level.of_claim
    left join bases as base
        on
            relatives.context = base.of_context
            and relatives.claim = base.of_claim
            and coalesce(level.unit_code, '') = base.unit_of_level
    qualify row_number() over (
        partition by relatives.context, relatives.claim order by level.claim asc, base.claim asc
    ) = 1
),

-- growth over "2006 to 2010" is four steps, or five when the year before the span is meant: the nearer one is
-- tested; against a base that is said the steps are counted from it. A multiple in times is hundreds of percent.
factors as (
    select
        *,
        (years_between + if(
            base_kind = ''
            and abs(exact_compound(base_value, value, (years_between + 1)::integer) - level_value)
            < abs(exact_compound(base_value, value, years_between) - level_value), 1, 0
        ))::integer as steps,
        if(measure = 'multiple' and unit_code = 'multiple', 100, 1) as hundredths,
        case measure when 'increase' then 1 when 'decrease' then -1 else 0 end as direction,
        measure in ('increase', 'decrease') and unit_code not in ('percent', 'percent_per_year') as is_absolute
    from pairs
),

expected as (
    select
        *,
        {% for end, rate, opposite in [
            ('value', 'value', 'value'), ('low', 'value_low', 'value_high'), ('high', 'value_high', 'value_low'),
            ('loose_low', 'loose_low', 'loose_high'), ('loose_high', 'loose_high', 'loose_low'),
        ] -%}
    case
        when is_absolute and direction = 1 then base_{{ end }} + {{ rate }}
        when is_absolute then base_{{ end }} - {{ opposite }}
        when measure = 'growth' then exact_compound(base_{{ end }}, {{ rate }}, steps)
        when direction = -1 then exact_quotient(base_{{ end }}, 100, 100 - {{ opposite }})
        else exact_quotient(base_{{ end }}, 100, direction * 100 + hundredths * {{ rate }})
    end as expected_{{ end }}{{ "," if not loop.last }}
    {% endfor %}
    from factors
),

-- the sum as people write it; what is not reported is left open
said as (
    select
        *,
        coalesce(base_said, '…') as base_or_open,
        {{ printed('expected') }} as rate_said
    from expected
),

shaped as (
    select
        measure as identity_id,
        measure as kind,
        context,
        place_id,
        period_id,
        indicator_code,
        coalesce(level_unit, unit_code) as unit_code,
        claim as anchor,
        list_filter([claim, level_claim, base_claim], lambda c: c is not null) as claims,
        coalesce(level_said, '…') as found_said,
        case
            when is_absolute
                then base_or_open || if(direction = 1, ' + ', ' − ') || rate_said
            when measure = 'growth'
                then base_or_open || ' × (1 + ' || rate_said || ')' || coalesce(' ^ ' || steps, '')
            when direction <> 0
                then base_or_open || ' × (1' || if(direction = 1, ' + ', ' − ') || rate_said || ')'
            else rate_said || ' × ' || base_or_open
        end as expected_said,
        is_possible,
        false as is_stand_in,
        level_claim is not null and base_claim is not null as is_complete,
        false as is_cover,
        (1 + (level_claim is not null)::integer + (base_claim is not null)::integer) || '/3' as parts,
        level_value as found_value,
        level_low as found_low,
        level_high as found_high,
        level_loose_low as found_loose_low,
        level_loose_high as found_loose_high,
        expected_value,
        expected_low,
        expected_high,
        expected_loose_low,
        expected_loose_high
    from said
)

select * from shaped
