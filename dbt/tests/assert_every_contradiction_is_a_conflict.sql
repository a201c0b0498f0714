{{ config(meta=shown_at('conflicts')) }}

with observations as (
    select * from {{ ref('observations') }}
),

conflicts as (
    select * from {{ ref('conflicts') }}
    where kind = 'competing'
),

contested as (
    select * from observations
    where has_conflict
),

wrong as (
    select
        coalesce(contested.cell_id, conflicts.cell_id) as cell_id,
        conflicts.conflict_id,
        conflicts.resolution
    from contested
    full outer join conflicts on contested.cell_id = conflicts.cell_id
    where
        contested.cell_id is null
        or conflicts.cell_id is null
        or conflicts.resolution <> if(contested.report_id is null, 'unresolved', 'chosen')
        or len(conflicts.claims) <> contested.claim_count
        or coalesce(conflicts.explanation_en, '') = ''
        or coalesce(conflicts.explanation_vi, '') = ''
)

select * from wrong
