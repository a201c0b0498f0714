-- place and period are those of the whole
with operands as (
    select
        operand_id as operand,
        * exclude (operand_id, place_id, period_id)
    from {{ ref('int_operands') }}
),

claims as (
    select * from {{ ref('int_claims_conformed') }}
),

members as (
    select
        members.*,
        operands.*,
        {{ operand_says() }}
    from {{ ref('int_identity_members') }} as members
    inner join operands on members.operand_id = operands.operand
    inner join claims on operands.claim = claims.claim
),

wholes as (
    select * from members
    where role = 'whole'
    qualify row_number() over (
        partition by occurrence order by is_stand_in asc, is_possible asc, claim asc
    ) = 1
),

parts as (
    select * from members
    where role <> 'whole'
),

summed as (
    select
        occurrence,
        count(*) as parts_known,
        max(parts_needed) as parts_needed,
        bool_or(is_possible) as is_possible,
        list(claim order by claim) as claims,
        string_agg({{ printed('parts') }}, ' + ' order by claim)
        || if(count(*) < max(parts_needed), ' + …', '') as said,
        {% for end in ['value', 'value_low', 'loose_low', 'value_high', 'loose_high'] -%}
        case when count({{ end }}) = count(*) then sum({{ end }})::decimal(28, 6) end as sum_{{ end }},
        {% endfor -%}
        -- what a missing part cannot undo: the known parts are all there is at least
        sum(coalesce(value_low, 0))::decimal(28, 6) as known_low,
        sum(coalesce(loose_low, 0))::decimal(28, 6) as known_loose_low,
        max(value_low) as largest_low,
        max(loose_low) as largest_loose_low
    from parts
    where kind in ('partition', 'cover')
    group by occurrence
),

whole_and_parts as (
    select
        wholes.identity_id,
        wholes.kind,
        wholes.context,
        wholes.place_id,
        wholes.period_id,
        wholes.indicator_code,
        wholes.unit_code,
        wholes.claim as anchor,
        list_prepend(wholes.claim, summed.claims) as claims,
        {{ printed('wholes') }} as found_said,
        summed.said as expected_said,
        wholes.is_possible or summed.is_possible as is_possible,
        wholes.is_stand_in,
        summed.parts_known = summed.parts_needed as is_complete,
        summed.parts_known || '/' || summed.parts_needed as parts,
        wholes.value as found_value,
        wholes.value_low as found_low,
        wholes.value_high as found_high,
        wholes.loose_low as found_loose_low,
        wholes.loose_high as found_loose_high,
        summed.sum_value,
        summed.sum_value_low,
        summed.sum_value_high,
        summed.sum_loose_low,
        summed.sum_loose_high,
        summed.known_low,
        summed.known_loose_low,
        summed.largest_low,
        summed.largest_loose_low
    from wholes
    inner join summed on wholes.occurrence = summed.occurrence
    where wholes.kind in ('partition', 'cover')
),

-- disjoint parts add up; where parts may overlap that is tested too, and told apart
added as (
    select
        * exclude (kind),
        'partition' as kind,
        kind = 'cover' as is_cover,
        sum_value as expected_value,
        sum_value_low as expected_low,
        sum_value_high as expected_high,
        sum_loose_low as expected_loose_low,
        sum_loose_high as expected_loose_high
    from whole_and_parts
    where is_complete
),

covered as (
    select
        *,
        true as is_cover,
        null::decimal(28, 6) as expected_value,
        largest_low as expected_low,
        sum_value_high as expected_high,
        largest_loose_low as expected_loose_low,
        sum_loose_high as expected_loose_high
    from whole_and_parts
    where is_complete and kind = 'cover'
),

-- a member is missing: the sum cannot be judged, its lower bound can
bounded as (
    select
        *,
        kind = 'cover' as is_cover,
        null::decimal(28, 6) as expected_value,
        if(kind = 'cover', largest_low, known_low) as expected_low,
        null::decimal(28, 6) as expected_high,
        if(kind = 'cover', largest_loose_low, known_loose_low) as expected_loose_low,
        null::decimal(28, 6) as expected_loose_high
    from whole_and_parts
    where not is_complete
),

subsets as (
    select
        wholes.identity_id,
        'subset' as kind,
        wholes.context,
        wholes.place_id,
        wholes.period_id,
        wholes.indicator_code,
        wholes.unit_code,
        wholes.claim as anchor,
        [wholes.claim, parts.claim] as claims,
        {{ printed('parts') }} as found_said,
        {{ printed('wholes') }} as expected_said,
        wholes.is_possible or parts.is_possible as is_possible,
        wholes.is_stand_in,
        true as is_complete,
        false as is_cover,
        '1/1' as parts,
        parts.value as found_value,
        parts.value_low as found_low,
        parts.value_high as found_high,
        parts.loose_low as found_loose_low,
        parts.loose_high as found_loose_high,
        wholes.value as expected_value,
        0::decimal(28, 6) as expected_low,
        wholes.value_high as expected_high,
        0::decimal(28, 6) as expected_loose_low,
        wholes.loose_high as expected_loose_high
    from wholes
    inner join parts on wholes.occurrence = parts.occurrence
    where wholes.kind = 'subset'
),

-- the only product of the forms: the land let is at most the fill rate of the land there is
products as (
    select
        wholes.identity_id,
        'product' as kind,
        wholes.context,
        wholes.place_id,
        wholes.period_id,
        wholes.indicator_code,
        wholes.unit_code,
        wholes.claim as anchor,
        [wholes.claim, land.claim, rate.claim] as claims,
        {{ printed('wholes') }} as found_said,
        {{ printed('land') }} || ' × ' || {{ printed('rate') }} as expected_said,
        wholes.is_possible or land.is_possible or rate.is_possible as is_possible,
        wholes.is_stand_in,
        true as is_complete,
        false as is_cover,
        '2/2' as parts,
        wholes.value as found_value,
        wholes.value_low as found_low,
        wholes.value_high as found_high,
        wholes.loose_low as found_loose_low,
        wholes.loose_high as found_loose_high,
        exact_quotient(land.value, 100, rate.value) as expected_value,
        0::decimal(28, 6) as expected_low,
        exact_quotient(land.value_high, 100, rate.value_high) as expected_high,
        0::decimal(28, 6) as expected_loose_low,
        exact_quotient(land.loose_high, 100, rate.loose_high) as expected_loose_high
    from wholes
    inner join parts as land on wholes.occurrence = land.occurrence and land.unit_code <> 'percent'
    inner join parts as rate on wholes.occurrence = rate.occurrence and rate.unit_code = 'percent'
    where wholes.kind = 'product'
),

together as (
    {% for relation in ['added', 'covered', 'bounded', 'subsets', 'products'] -%}
    select
        {{ identity_columns() | join(',\n        ') }}
    from {{ relation }}
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from together
