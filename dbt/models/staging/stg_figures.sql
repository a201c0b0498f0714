with figures as (
    select * from {{ source('raw', 'figures') }}
),

renamed as (
    select
        report_id,
        row as sheet_row,
        figure as figure_written,
        value as value_written,
        unit as unit_written
    from figures
)

select * from renamed
