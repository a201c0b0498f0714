with findings as (
    select * from {{ ref('stg_findings') }}
),

unusual_sizes as (
    select
        report_id,
        figure,
        sheet_row as row,
        'value' as column_name,
        'value-of-usual-size' as rule_id,
        'warning' as severity,
        concat_ws(' ', value_printed, nullif(unit_printed, '')) as found,
        median::varchar || ' ' || unit_code as accepted,
    {% for language in ['en', 'vi'] -%}
        {{ message('warnings.unusual-size', language, {
            'claim': 'claim', 'cells': 'cells_compared', 'median': in_digits('median', language), 'unit': 'unit_code',
            'value': in_digits('value', language)
        }) }} as message_{{ language }}{{ ',' if not loop.last }}
    {% endfor -%}
    from {{ ref('int_unusual_sizes') }}
),

findings_of_ingest as (
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
),

warnings as (
    select * from findings_of_ingest
    union all
    select * from unusual_sizes
)

select * from warnings
