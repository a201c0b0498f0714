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

contested as (
    select
        resolved.*,
        {% for language in ['en', 'vi'] -%}
        case resolved.gives_way_as
            when 'inferred' then {{ message('conflicts.because-inferred', language) }}
            when 'estimate' then {{ message('conflicts.because-estimate', language) }}
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
    having bool_or(is_disputed)
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

relations as (
    select * from {{ ref('relations') }}
    where law = 'same' and status = 'possible_conflict'
),

possible as (
    select
        relations.relation_id as conflict_id,
        'comparable' as kind,
        claims.cell_id,
        relations.claims,
        relations.sentence_en as explanation_en,
        relations.sentence_vi as explanation_vi,
        relations.status as resolution
    from relations
    inner join claims on relations.claims[1] = claims.claim
    left join contested_cells on claims.cell_id = contested_cells.cell_id
    -- of claims that compete it is said above
    where relations.axis <> 'cell' or contested_cells.cell_id is null
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
