{{ config(meta=shown_at('claims')) }}

-- whoever reads a fact and nothing else still sees that its number is disputed by arithmetic
with results as (
    select
        unnest(claims) as claim,
        if(status = 'violated', 'identity_violated', 'known_exception') as flag
    from {{ ref('identity_results') }}
    where status in ('violated', 'known_exception')
),

claims as (
    select * from {{ ref('claims') }}
),

observations as (
    select * from {{ ref('observations') }}
),

expected as (
    select
        claim as name,
        flag
    from results
    union
    select
        claims.cell_id as name,
        results.flag
    from results
    inner join claims on results.claim = claims.claim
    where claims.claim_status in ('chosen', 'unresolved')
),

carried as (
    select
        claim as name,
        unnest(flags) as flag
    from claims
    union
    select
        cell_id as name,
        unnest(flags) as flag
    from observations
),

wrong as (
    select
        coalesce(expected.name, carried.name) as name,
        coalesce(expected.flag, carried.flag) as flag,
        if(carried.name is null, 'does not carry the flag', 'carries it without a reason') as problem
    from expected
    full outer join carried on expected.name = carried.name and expected.flag = carried.flag
    where
        carried.name is null
        or (expected.name is null and carried.flag in ('identity_violated', 'known_exception'))
)

select * from wrong
