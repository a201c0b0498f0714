with relations as (
    select * from {{ ref('int_relations') }}
),

checks as (
    select * from {{ ref('int_claim_checks') }}
),

claims as (
    select * from {{ ref('int_claims_conformed') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

places as (
    select * from {{ ref('dim_place') }}
),

scopes as (
    select * from {{ ref('dim_scope') }}
),

funding_sources as (
    select * from {{ ref('dim_funding_source') }}
),

units as (
    select * from {{ ref('dim_unit') }}
),

members as (
    select
        relation_id,
        unnest(claims) as claim,
        generate_subscripts(claims, 1) as position
    from relations
),

members_with_claims as (
    select
        members.*,
        claims.indicator_code,
        claims.place_id,
        claims.place_part,
        claims.scope_code,
        claims.funding_source,
        claims.period_id,
        claims.period_label,
        claims.period_label_en,
        claims.report_id,
        {{ printed('claims') }} as printed,
        checks.confirmations
    from members
    inner join claims on members.claim = claims.claim
    inner join checks on members.claim = checks.claim
),

-- what tells the figures of a relation from each other, and how well they are confirmed
differences as (
    select
        relation_id,
        {% for name in ['indicator_code', 'place_id', 'scope_code', 'funding_source', 'period_id', 'report_id'] -%}
        min({{ name }}) <> max({{ name }}) as differ_in_{{ name }},
        {% endfor -%}
        min(confirmations) as fewest_confirmations,
        max(confirmations) as most_confirmations
    from members_with_claims
    group by relation_id
),

texts as (
    select
        figures.relation_id,
        figures.claim,
        figures.position,
        figures.printed,
        figures.confirmations = differences.fewest_confirmations
        and differences.fewest_confirmations < differences.most_confirmations as is_suspect,
        {% for language, period_label in [('en', 'period_label_en'), ('vi', 'period_label')] -%}
        concat_ws(', ', indicators.label_{{ language }}, places.name_vi) as about_{{ language }},
        figures.printed || coalesce(' (' || nullif(concat_ws(
            ', ',
            if(differences.differ_in_indicator_code, indicators.label_{{ language }}, null),
            if(differences.differ_in_place_id, places.name_vi, null),
            nullif(figures.place_part, ''),
            if(differences.differ_in_scope_code, nullif(scopes.label_{{ language }}, ''), null),
            if(
                differences.differ_in_funding_source and figures.funding_source <> '',
                funding_sources.label_{{ language }}, null
            ),
            if(differences.differ_in_period_id, figures.{{ period_label }}, null),
            if(differences.differ_in_report_id, figures.report_id, null)
        ), '') || ')', '') as text_{{ language }}{{ "," if not loop.last }}
        {% endfor %}
    from members_with_claims as figures
    inner join differences on figures.relation_id = differences.relation_id
    left join indicators on figures.indicator_code = indicators.indicator_code
    left join places on figures.place_id = places.place_id
    left join scopes on figures.scope_code = scopes.scope_code
    left join funding_sources on figures.funding_source = funding_sources.funding_source
),

texts_of_relations as (
    select
        relation_id,
        list(
            {
                'claim': claim, 'printed': printed, 'is_suspect': is_suspect, 'en': text_en, 'vi': text_vi,
                'about_en': about_en, 'about_vi': about_vi
            } order by position
        ) as members
    from texts
    group by relation_id
),

-- what other relations confirm is nearer to the truth: the others are worth a look
suspects_of_relations as (
    select
        texts_of_relations.*,
        if(
            relations.status in ('violated', 'possible_conflict'),
            list_filter(texts_of_relations.members, lambda member: member.is_suspect), []
        ) as suspects_found,
        {% for language in ['en', 'vi'] -%}
        list_transform(texts_of_relations.members, lambda member: member.{{ language }}) as texts_{{ language }}{{ "," if not loop.last }}
        {% endfor %}
    from texts_of_relations
    inner join relations on texts_of_relations.relation_id = relations.relation_id
),

sentence_parts as (
    select
        relation_id,
        list_transform(suspects_found, lambda member: member.claim) as suspects,
        nullif(array_to_string(list_transform(suspects_found, lambda member: member.printed), ', '), '')
            as suspects_printed,
        {% for language in ['en', 'vi'] -%}
        members[-1].about_{{ language }} as about_{{ language }},
        texts_{{ language }}[1] as first_{{ language }},
        texts_{{ language }}[-1] as last_{{ language }},
        array_to_string(texts_{{ language }}[:-2], ' + ') as parts_{{ language }},
        array_to_string(texts_{{ language }}[:-2], ', ') as levels_{{ language }},
        array_to_string(texts_{{ language }}, ' · ') as all_{{ language }},
        array_to_string(texts_{{ language }}, ' → ') as steps_{{ language }}{{ "," if not loop.last }}
        {% endfor %}
    from suspects_of_relations
),

sentences as (
    select
        relations.*,
        sentence_parts.suspects,
        {% for language in ['en', 'vi'] -%}
        {% set part = 'sentence_parts.first_' ~ language -%}
        {% set whole = 'sentence_parts.last_' ~ language -%}
        {% set difference = amount('abs(relations.imbalance)', 'relations.unit_code', "if(units.countable, null, nullif(units.label_" ~ language ~ ", ''))", language) -%}
        {% set sum = {'parts': 'sentence_parts.parts_' ~ language, 'whole': whole, 'difference': difference} -%}
        {% set pair = {'part': part, 'whole': whole} -%}
        {% set all = {'claims': 'sentence_parts.all_' ~ language} -%}
        {% set number = "rtrim(rtrim(replace(relations.rate_of_levels::decimal(28, 2)::varchar, '.', ','), '0'), ',')" -%}
        {% set label_of_rate = 'replace(relations.rate_unit, ' ~ "'_', ' ')" -%}
        {% set money_or_count = amount('relations.rate_of_levels', "split_part(relations.rate_unit, '_', 1)", label_of_rate, language) -%}
        {% set rate = "case when relations.rate_unit = 'multiple' then " ~ number ~ " || ' ×' when starts_with(relations.rate_unit, 'percent') then " ~ number ~ " || ' %' else " ~ money_or_count ~ " end" -%}
        {% set derived = {'relative': whole, 'levels': 'sentence_parts.levels_' ~ language, 'rate': rate} -%}
        {% set steps = {'claims': 'sentence_parts.steps_' ~ language} -%}
        sentence_parts.about_{{ language }} || ': ' || case
            when relations.law = 'containment' then case relations.found_status
                when 'violated' then {{ message('relations.containment-violated', language, pair) }}
                when 'holds_loosely' then {{ message('relations.containment-loose', language, pair) }}
                else {{ message('relations.containment-doubted', language, pair) }}
            end
            when relations.law = 'packing' then case relations.found_status
                when 'violated' then {{ message('relations.packing-violated', language, sum) }}
                when 'holds_loosely' then {{ message('relations.packing-loose', language, sum) }}
                else {{ message('relations.packing-doubted', language, sum) }}
            end
            when relations.law = 'partition' then case relations.found_status
                when 'holds' then {{ message('relations.sum-holds', language, sum) }}
                when 'holds_loosely' then {{ message('relations.sum-loose', language, sum) }}
                when 'possible_conflict' then {{ message('relations.sum-doubted', language, sum) }}
                else if(
                    relations.imbalance > 0,
                    {{ message('relations.sum-too-much', language, sum) }},
                    {{ message('relations.sum-too-little', language, sum) }}
                )
            end
            when relations.law = 'cover' then case relations.found_status
                when 'violated' then {{ message('relations.cover-violated', language, sum) }}
                when 'possible_conflict' then {{ message('relations.cover-doubted', language, sum) }}
                else {{ message('relations.cover-holds', language, sum) }}
            end
            when relations.law = 'adds_up' then {{ message('relations.adds-up', language, sum) }}
            when relations.law = 'leftover' then {{ message('relations.leftover', language, sum) }}
            when relations.law = 'derived' then case relations.found_status
                when 'holds' then {{ message('relations.derived-holds', language, derived) }}
                when 'holds_loosely' then {{ message('relations.derived-loose', language, derived) }}
                when 'possible_conflict' then {{ message('relations.derived-doubted', language, derived) }}
                when 'violated' then {{ message('relations.derived-violated', language, derived) }}
                else {{ message('relations.derived-untested', language, all) }}
            end
            when relations.law = 'same' then case relations.found_status
                when 'holds' then {{ message('relations.same-holds', language, all) }}
                when 'holds_loosely' then {{ message('relations.same-loose', language, all) }}
                when 'possibly_same' then {{ message('relations.same-possible', language, all) }}
                when 'possible_conflict' then {{ message('relations.same-doubted', language, all) }}
                when 'series' then {{ message('relations.same-revised', language, all) }}
                else {{ message('relations.same-violated', language, all) }}
            end
            when relations.law = 'series' then if(
                relations.found_status = 'jump',
                {{ message('relations.series-jump', language, steps) }},
                {{ message('relations.series', language, steps) }}
            )
            when relations.found_status = 'possible_conflict'
                then {{ message('relations.target-below-result', language, {'result': part, 'aim': whole}) }}
            else {{ message('relations.target-result', language, {'result': part, 'aim': whole}) }}
        end
        || coalesce(
            ' ' || {{ message('relations.suspects', language, {'claims': 'sentence_parts.suspects_printed'}) }}, ''
        )
        || coalesce(
            ' ' || {{ message('relations.known-exception', language, {
                'reason': 'relations.exception_reason', 'day': 'relations.exception_review_by'
            }) }},
            ''
        ) as sentence_{{ language }}{{ "," if not loop.last }}
        {% endfor %}
    from relations
    inner join sentence_parts on relations.relation_id = sentence_parts.relation_id
    left join units on relations.unit_code = units.unit_code
),

published as (
    select
        relation_id,
        law,
        axis,
        status,
        possible,
        imbalance,
        unit_code,
        expected_low,
        expected_high,
        found_low,
        found_high,
        claims,
        suspects,
        cross_report,
        sentence_en,
        sentence_vi
    from sentences
),

in_order as (
    select * from published
    order by status, law, claims
)

select * from in_order
