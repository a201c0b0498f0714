with findings as (
    select * from {{ source('raw', 'findings') }}
),

typed as (
    select
        report_id,
        figure::integer as figure,
        row::integer as sheet_row,
        coalesce(column_name, '') as column_name,
        rule_id,
        severity,
        coalesce(found, '') as found,
        coalesce(accepted, '') as accepted,
        coalesce(message_en, '') as message_en,
        coalesce(message_vi, '') as message_vi
    from findings
)

select * from typed
