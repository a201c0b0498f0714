with claims as (
    select * from {{ ref('stg_claims') }}
),

periods as (
    select
        period_id,
        min(period_label) as period_label,
        min(period_label_en) as period_label_en,
        min(period_start) as period_start,
        min(period_end) as period_end,
        min(period_kind) as period_kind,
        bool_or(period_private) as period_private,
        coalesce(min(report_id) filter (where period_private), '') as report_id
    from claims
    group by period_id
),

in_order as (
    select * from periods
    order by period_start nulls last, period_id
)

select * from in_order
