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
        status in ('violated', 'possible_conflict') as is_at_odds,
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
        figures.is_at_odds and figures.confirmations = differences.fewest_confirmations
        and differences.fewest_confirmations < differences.most_confirmations as is_suspect,
        concat_ws(', ', indicators.label_en, places.name_vi) as about_en,
        concat_ws(', ', indicators.label_vi, places.name_vi) as about_vi,
        {{ figure_in_sentence('en', 'figures.period_label_en') }} as text_en,
        {{ figure_in_sentence('vi', 'figures.period_label') }} as text_vi
    from members_with_claims as figures
    inner join differences on figures.relation_id = differences.relation_id
    left join indicators on figures.indicator_code = indicators.indicator_code
    left join places on figures.place_id = places.place_id
    left join scopes on figures.scope_code = scopes.scope_code
    left join funding_sources on figures.funding_source = funding_sources.funding_source
),

-- what other relations confirm is nearer to the truth: the others are worth a look
sentence_parts as (
    select
        relation_id,
        list(claim order by position) filter (where is_suspect) as suspects,
        string_agg(printed, ', ' order by position) filter (where is_suspect) as suspects_printed,
        list(text_en order by position) as texts_en,
        list(text_vi order by position) as texts_vi,
        arg_max(about_en, position) as about_en,
        arg_max(about_vi, position) as about_vi
    from texts
    group by relation_id
),

sentences as (
    select
        relations.*,
        coalesce(sentence_parts.suspects, []) as suspects,
        {{ sentence_of_relation('en') }} as sentence_en,
        {{ sentence_of_relation('vi') }} as sentence_vi
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
