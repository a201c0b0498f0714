with findings as (
    select * from {{ source('raw', 'findings') }}
),

renamed as (
    select
        * exclude (row),
        row as sheet_row
    from findings
)

select * from renamed
