-- The figures of each relation as its sentence names them, in their order. A level that is worked back is named by its
-- change, and stands for what it is worked back from. A table of its own, and texts after it: all at once does not fit
-- in memory at a million figures.
with bases_of_relations as (
    select
        relations.relation_id, bases.claim, bases.claims[1] as level, bases.value, bases.unit_code,
        bases.period_id, {{ printed('levels') }} as level_printed
    from (select
        relation_id, claims, unnest(claims) as claim
    from {{ ref('int_relations') }}
    where law not in ('derived', 'series')) as relations
    inner join {{ ref('int_bases') }} as bases
        on relations.claim = bases.claim and list_contains(relations.claims, bases.claims[1])
    inner join {{ ref('int_claims_conformed') }} as levels on bases.claims[1] = levels.claim
),

members as (
    select relations.relation_id, relations.claim, relations.position
    from (select
        relation_id, unnest(claims) as claim, generate_subscripts(claims, 1) as position
    from {{ ref('int_relations') }}) as relations
    anti join bases_of_relations as bases
        on relations.relation_id = bases.relation_id and relations.claim = bases.level
),

members_with_claims as (
    select
        members.*, claims.indicator_code, claims.place_id, claims.place_part, claims.scope_code,
        claims.funding_source, coalesce(bases.period_id, claims.period_id) as period_id,
        coalesce(periods.period_label, claims.period_label) as period_label,
        coalesce(periods.period_label_en, claims.period_label_en) as period_label_en, claims.report_id,
        claims.is_title, {{ printed('claims') }} as printed,
        {% for language in ['en', 'vi'] -%}
        {{ message('relations.worked-back', language, {
            'amount': amount(
                'bases.value::decimal(28, 1)::decimal(28, 6)', 'bases.unit_code', 'units.label_vi', 'vi'
            ),
            'level': 'bases.level_printed', 'change': printed('claims')
        }) }} as base_{{ language }},
        {% set amount_of_slip = amount('suspects.proposed', 'claims.unit_code', 'claims.unit_printed', 'vi') -%}
        {% set as_printed = "concat_ws(' ', suspects.proposal, nullif(claims.unit_printed, ''))" -%}
        {% set proposed = 'if(suspects.proposal is null, ' ~ amount_of_slip ~ ', ' ~ as_printed ~ ')' -%}
        {% set slip = {'printed': printed('claims'), 'proposed': proposed} -%}
        case suspects.slip
            when 'digit' then {{ message('relations.slip-digit', language, slip) }}
            when 'exchanged' then {{ message('relations.slip-exchanged', language, slip) }}
            when 'comma' then {{ message('relations.slip-comma', language, slip) }}
            when 'thousandfold' then {{ message('relations.slip-thousandfold', language, slip) }}
        end as slip_{{ language }},
        {% endfor -%}
        coalesce(suspects.is_suspect, false) as is_suspect, suspects.is_too_large, suspects.relation_count,
        suspects.confirming_relation
    from members
    inner join {{ ref('int_claims_conformed') }} as claims on members.claim = claims.claim
    left join bases_of_relations as bases
        on members.relation_id = bases.relation_id and members.claim = bases.claim
    left join {{ ref('dim_period') }} as periods on bases.period_id = periods.period_id
    left join {{ ref('dim_unit') }} as units on bases.unit_code = units.unit_code
    left join {{ ref('int_suspects') }} as suspects
        on members.relation_id = suspects.relation_id and members.claim = suspects.claim
)

select * from members_with_claims
