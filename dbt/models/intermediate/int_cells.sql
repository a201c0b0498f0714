{{ config(materialized='view') }}

with claims as (
    select * from {{ ref('int_claims_conformed') }}
),

resolved as (
    select * from {{ ref('int_claims_resolved') }}
),

checks as (
    select * from {{ ref('int_claim_checks') }}
),

claims_with_status as (
    select
        claims.* replace (list_concat(claims.flags, coalesce(checks.flags, [])) as flags),
        resolved.claim_status,
        resolved.rank,
        resolved.is_disputed,
        not coalesce(checks.is_part, false) as is_total,
        {{ check_columns('checks') }}
    from claims
    left join resolved on claims.report_id = resolved.report_id and claims.sheet_row = resolved.sheet_row
    left join checks on claims.claim = checks.claim
),

-- who has no competitor is chosen, and is the cell; that is nearly everybody
uncontested_cells as (
    select
        cell_id,
        subject,
        {% for part in cell_parts() -%}
        {{ part }},
        {% endfor -%}
        value,
        value_low,
        value_high,
        report_id,
        figure,
        1 as claim_count,
        check_status in ('contradicted', 'doubted') as has_conflict,
        check_status,
        confirmations,
        confirmations_elsewhere,
        contradictions,
        relation_ids,
        date_low,
        date_high,
        is_total,
        list_sort(list_distinct(inferred)) as inferred,
        list_sort(list_distinct(flags)) as flags
    from claims_with_status
    where claim_status is null
),

-- an unresolved cell shows the hull of its claims; an interval with an open end makes the hull open
contested_cells as (
    select
        cell_id,
        -- what its claims say in several ways is shown as the first of them says it
        {% for part in ['subject'] + cell_parts() -%}
        arg_min({{ part }}, rank) as {{ part }},
        {% endfor -%}
        max(value) filter (where claim_status = 'chosen') as value,
        max(value_low) filter (where claim_status = 'chosen') as chosen_low,
        max(value_high) filter (where claim_status = 'chosen') as chosen_high,
        min(value_low) as hull_low,
        case
            when count(value_high) = count(*) filter (where claim_status = 'unresolved') then max(value_high)
        end as hull_high,
        min(date_low) as date_low,
        max(date_high) as date_high,
        bool_and(is_total) as is_total,
        max(report_id) filter (where claim_status = 'chosen') as report_id,
        max(figure) filter (where claim_status = 'chosen') as figure,
        count(*)::integer as claim_count,
        bool_or(is_disputed or check_status in ('contradicted', 'doubted')) as has_conflict,
        -- the worst that is said of the claims it rests on
        arg_min(check_status, list_position({{ check_statuses() }}, check_status))
        filter (where claim_status in ('chosen', 'unresolved')) as check_status,
        {% for name in ['confirmations', 'confirmations_elsewhere', 'contradictions'] -%}
        max({{ name }}) filter (where claim_status in ('chosen', 'unresolved')) as {{ name }},
        {% endfor -%}
        list_sort(list_distinct(flatten(
            list(relation_ids) filter (where claim_status in ('chosen', 'unresolved'))
        ))) as relation_ids,
        bool_or(claim_status = 'unresolved') as is_unresolved,
        list_sort(list_distinct(flatten(
            list(inferred) filter (where claim_status in ('chosen', 'unresolved'))
        ))) as inferred,
        list_sort(list_distinct(flatten(
            list(flags) filter (where claim_status in ('chosen', 'unresolved'))
        ))) as flags
    from claims_with_status
    where claim_status is not null
    group by cell_id
),

contested_values as (
    select
        * exclude (chosen_low, chosen_high, hull_low, hull_high, is_unresolved),
        if(is_unresolved, hull_low, chosen_low) as value_low,
        if(is_unresolved, hull_high, chosen_high) as value_high
    from contested_cells
),

all_cells as (
    select * from uncontested_cells
    union all by name
    select * from contested_values
)

select * from all_cells
