with -- levels that are worked back from a change
-- a base is named by its change, and stands for the level that it is worked back from
bases_of_relations as (
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

-- read anew where it is needed: kept in memory it does not fit at a million figures
members_with_claims as not materialized (
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
),

-- what tells the figures of a relation from each other
differences as (
    select
        relation_id,
        {% for name in ['indicator_code', 'place_id', 'scope_code', 'funding_source', 'period_id', 'report_id'] -%}
        min({{ name }}) <> max({{ name }}) as differ_in_{{ name }},
        {% endfor -%}
        bool_or(is_too_large) as is_too_large, max(relation_count) filter (where is_suspect) as relation_count
    from members_with_claims
    group by relation_id
),

-- a list is put in order once it is gathered: an aggregate that sorts takes ten times as long, and much memory; and one
-- language after the other needs half of it
{% for language, period_label in [('en', 'period_label_en'), ('vi', 'period_label')] -%}
gathered_{{ language }} as (
    select
        figures.relation_id, list(figures.position) as positions,
        list({{ figure_in_sentence(language, 'figures.' ~ period_label) }}) as texts,
        arg_max(concat_ws(', ', indicators.label_{{ language }}, places.name_vi), figures.position) as about
    from members_with_claims as figures
    inner join differences on figures.relation_id = differences.relation_id
    left join {{ ref('dim_indicator') }} as indicators on figures.indicator_code = indicators.indicator_code
    left join {{ ref('dim_place') }} as places on figures.place_id = places.place_id
    left join {{ ref('dim_scope') }} as scopes on figures.scope_code = scopes.scope_code
    left join {{ ref('dim_funding_source') }} as funding_sources
        on figures.funding_source = funding_sources.funding_source
    group by figures.relation_id
),

{% endfor -%}
suspects_of_relations as (
    select
        relation_id,
        {% for language in ['en', 'vi'] -%}
        {% set in_title = message('relations.in-title', language, {'claim': 'printed'}) -%}
        string_agg(if(is_title, {{ in_title }}, printed), ', ' order by position) as suspects_{{ language }},
        list(slip_{{ language }} order by position) filter (where slip_{{ language }} <> '') as slips_{{ language }},
        {% endfor -%}
        list(claim order by position) as suspects
    from members_with_claims
    where is_suspect
    group by relation_id
),

texts_of_relations as (
    select
        gathered_en.relation_id,
        {% for language in ['en', 'vi'] -%}
        list_select(gathered_{{ language }}.texts, list_grade_up(gathered_{{ language }}.positions))
            as texts_{{ language }},
        gathered_{{ language }}.about as about_{{ language }}, suspected.suspects_{{ language }},
        suspected.slips_{{ language }},
        {% endfor -%}
        coalesce(suspected.suspects, []) as suspects
    from gathered_en
    inner join gathered_vi on gathered_en.relation_id = gathered_vi.relation_id
    left join suspects_of_relations as suspected on gathered_en.relation_id = suspected.relation_id
),

-- by what figures that are no suspects are confirmed
confirmed as (
    select
        figures.relation_id, figures.position, figures.printed,
        any_value(confirming.claims)[-1] = figures.claim as is_sum,
        list(others.printed order by others.position) as others
    from members_with_claims as figures
    inner join {{ ref('int_relations') }} as confirming on figures.confirming_relation = confirming.relation_id
    inner join members_with_claims as others
        on figures.confirming_relation = others.relation_id and figures.claim <> others.claim
    where not figures.is_suspect
    group by figures.relation_id, figures.confirming_relation, figures.position, figures.printed, figures.claim
    qualify
        row_number() over (
            partition by figures.relation_id, figures.confirming_relation order by figures.position desc
        ) = 1
),

reasons as (
    select
        {% for language in ['en', 'vi'] -%}
        {% set others = "array_to_string(others, ' + ') else array_to_string(others, ', ') end" -%}
        {% set confirmed = {'claim': 'printed', 'others': 'case when is_sum then ' ~ others} -%}
        list({{ message('relations.confirmed-by', language, confirmed) }} order by position desc)[:2]
            as reasons_{{ language }},
        {% endfor -%}
        relation_id
    from confirmed
    group by relation_id
),

sentence_parts as (
    select
        found.relation_id,
        {% for language in ['en', 'vi'] -%}
        {% set shared = {'claims': 'found.suspects_' ~ language, 'count': 'differences.relation_count'} -%}
        case
            when differences.is_too_large then {{ message('relations.suspects-too-many', language) }}
            when len(found.suspects) = len(found.texts_en) then {{ message('relations.suspects-tied', language) }}
            when differences.relation_count > 1 then {{ message('relations.suspects-shared', language, shared) }}
            when reasons.relation_id is null then {{ message('relations.suspects-least', language, shared) }}
            else {{ message('relations.suspects', language, shared) }}
        end as look_{{ language }},
        if(len(found.suspects) > 0, array_to_string(reasons.reasons_{{ language }}, ' '), null)
            as reason_{{ language }},
        if(len(found.slips_{{ language }}) <= 2, array_to_string(found.slips_{{ language }}, ' '), null)
            as slip_{{ language }},
        found.about_{{ language }}, found.texts_{{ language }},
        {% endfor -%}
        found.suspects
    from texts_of_relations as found
    inner join differences on found.relation_id = differences.relation_id
    left join reasons on found.relation_id = reasons.relation_id
),

sentences as (
    select
        relations.*, sentence_parts.suspects, {{ sentence_of_relation('en') }} as sentence_en,
        {{ sentence_of_relation('vi') }} as sentence_vi
    from {{ ref('int_relations') }} as relations
    inner join sentence_parts on relations.relation_id = sentence_parts.relation_id
    left join {{ ref('dim_unit') }} as units on relations.unit_code = units.unit_code
),

published as (
    select
        relation_id, law, axis, status, possible, imbalance, unit_code, expected_low, expected_high,
        found_low, found_high, claims, suspects, cross_report, sentence_en, sentence_vi
    from sentences
),

in_order as (
    select * from published
    order by status, law, claims
)

select * from in_order
