with corrections as (
    select * from {{ source('raw', 'corrections') }}
)

select * from corrections
