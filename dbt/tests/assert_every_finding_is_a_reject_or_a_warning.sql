{{ config(meta=shown_at('rejects')) }}

with findings as (
    select
        report_id,
        rule_id,
        severity,
        message_en
    from {{ ref('stg_findings') }}
),

shown as (
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
),

hidden as (
    select * from findings
    except all
    select * from shown
),

invented as (
    select * from shown
    except all
    select * from findings
),

differences as (
    select * from hidden
    union all
    select * from invented
)

select * from differences
