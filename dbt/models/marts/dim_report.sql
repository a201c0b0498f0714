with reports as (
    select * from {{ ref('stg_reports') }}
),

in_order as (
    select * from reports
    order by report_id
)

select * from in_order
