-- Whoever reads a fact and nothing else still sees that its number is disputed by arithmetic.
{{ config(meta=shown_at('claims')) }}

with claims as (
    select *, hash(report_id, cell_id, value, value_low, value_high) as saying
    from {{ ref('claims') }}
),

named as (
    select
        unnest(claims) as claim,
        if(status = 'violated', 'identity_violated', 'known_exception') as flag
    from {{ ref('relations') }}
    where status in ('violated', 'known_exception')
),

-- and where the report says the same number of the same thing again
results as (
    select distinct again.claim, named.flag
    from named
    inner join claims on named.claim = claims.claim
    inner join claims as again
        on claims.claim = again.claim or (claims.measure = '' and claims.saying = again.saying)
),

observations as (
    select * from {{ ref('observations') }}
),

flags_expected as (
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

flags_carried as (
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

differences as (
    select
        coalesce(flags_expected.name, flags_carried.name) as name,
        coalesce(flags_expected.flag, flags_carried.flag) as flag,
        if(flags_carried.name is null, 'does not carry the flag', 'carries it without a reason') as problem
    from flags_expected
    full outer join
        flags_carried
        on flags_expected.name = flags_carried.name and flags_expected.flag = flags_carried.flag
    where
        flags_carried.name is null
        or (flags_expected.name is null and flags_carried.flag in ('identity_violated', 'known_exception'))
)

select * from differences
