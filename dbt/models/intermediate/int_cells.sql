with claims as (
    select * from {{ ref('int_claims_conformed') }}
),

resolved as (
    select * from {{ ref('int_claims_resolved') }}
),

related as (
    select * from {{ ref('int_claim_flags') }}
),

-- who has no competitor is chosen
judged as (
    select
        claims.* replace (list_concat(claims.flags, coalesce(related.flags, [])) as flags),
        coalesce(resolved.claim_status, 'chosen') as claim_status
    from claims
    left join resolved on claims.report_id = resolved.report_id and claims.sheet_row = resolved.sheet_row
    left join related on claims.claim = related.claim
),

-- an unresolved cell shows the hull of its claims; an interval with an open end makes the hull open
cells as (
    select
        cell_id,
        subject,
        {% for part in cell_parts() -%}
        {{ part }},
        {% endfor -%}
        max(value) filter (where claim_status = 'chosen') as value,
        max(value_low) filter (where claim_status = 'chosen') as chosen_low,
        max(value_high) filter (where claim_status = 'chosen') as chosen_high,
        case when count(value_low) = count(*) then min(value_low) end as hull_low,
        case when count(value_high) = count(*) then max(value_high) end as hull_high,
        max(report_id) filter (where claim_status = 'chosen') as report_id,
        max(figure) filter (where claim_status = 'chosen') as figure,
        count(*)::integer as claim_count,
        bool_or(claim_status in ('loses', 'unresolved')) as has_conflict,
        bool_or(claim_status = 'unresolved') as is_unresolved,
        list_sort(list_distinct(flatten(
            list(inferred) filter (where claim_status in ('chosen', 'unresolved'))
        ))) as inferred,
        list_sort(list_distinct(flatten(
            list(flags) filter (where claim_status in ('chosen', 'unresolved'))
        ))) as flags
    from judged
    group by all
),

shown as (
    select
        * exclude (chosen_low, chosen_high, hull_low, hull_high),
        case when is_unresolved then hull_low else chosen_low end as value_low,
        case when is_unresolved then hull_high else chosen_high end as value_high
    from cells
)

select * from shown
