with findings as (
    select * from {{ ref('stg_findings') }}
),

warnings as (
    select
        report_id,
        figure,
        sheet_row as row,
        column_name,
        rule_id,
        severity,
        found,
        accepted,
        message_en,
        message_vi
    from findings
    where severity in ('info', 'warning')
)

select * from warnings
