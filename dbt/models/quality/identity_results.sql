with identities as (
    select * from {{ ref('int_identities') }}
),

claims as (
    select * from {{ ref('int_claims_conformed') }}
),

scopes as (
    select * from {{ ref('dim_scope') }}
),

places as (
    select * from {{ ref('dim_place') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

units as (
    select * from {{ ref('dim_unit') }}
),

funding_sources as (
    select * from {{ ref('dim_funding_source') }}
),

-- the relation in words: of the vocabulary, of the tree of funding sources, or of its kind
vocabulary_labels as (
    select distinct
        identity_id,
        label_en,
        label_vi
    from {{ ref('identities') }}
),

funding_labels as (
    select
        {% for language in ['en', 'vi'] -%}
        {{ message('relations.by-source-of-money', language, {
            'whole': 'wholes.label_' ~ language,
            'parts': "string_agg(parts.label_" ~ language ~ ", ' + ' order by parts.label_vi)",
        }) }} as label_{{ language }},
        {% endfor -%}
        'funding-' || wholes.funding_source as identity_id
    from funding_sources as wholes
    inner join funding_sources as parts on wholes.funding_source = parts.parent and parts.in_partition
    group by wholes.funding_source, wholes.label_en, wholes.label_vi
),

labels as (
    select * from vocabulary_labels
    union all by name
    select * from funding_labels
),

identities_with_labels as (
    select
        identities.*,
        {% for language, period_label in [('en', 'period_label_en'), ('vi', 'period_label')] -%}
        concat_ws(
            ', ',
            indicators.label_{{ language }},
            nullif(scopes.label_{{ language }}, ''),
            nullif(claims.place_part, ''),
            places.name_vi,
            periods.{{ period_label }}
        ) as about_{{ language }},
        coalesce(labels.label_{{ language }}, {{ label('relation', 'identities.identity_id', language) }})
            as label_{{ language }},
        -- told of few, so worked out for few
        case
            when identities.outcome in ('violated', 'holds_loosely')
                then
                    {{ in_digits('identities.imbalance', language) }}
                    || ' ' || {{ either('units.label_' ~ language, 'identities.unit_code') }}
        end as off_by_{{ language }},
        {% endfor -%}
        identities.found_said || ' ↔ ' || identities.expected_said as compared
    from identities
    -- the whole, or the relative figure, says what it is about
    left join claims on identities.anchor = claims.claim
    left join scopes on claims.scope_code = scopes.scope_code
    left join places on identities.place_id = places.place_id
    left join periods on identities.period_id = periods.period_id
    left join indicators on identities.indicator_code = indicators.indicator_code
    left join units on identities.unit_code = units.unit_code
    left join labels on identities.identity_id = labels.identity_id
),

explanations as (
    select
        identity_id,
        kind,
        indicator_code,
        place_id,
        period_id,
        outcome as status,
        expected_low::decimal(28, 6) as expected_low,
        expected_high::decimal(28, 6) as expected_high,
        found_low,
        found_high,
        imbalance::decimal(28, 6) as imbalance,
        unit_code,
        {% for language in ['en', 'vi'] -%}
        {% set parts = {'found': "split_part(parts, '/', 1)", 'needed': "split_part(parts, '/', 2)"} -%}
        {% set off_by = {'imbalance': 'off_by_' ~ language} -%}
        {% set exception = {'reason': 'exception_reason', 'day': 'exception_review_by'} -%}
        about_{{ language }} || ': ' || label_{{ language }}
        || if(kind = 'cover', ', ' || {{ message('relations.parts-may-overlap', language) }}, '')
        || if(is_stand_in, '; ' || {{ message('relations.source-of-whole-not-said', language) }}, '')
        || ': ' || compared || '. '
        || case
            when outcome = 'holds' then {{ message('relations.holds', language) }}
            when outcome = 'holds_loosely' and is_possible and imbalance > 0
                then {{ message('relations.holds-if-same-span-off-by', language, off_by) }}
            when outcome = 'holds_loosely' and is_possible
                then {{ message('relations.holds-if-same-span', language) }}
            when outcome = 'holds_loosely' and imbalance > 0
                then {{ message('relations.holds-if-rounded-off-by', language, off_by) }}
            when outcome = 'holds_loosely' then {{ message('relations.holds-if-rounded', language) }}
            when outcome = 'not_evaluable' then {{ message('relations.not-evaluable', language, parts) }}
            when outcome = 'violated' and kind = 'partition' and is_cover
                then {{ message('relations.violated-unless-overlapping', language, off_by) }}
            when outcome = 'violated' then {{ message('relations.violated', language, off_by) }}
            else {{ message('relations.known-not-to-hold', language, exception) }}
        end as explanation_{{ language }},
        {% endfor -%}
        claims
    from identities_with_labels
),

in_order as (
    select * from explanations
    order by status desc, identity_id asc, claims asc
)

select * from in_order
