with reports as (
    select * from {{ source('raw', 'reports') }}
)

select * from reports
