-- Whether the claims of a cell contradict each other is decided once: what becomes of them, the relation between them,
-- has_conflict and the mark say the same. A result that replaces its estimate contradicts nothing.
{{ config(meta=shown_at('claims', of_places=true)) }}

with claims as (
    select * from {{ ref('claims') }}
),

natures as (
    select
        cell_id,
        any_value(nature) filter (where claim_status = 'chosen') as nature_chosen
    from claims
    group by cell_id
),

relations as (
    select
        unnest(claims) as claim,
        status
    from {{ ref('relations') }}
    where law = 'same' and axis = 'cell'
),

disputes as (
    select
        claims.*,
        coalesce(relations.status, 'not said') as status,
        claims.claim_status = 'unresolved' or (
            claims.claim_status = 'loses' and not (claims.nature = 'estimate' and natures.nature_chosen <> 'estimate')
        ) as is_disputed
    from claims
    inner join natures on claims.cell_id = natures.cell_id
    left join relations on claims.claim = relations.claim
),

cells as (
    select
        cell_id,
        bool_or(is_disputed) as is_disputed,
        bool_or(status = 'violated') as is_violated,
        bool_and(status in ('violated', 'possible_conflict', 'known_exception')) filter (
            where not list_contains(flags, 'cut_off')
        ) as is_said_to_be
    from disputes
    group by cell_id
),

problems as (
    select
        cell_id as name,
        'the relation of the cell says otherwise' as problem
    from cells
    where (is_disputed and not is_said_to_be) or (is_violated and not is_disputed)
    union all
    select
        claim as name,
        'has_conflict says otherwise' as problem
    from disputes
    where has_conflict <> (is_disputed or check_status in ('contradicted', 'doubted'))
    union all
    select
        claim as name,
        'the mark says otherwise' as problem
    from disputes
    where mark in ('firm', 'one source') and (has_conflict or claim_status in ('loses', 'unresolved'))
    union all
    select
        cell_id as name,
        'the mark of the number says otherwise' as problem
    from {{ ref('observations') }}
    where (mark in ('firm', 'one source') and has_conflict) or (report_id is null and mark <> 'contested')
)

select * from problems
