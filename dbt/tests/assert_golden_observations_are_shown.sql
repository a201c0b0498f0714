{{ config(meta=shown_at('observations')) }}

-- a golden value goes with its report: whoever withdraws the report withdraws it too; without a report it is always due
with reports as (
    select report_id from {{ ref('dim_report') }}
),

golden as (
    select golden.*
    from {{ ref('golden_observations') }} as golden
    left join reports on golden.report_id = reports.report_id
    where golden.report_id is null or reports.report_id is not null
),

observations as (
    select * from {{ ref('observations') }}
),

missing as (
    select
        golden.indicator_code,
        golden.place_id,
        golden.scope_code,
        golden.period_id,
        golden.value as value_expected,
        observations.value as value_shown
    from golden
    left join observations
        on
            coalesce(golden.indicator_code, '') = observations.indicator_code
            and coalesce(golden.measure, '') = observations.measure
            and coalesce(golden.base, '') = observations.base
            and coalesce(golden.place_id, '') = observations.place_id
            and coalesce(golden.place_part, '') = observations.place_part
            and coalesce(golden.scope_code, '') = observations.scope_code
            and coalesce(golden.period_id, '') = observations.period_id
            and coalesce(golden.nature, '') = observations.nature
            and coalesce(golden.funding_source, '') = observations.funding_source
            and coalesce(golden.unit_code, '') = observations.unit_code
    where observations.value is distinct from golden.value
)

select * from missing
