with suspects_of_relations as (
    select
        relation_id, bool_or(is_too_large) as is_too_large,
        max(relation_count) filter (where is_suspect) as relation_count,
        {% for language in ['en', 'vi'] -%}
        {% set in_title = message('relations.in-title', language, {'claim': 'printed'}) -%}
        string_agg(if(is_title, {{ in_title }}, printed), ', ' order by position) filter (where is_suspect)
            as suspects_{{ language }},
        list(slip_{{ language }} order by position) filter (where is_suspect and slip_{{ language }} <> '')
            as slips_{{ language }},
        {% endfor -%}
        coalesce(list(claim order by position) filter (where is_suspect), []) as suspects
    from {{ ref('int_relation_members') }}
    where is_suspect or is_too_large
    group by relation_id
),

-- by what figures that are no suspects are confirmed
confirmed as (
    select
        figures.relation_id, figures.position, figures.printed,
        any_value(confirming.claims)[-1] = figures.claim as is_sum,
        list(others.printed order by others.position) as others
    from {{ ref('int_relation_members') }} as figures
    inner join {{ ref('int_relations') }} as confirming on figures.confirming_relation = confirming.relation_id
    inner join {{ ref('int_relation_members') }} as others
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
        {% set shared = {'claims': 'suspected.suspects_' ~ language, 'count': 'suspected.relation_count'} -%}
        case
            when suspected.is_too_large then {{ message('relations.suspects-too-many', language) }}
            when len(suspected.suspects) = len(found.texts_en) then {{ message('relations.suspects-tied', language) }}
            when suspected.relation_count > 1 then {{ message('relations.suspects-shared', language, shared) }}
            when reasons.relation_id is null then {{ message('relations.suspects-least', language, shared) }}
            else {{ message('relations.suspects', language, shared) }}
        end as look_{{ language }},
        if(len(suspected.suspects) > 0, array_to_string(reasons.reasons_{{ language }}, ' '), null)
            as reason_{{ language }},
        if(len(suspected.slips_{{ language }}) <= 2, array_to_string(suspected.slips_{{ language }}, ' '), null)
            as slip_{{ language }},
        found.about_{{ language }}, found.texts_{{ language }},
        {% endfor -%}
        coalesce(suspected.suspects, []) as suspects
    from {{ ref('int_relation_texts') }} as found
    left join suspects_of_relations as suspected on found.relation_id = suspected.relation_id
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
