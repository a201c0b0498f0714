with claims as (
    select * from {{ ref('int_claims_conformed') }}
),

resolved as (
    select * from {{ ref('int_claims_resolved') }}
),

observations as (
    select
        observations.*,
        periods.period_label_en
    from {{ ref('observations') }} as observations
    left join {{ ref('dim_period') }} as periods on observations.period_id = periods.period_id
),

scopes as (
    select * from {{ ref('dim_scope') }}
),

funding_sources as (
    select * from {{ ref('dim_funding_source') }}
),

contested as (
    select
        resolved.*,
        {% for language in ['en', 'vi'] -%}
        case resolved.gives_way_as
            when 'inferred' then {{ message('conflicts.because-inferred', language) }}
            when 'precedence' then {{ message('conflicts.because-of-precedence', language) }}
            when 'title' then {{ message('conflicts.because-title', language) }}
            when 'superseded' then {{ message('conflicts.because-superseded', language) }}
        end as reason_{{ language }},
        {% endfor -%}
        resolved.claim || ' (' || {{ printed('claims') }} || ')' as claim_printed
    from resolved
    left join claims on resolved.report_id = claims.report_id and resolved.sheet_row = claims.sheet_row
),

contested_cells as (
    select
        cell_id,
        max(claim_printed) filter (where claim_status = 'chosen') as winner,
        list(claim order by rank) as claims,
        string_agg(claim_printed, '; ' order by rank)
        filter (where claim_status not in ('corroborates', 'cut_off')) as rivals,
        string_agg(claim_printed, '; ' order by rank) filter (where claim_status = 'loses') as losers,
        string_agg(distinct reason_en, '; ' order by reason_en) filter (where claim_status = 'loses') as reasons_en,
        string_agg(distinct reason_vi, '; ' order by reason_vi) filter (where claim_status = 'loses') as reasons_vi,
        bool_or(claim_status = 'unresolved') as is_unresolved
    from contested
    group by cell_id
    having bool_or(claim_status in ('loses', 'unresolved'))
),

competing as (
    select
        'competing-' || contested_cells.cell_id as conflict_id,
        'competing' as kind,
        contested_cells.cell_id,
        contested_cells.claims,
        {% for language, period_label in [('en', 'period_label_en'), ('vi', 'period_label')] -%}
        observations.indicator_label_{{ language }} || ', ' || observations.place_name || ', '
        || observations.{{ period_label }} || ': '
        || case
            when contested_cells.is_unresolved
                then {{ message('conflicts.unresolved', language, {'claims': 'contested_cells.rivals'}) }}
            else {{ message('conflicts.chosen', language, {
                'winner': 'contested_cells.winner', 'losers': 'contested_cells.losers',
                'reasons': 'contested_cells.reasons_' ~ language,
            }) }}
        end as explanation_{{ language }},
        {% endfor -%}
        case when contested_cells.is_unresolved then 'unresolved' else 'chosen' end as resolution
    from contested_cells
    left join observations on contested_cells.cell_id = observations.cell_id
),

related as (
    select * from {{ ref('int_claim_relations') }}
),

members as (
    select
        *,
        unnest(claims) as claim
    from related
),

-- a claim with what tells it from the others: its scope, whose money, which span
member_texts as (
    select
        members.*,
        {% for language, period_label in [('en', 'period_label_en'), ('vi', 'period_label')] -%}
        concat_ws(
            ', ',
            {{ printed('claims') }},
            nullif(scopes.label_{{ language }}, ''),
            if(claims.funding_source = '', null, funding_sources.label_{{ language }}),
            claims.{{ period_label }}
        ) as text_{{ language }},
        {% endfor -%}
        claims.report_id
    from members
    inner join claims on members.claim = claims.claim
    left join scopes on claims.scope_code = scopes.scope_code
    left join funding_sources on claims.funding_source = funding_sources.funding_source
),

related_texts as (
    select
        kind,
        cell_id,
        claims,
        agrees,
        is_possible_span,
        string_agg(claim || ' (' || text_en || ')', '; ' order by claim) as text_en,
        string_agg(claim || ' (' || text_vi || ')', '; ' order by claim) as text_vi
    from member_texts
    group by kind, cell_id, claims, agrees, is_possible_span
),

possible as (
    select
        related_texts.kind || '-' || array_to_string(related_texts.claims, '-') as conflict_id,
        related_texts.kind,
        related_texts.cell_id,
        related_texts.claims,
        {% for language in ['en', 'vi'] -%}
        observations.indicator_label_{{ language }} || ', ' || observations.place_name || ': '
        || related_texts.text_{{ language }} || '. '
        || case related_texts.kind
            when 'repeat' then {{ message('conflicts.repeat', language) }}
            when 'comparable'
                then
                    if(
                        related_texts.agrees,
                        {{ message('conflicts.perhaps-the-same', language) }},
                        {{ message('conflicts.perhaps-contradicting', language) }}
                    )
            when 'unsaid_part' then {{ message('conflicts.unsaid-part', language) }}
            when 'whole_part' then {{ message('conflicts.whole-part', language) }}
            else {{ message('conflicts.sum-of-parts', language) }}
        end
        || if(related_texts.is_possible_span, ' ' || {{ message('conflicts.spans-may-be-the-same', language) }}, '')
            as explanation_{{ language }},
        {% endfor -%}
        if(
            related_texts.kind in ('whole_part', 'sum_of_parts') or not related_texts.agrees,
            'possible_conflict', 'possibly_same'
        ) as resolution
    from related_texts
    left join observations on related_texts.cell_id = observations.cell_id
),

conflicts as (
    select * from competing
    union all
    select * from possible
),

in_order as (
    select * from conflicts
    order by conflict_id
)

select * from in_order
