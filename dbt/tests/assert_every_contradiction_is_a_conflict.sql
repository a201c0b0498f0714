-- Whoever sees has_conflict must find in quality.conflicts what contradicts what, once and in both languages.
{{ config(meta=shown_at('conflicts')) }}

with observations as (
    select * from {{ ref('observations') }}
),

conflicts as (
    select * from {{ ref('conflicts') }}
    where kind = 'competing'
),

contested_cells as (
    select * from observations
    where has_conflict
),

violations as (
    select
        coalesce(contested_cells.cell_id, conflicts.cell_id) as cell_id,
        conflicts.conflict_id,
        conflicts.resolution
    from contested_cells
    full outer join conflicts on contested_cells.cell_id = conflicts.cell_id
    where
        contested_cells.cell_id is null
        or conflicts.cell_id is null
        or conflicts.resolution <> if(contested_cells.report_id is null, 'unresolved', 'chosen')
        or len(conflicts.claims) <> contested_cells.claim_count
        or coalesce(conflicts.explanation_en, '') = ''
        or coalesce(conflicts.explanation_vi, '') = ''
)

select * from violations
