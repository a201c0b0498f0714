-- A part is not larger than its whole: a scope word more, a place inside the place. What a plain subset test would
-- add is noise: words that name another quantity, two words of one axis, other currencies, undated claims.
with operands as (
    select * from {{ ref('int_operands') }}
    where not is_possible
),

claims as (
    select
        *,
        rowid
    from {{ ref('int_claims_conformed') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

scopes as (
    select * from {{ ref('int_scopes') }}
),

-- words that narrow, alone on their axis: without any of them the scope is wider
narrowing as (
    select
        scope_code,
        string_split(scope_code, ' ') as words,
        list_filter([
            {% for axis in scope_axes() -%}
            if(
                list_contains(narrowing_axes, '{{ axis }}') and not list_contains(joint_axes, '{{ axis }}'),
                {{ axis }}, ''
            ){{ "," if not loop.last }}
            {% endfor -%}
        ], lambda word: word <> '') as narrowing_words
    from scopes
),

choices as (
    select
        *,
        unnest(range(1 << len(narrowing_words))) as choice
    from narrowing
),

-- every scope with the scopes that hold it, itself among them: each choice leaves out the words whose bit is set
wider as (
    select
        scope_code,
        array_to_string(list_filter(
            words,
            lambda word: not list_contains(narrowing_words, word)
            or (choice >> greatest(coalesce(list_position(narrowing_words, word), 0) - 1, 0)) & 1 = 0
        ), ' ') as whole_scope_code
    from choices
),

summable as (
    select
        operands.operand_id,
        operands.report_id,
        operands.is_said,
        operands.is_chosen,
        operands.scope_code,
        operands.place_part,
        string_split(operands.place_part, '/') as slugs,
        hash(
            operands.indicator_code, operands.place_id, operands.period_id, operands.nature,
            operands.funding_source, operands.unit_code
        ) as thing
    from operands
    inner join indicators on operands.indicator_code = indicators.indicator_code
    where indicators.additive_place <> 'none' and operands.base = ''
),

-- a part has its wholes in its own place and in the places that hold it, under its own and under wider scopes; all are
-- looked up by equality, so that a province with a thousand companies is not compared with itself
holders as (
    select
        *,
        unnest(list_transform(
            range(if(place_part = '', 0, len(slugs)) + 1), lambda depth: array_to_string(slugs[:depth], '/')
        )) as whole_place_part
    from summable
),

placed as (
    select
        holders.operand_id,
        holders.report_id,
        holders.is_said,
        holders.is_chosen,
        hash(holders.thing, holders.whole_place_part, wider.whole_scope_code) as whole
    from holders
    inner join wider on holders.scope_code = wider.scope_code
    where holders.whole_place_part <> holders.place_part or wider.whole_scope_code <> holders.scope_code
),

-- two claims of one report meet in their report, claims of two where both were chosen
met as (
    select
        wholes.operand_id as whole_id,
        placed.operand_id as part_id
    from placed
    inner join summable as wholes
        on
            placed.whole = hash(wholes.thing, wholes.place_part, wholes.scope_code)
            and if(
                placed.report_id = wholes.report_id,
                placed.is_said and wholes.is_said,
                placed.is_chosen and wholes.is_chosen
            )
),

-- what equal hashes let through by chance is sorted out here
said as (
    select
        wholes.claim as whole_claim,
        parts.claim as part_claim,
        if(wholes.place_part = parts.place_part, 'scope-part', 'place-part') as identity_id,
        if(wholes.report_id = parts.report_id, parts.report_id, '') as context,
        parts.place_id,
        parts.period_id,
        parts.indicator_code,
        parts.unit_code,
        {{ printed('parts') }} as found_said,
        {{ printed('wholes') }} as expected_said,
        parts.value as found_value,
        parts.value_low as found_low,
        parts.value_high as found_high,
        parts.loose_low as found_loose_low,
        parts.loose_high as found_loose_high,
        wholes.value as expected_value,
        wholes.value_high as expected_high,
        wholes.loose_high as expected_loose_high
    from met
    inner join claims as parts on met.part_id = parts.rowid
    inner join claims as wholes on met.whole_id = wholes.rowid
    where
        parts.indicator_code = wholes.indicator_code
        and parts.place_id = wholes.place_id
        and parts.period_id = wholes.period_id
        and parts.nature = wholes.nature
        and parts.funding_source = wholes.funding_source
        and parts.unit_code = wholes.unit_code
),

shaped as (
    select
        * exclude (whole_claim, part_claim),
        'subset' as kind,
        whole_claim as anchor,
        [whole_claim, part_claim] as claims,
        false as is_possible,
        false as is_stand_in,
        true as is_complete,
        false as is_cover,
        '1/1' as parts,
        0::decimal(28, 6) as expected_low,
        0::decimal(28, 6) as expected_loose_low
    from said
)

select * from shaped
