-- Every number must lead back to the line it was printed on, or nobody can check it.
{{ config(meta=shown_at('observations', of_places=true, all_of=['verification'])) }}

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
supporting_claims as (
    select
        claims.*,
        observations.cell_id as for_cell
    from observations
    inner join claims on observations.cell_id = claims.cell_id
    where coalesce(observations.report_id = claims.report_id and observations.figure = claims.figure, true)
),

observation_sources as (
    select
        observations.cell_id,
        supporting_claims.claim,
        supporting_claims.report_id,
        supporting_claims.figure,
        supporting_claims.source_file,
        supporting_claims.source_line,
        supporting_claims.value_printed
    from observations
    left join supporting_claims on observations.cell_id = supporting_claims.for_cell
),

-- a report whose text is not kept has no lines to name
gaps as (
    select
        observation_sources.cell_id,
        observation_sources.claim,
        case
            when observation_sources.claim is null then 'no claim'
            when reports.report_id is null then 'no report'
            when
                reports.source_file <> ''
                and (
                    observation_sources.source_line is null
                    or observation_sources.source_file is distinct from reports.source_file
                )
                then 'no line of its text'
            when coalesce(observation_sources.value_printed, '') = '' then 'nothing printed'
            when verification.report_id is null then 'not verified, nor said not to be'
        end as missing
    from observation_sources
    left join reports on observation_sources.report_id = reports.report_id
    left join verification
        on observation_sources.report_id = verification.report_id and observation_sources.figure = verification.figure
),

violations as (
    select * from gaps
    where missing is not null
)

select * from violations
