with claims as (
    select * from {{ source('raw', 'claims') }}
),

renamed as (
    select
        * exclude (row),
        row as sheet_row
    from claims
)

select * from renamed
