{{ config(meta=shown_at('observations')) }}

with observations as (
    select * from {{ ref('observations') }}
),

claims as (
    select * from {{ ref('claims') }}
),

reports as (
    select * from {{ ref('dim_report') }}
),

verification as (
    select * from {{ ref('verification') }}
),

-- an observation rests on its chosen claim; unresolved, on all of them
resting as (
    select
        observations.cell_id,
        claims.claim,
        claims.report_id,
        claims.figure,
        claims.source_file,
        claims.source_line,
        claims.value_printed
    from observations
    left join claims
        on
            observations.cell_id = claims.cell_id
            and coalesce(observations.report_id = claims.report_id and observations.figure = claims.figure, true)
),

-- a report whose text is not kept has no lines to name
judged as (
    select
        resting.cell_id,
        resting.claim,
        case
            when resting.claim is null then 'no claim'
            when reports.report_id is null then 'no report'
            when
                reports.source_file <> ''
                and (resting.source_line is null or resting.source_file is distinct from reports.source_file)
                then 'no line of its text'
            when coalesce(resting.value_printed, '') = '' then 'nothing printed'
            when verification.report_id is null then 'not verified, nor said not to be'
        end as missing
    from resting
    left join reports on resting.report_id = reports.report_id
    left join verification
        on resting.report_id = verification.report_id and resting.figure = verification.figure
),

wrong as (
    select * from judged
    where missing is not null
)

select * from wrong
