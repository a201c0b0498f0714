with findings as (
    select * from {{ ref('stg_findings') }}
),

rejects as (
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
    where severity in ('error', 'critical')
)

select * from rejects
