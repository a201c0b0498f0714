-- A finding with a severity that neither table knows would be shown to nobody. What is found between claims is none.
{{ config(meta=shown_at('rejects')) }}

with findings as (
    select
        report_id,
        rule_id,
        severity,
        message_en
    from {{ ref('stg_findings') }}
),

published_findings as (
    select
        report_id,
        rule_id,
        severity,
        message_en
    from {{ ref('rejects') }}
    union all
    select
        report_id,
        rule_id,
        severity,
        message_en
    from {{ ref('warnings') }}
    where rule_id <> 'value-of-usual-size'
),

missing_findings as (
    select * from findings
    except all
    select * from published_findings
),

extra_findings as (
    select * from published_findings
    except all
    select * from findings
),

differences as (
    select * from missing_findings
    union all
    select * from extra_findings
)

select * from differences
