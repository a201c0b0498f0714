-- What the figures of a relation are called in its sentence: with what tells them from each other.
with differences as (
    select
        {% for name in ['indicator_code', 'place_id', 'scope_code', 'funding_source', 'period_id', 'report_id'] -%}
        min({{ name }}) <> max({{ name }}) as differ_in_{{ name }},
        {% endfor -%}
        relation_id
    from {{ ref('int_relation_members') }}
    group by relation_id
),

texts as (
    select
        {% for language, period_label in [('en', 'period_label_en'), ('vi', 'period_label')] -%}
        concat_ws(', ', indicators.label_{{ language }}, places.name_vi) as about_{{ language }},
        {{ figure_in_sentence(language, 'figures.' ~ period_label) }} as text_{{ language }},
        {% endfor -%}
        figures.relation_id, figures.position
    from {{ ref('int_relation_members') }} as figures
    inner join differences on figures.relation_id = differences.relation_id
    left join {{ ref('dim_indicator') }} as indicators on figures.indicator_code = indicators.indicator_code
    left join {{ ref('dim_place') }} as places on figures.place_id = places.place_id
    left join {{ ref('dim_scope') }} as scopes on figures.scope_code = scopes.scope_code
    left join {{ ref('dim_funding_source') }} as funding_sources
        on figures.funding_source = funding_sources.funding_source
),

gathered as (
    select
        {% for language in ['en', 'vi'] -%}
        list(text_{{ language }}) as texts_{{ language }},
        arg_max(about_{{ language }}, position) as about_{{ language }},
        {% endfor -%}
        relation_id, list(position) as positions
    from texts
    group by relation_id
),

-- put in order once they are gathered: an aggregate that sorts takes ten times as long, and much memory
in_order as (
    select
        {% for language in ['en', 'vi'] -%}
        list_select(texts_{{ language }}, list_grade_up(positions)) as texts_{{ language }},
        about_{{ language }},
        {% endfor -%}
        relation_id
    from gathered
)

select * from in_order
