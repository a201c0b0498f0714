-- Whoever sees has_conflict must find what contradicts what, in both languages: the claims of one cell once in
-- quality.conflicts, others in quality.relations.
{{ config(meta=shown_at('conflicts')) }}

with observations as (
    select * from {{ ref('observations') }}
),

conflicts as (
    select * from {{ ref('conflicts') }}
    where kind = 'competing'
),

broken_relations as (
    select unnest(claims) as claim
    from {{ ref('relations') }}
    where status in ('violated', 'possible_conflict', 'jump')
),

cells_in_broken_relations as (
    select distinct claims.cell_id
    from {{ ref('claims') }} as claims
    inner join broken_relations on claims.claim = broken_relations.claim
),

cells_of_losers as (
    select distinct cell_id
    from {{ ref('claims') }}
    where claim_status in ('loses', 'unresolved') and has_conflict
),

-- a cell is contested by its own claims, or by what they say of others
contested_cells as (
    select observations.*
    from observations
    left join cells_in_broken_relations on observations.cell_id = cells_in_broken_relations.cell_id
    left join cells_of_losers on observations.cell_id = cells_of_losers.cell_id
    where
        observations.has_conflict
        and (cells_in_broken_relations.cell_id is null or cells_of_losers.cell_id is not null)
),

unmarked_cells as (
    select observations.cell_id
    from observations
    inner join cells_in_broken_relations on observations.cell_id = cells_in_broken_relations.cell_id
    where not observations.has_conflict
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
    union all
    select
        cell_id,
        null as conflict_id,
        null as resolution
    from unmarked_cells
)

select * from violations
