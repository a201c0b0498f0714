with corrections as (
    select * from {{ ref('stg_corrections') }}
),

in_order as (
    select * from corrections
    order by report_id, figure, correction_id
)

select * from in_order
