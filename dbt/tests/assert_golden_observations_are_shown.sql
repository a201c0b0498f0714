-- Values checked by hand against the articles catch what all other checks accept. A golden value goes with its report:
-- while that is not there, or rejected, it waits; without a report it is always due.
{{ config(meta=shown_at('observations')) }}

with reports as (
    select report_id from {{ ref('dim_report') }}
    where status = 'accepted'
),

golden_values as (
    select golden_values.*
    from {{ ref('golden_observations') }} as golden_values
    left join reports on golden_values.report_id = reports.report_id
    where golden_values.report_id is null or reports.report_id is not null
),

observations as (
    select * from {{ ref('observations') }}
),

missing_values as (
    select
        golden_values.indicator_code,
        golden_values.place_id,
        golden_values.scope_code,
        golden_values.period_id,
        golden_values.value as value_expected,
        observations.value as value_shown
    from golden_values
    left join observations
        on
            coalesce(golden_values.indicator_code, '') = observations.indicator_code
            and coalesce(golden_values.measure, '') = observations.measure
            and coalesce(golden_values.base, '') = observations.base
            and coalesce(golden_values.place_id, '') = observations.place_id
            and coalesce(golden_values.place_part, '') = observations.place_part
            and coalesce(golden_values.scope_code, '') = observations.scope_code
            and coalesce(golden_values.period_id, '') = observations.period_id
            and coalesce(golden_values.nature, '') = observations.nature
            and coalesce(golden_values.funding_source, '') = observations.funding_source
            and coalesce(golden_values.unit_code, '') = observations.unit_code
    where observations.value is distinct from golden_values.value
)

select * from missing_values
