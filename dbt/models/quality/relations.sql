-- What figures say of each other, in sentences: how they are related, and where that does not hold, which to look at.
with suspects as (
    select
        suspects.*, claims.is_title, {{ printed('claims') }} as printed,
        coalesce(
            suspects.proposal || coalesce(' ' || nullif(claims.unit_printed, ''), ''),
            {{ amount('suspects.proposed', 'claims.unit_code', 'claims.unit_printed', 'vi') }}
        ) as proposed_printed
    from {{ ref('int_suspects') }} as suspects
    inner join {{ ref('int_claims_conformed') }} as claims on suspects.claim = claims.claim
),

suspected as (
    select
        {% for language in ['en', 'vi'] -%}
        {% set slip = {'printed': 'printed', 'proposed': 'proposed_printed'} -%}
        string_agg(
            if(is_title, {{ message('relations.in-title', language, {'claim': 'printed'}) }}, printed), ', '
            order by position
        ) filter (where is_suspect) as suspects_{{ language }},
        list(case slip
            when 'digit' then {{ message('relations.slip-digit', language, slip) }}
            when 'exchanged' then {{ message('relations.slip-exchanged', language, slip) }}
            when 'comma' then {{ message('relations.slip-comma', language, slip) }}
            else {{ message('relations.slip-thousandfold', language, slip) }}
        end order by position) filter (where is_suspect and slip <> '') as slips_{{ language }},
        {% endfor -%}
        coalesce(list(claim order by position) filter (where is_suspect), []) as suspects,
        max(relation_count) filter (where is_suspect) as relation_count, bool_or(is_too_large) as is_too_large,
        relation_id
    from suspects
    where is_suspect or is_too_large
    group by relation_id
),

-- by what the figures are confirmed that are no suspects, by each relation once
confirmed as (
    select * from suspects
    where not is_suspect
    qualify row_number() over (partition by relation_id, confirming_relation order by position desc) = 1
),

confirming as (
    select relation_id, claims[-1] as whole, unnest(claims) as claim, generate_subscripts(claims, 1) as position
    from {{ ref('int_relations') }}
    where relation_id in (select confirmed.confirming_relation from confirmed)
),

with_others as (
    select
        confirmed.relation_id, confirmed.position, confirmed.printed, confirming.whole = confirmed.claim as is_sum,
        list({{ printed('claims') }} order by confirming.position) as others
    from confirmed
    inner join confirming
        on confirmed.confirming_relation = confirming.relation_id and confirmed.claim <> confirming.claim
    inner join {{ ref('int_claims_conformed') }} as claims on confirming.claim = claims.claim
    group by all
),

reasons as (
    select
        {% for language in ['en', 'vi'] -%}
        {% set others = {
            'claim': 'printed', 'others': "if(is_sum, array_to_string(others, ' + '), array_to_string(others, ', '))"
        } -%}
        list({{ message('relations.confirmed-by', language, others) }} order by position desc)[:2]
            as reasons_{{ language }},
        {% endfor -%}
        relation_id
    from with_others
    group by relation_id
),

-- amounts are written as the figures beside them are printed, in Vietnamese, in both languages
worded as (
    select
        relations.*, relations.law || ' ' || relations.found_status as said, suspected.relation_count,
        suspected.is_too_large, coalesce(suspected.suspects, []) as suspects,
        {% for language in ['en', 'vi'] -%}
        {% for text in ['texts.texts', 'texts.about', 'suspected.suspects', 'suspected.slips', 'reasons.reasons'] -%}
        {{ text }}_{{ language }},
        {% endfor -%}
        {% endfor -%}
        {{ amount(
            'abs(relations.imbalance)', 'relations.unit_code',
            "if(units.countable, null, nullif(units.label_vi, ''))", 'vi'
        ) }} as difference,
        {{ amount(
            'if(relations.imbalance > 0, relations.expected_high, relations.expected_low)', 'relations.unit_code',
            "nullif(units.label_vi, '')", 'vi'
        ) }} as usual_bound,
        rtrim(rtrim(replace(relations.rate_of_levels::decimal(28, 2)::varchar, '.', ','), '0'), ',') as rate_number,
        case
            when relations.rate_unit = 'multiple' then rate_number || ' ×'
            when starts_with(relations.rate_unit, 'percent') then rate_number || ' %'
            else {{ amount(
                'relations.rate_of_levels', "split_part(relations.rate_unit, '_', 1)",
                "coalesce(nullif(rate_units.label_vi, ''), replace(relations.rate_unit, '_', ' '))", 'vi'
            ) }}
        end as rate
    from {{ ref('int_relations') }} as relations
    inner join {{ ref('int_relation_texts') }} as texts on relations.relation_key = texts.relation_key
    left join {{ ref('dim_unit') }} as units on relations.unit_code = units.unit_code
    left join {{ ref('dim_unit') }} as rate_units on relations.rate_unit = rate_units.unit_code
    left join suspected on relations.relation_id = suspected.relation_id
    left join reasons on relations.relation_id = reasons.relation_id
),

sentences as (
    select
        {% for language in ['en', 'vi'] -%}
        {% set look = {'claims': 'suspects_' ~ language, 'count': 'relation_count'} -%}
        {% set exception = {'reason': 'exception_reason', 'day': 'exception_review_by'} -%}
        about_{{ language }} || ': ' || {{ what_a_relation_says('texts_' ~ language, language) }} || rtrim(concat_ws(
            ' ', '', if(len(suspects) > 0, array_to_string(reasons_{{ language }}, ' '), null),
            case
                when is_too_large then {{ message('relations.suspects-too-many', language) }}
                when len(suspects) = len(texts_en) then {{ message('relations.suspects-tied', language) }}
                when relation_count > 1 then {{ message('relations.suspects-shared', language, look) }}
                when reasons_en is null then {{ message('relations.suspects-least', language, look) }}
                else {{ message('relations.suspects', language, look) }}
            end,
            if(len(slips_{{ language }}) <= 2, array_to_string(slips_{{ language }}, ' '), null),
            {{ message('relations.known-exception', language, exception) }}
        )) as sentence_{{ language }},
        {% endfor -%}
        relation_id, law, axis, status, possible, imbalance, unit_code, expected_low, expected_high,
        found_low, found_high, claims, suspects, cross_report
    from worded
)

select * from sentences
order by status, law, claims
