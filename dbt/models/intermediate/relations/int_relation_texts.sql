-- What the figures of a relation are called in its sentence, in their order: as printed, with what tells them from each
-- other. A level that is worked back stands for what it is worked back from, and is named by its change: "640 workers
-- [from 768 workers, changed by 20 %] (2011)". One row per relation.
with named as (
    select relation_key, law, unnest(claims) as claim, generate_subscripts(claims, 1) as position
    from {{ ref('int_relations') }}
),

bases as (
    select
        named.relation_key, bases.claim, bases.claims[1] as level, bases.period_id, bases.reading,
        bases.indicator_code,
        {{ printed('levels') }} as printed,
        {{ amount('bases.value::decimal(28, 1)::decimal(28, 6)', 'bases.unit_code', 'units.label_vi', 'vi') }} as amount
    from named
    inner join {{ ref('int_bases') }} as bases
        on named.claim = bases.claim and named.law <> 'derived' and bases.reading <> 'yearly'
    semi join named as others on named.relation_key = others.relation_key and bases.claims[1] = others.claim
    inner join {{ ref('int_claims_conformed') }} as levels on bases.claims[1] = levels.claim
    left join {{ ref('dim_unit') }} as units on bases.unit_code = units.unit_code
),

figures as (
    select
        named.relation_key, named.position, coalesce(bases.period_id, claims.period_id) as period_id,
        coalesce(bases.indicator_code, claims.indicator_code) as indicator_code,
        {% for name in ['place_id', 'place_part', 'scope_code', 'funding_source'] -%}
        claims.{{ name }},
        {% endfor -%}
        if(named.law <> 'derived' and bases.claim is null, claims.measure, '') as measure,
        {% set base = {'amount': 'bases.amount', 'level': 'bases.printed', 'change': printed('claims')} -%}
        {% for language in ['en', 'vi'] -%}
        case
            when bases.claim is null then {{ printed('claims') }}
            when bases.reading = 'counted' then {{ message('relations.counted', language, base) }}
            when claims.base = 'plan' or claims.measure in ('share', '')
                then {{ message('relations.worked-back-whole', language, base) }}
            else {{ message('relations.worked-back', language, base) }}
        end as printed_{{ language }},
        {% endfor -%}
        claims.report_id
    from named
    anti join bases as replaced on named.relation_key = replaced.relation_key and named.claim = replaced.level
    inner join {{ ref('int_claims_conformed') }} as claims on named.claim = claims.claim
    left join bases on named.relation_key = bases.relation_key and named.claim = bases.claim
),

differences as (
    select
        {% for name in [
            'indicator_code', 'measure', 'place_id', 'scope_code', 'funding_source', 'period_id', 'report_id',
        ] -%}
        min(hash({{ name }})) <> max(hash({{ name }})) as differ_in_{{ name }},
        {% endfor -%}
        relation_key
    from figures
    group by relation_key
),

texts as (
    select
        {% for language, period_label in [('en', 'period_label_en'), ('vi', 'period_label')] -%}
        concat_ws(', ', indicators.label_{{ language }}, places.name_vi) as about_{{ language }},
        figures.printed_{{ language }} || coalesce(' (' || nullif(concat_ws(
            ', ',
            if(differences.differ_in_indicator_code, indicators.label_{{ language }}, null),
            if(differences.differ_in_measure and figures.measure <> '', measures.label_{{ language }}, null),
            if(differences.differ_in_place_id, places.name_vi, null),
            nullif(figures.place_part, ''),
            if(differences.differ_in_scope_code, nullif(scopes.label_{{ language }}, ''), null),
            if(differences.differ_in_funding_source, sources.label_{{ language }}, null),
            if(differences.differ_in_period_id, periods.{{ period_label }}, null),
            if(differences.differ_in_report_id, figures.report_id, null)
        ), '') || ')', '') as text_{{ language }},
        {% endfor -%}
        figures.relation_key, figures.position
    from figures
    inner join differences on figures.relation_key = differences.relation_key
    left join {{ ref('measures') }} as measures on figures.measure = measures.measure
    left join {{ ref('dim_indicator') }} as indicators on figures.indicator_code = indicators.indicator_code
    left join {{ ref('dim_place') }} as places on figures.place_id = places.place_id
    left join {{ ref('dim_scope') }} as scopes on figures.scope_code = scopes.scope_code
    left join {{ ref('dim_period') }} as periods on figures.period_id = periods.period_id
    left join {{ ref('dim_funding_source') }} as sources
        on figures.funding_source = sources.funding_source and figures.funding_source <> ''
)

-- put in order once they are gathered: an aggregate that sorts takes ten times as long, and much memory
select
    {% for language in ['en', 'vi'] -%}
    list_select(list(text_{{ language }}), list_grade_up(list(position))) as texts_{{ language }},
    arg_max(about_{{ language }}, position) as about_{{ language }},
    {% endfor -%}
    relation_key
from texts
group by relation_key
