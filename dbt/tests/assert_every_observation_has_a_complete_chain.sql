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

-- an observation rests on its chosen claim; unresolved, on all of them; joined by what can be hashed, because with
-- the two cases in one condition every observation meets every claim
rests_on as (
    select
        claims.*,
        observations.cell_id as for_cell
    from observations
    inner join claims on observations.cell_id = claims.cell_id
    where coalesce(observations.report_id = claims.report_id and observations.figure = claims.figure, true)
),

resting as (
    select
        observations.cell_id,
        rests_on.claim,
        rests_on.report_id,
        rests_on.figure,
        rests_on.source_file,
        rests_on.source_line,
        rests_on.value_printed
    from observations
    left join rests_on on observations.cell_id = rests_on.for_cell
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
