-- What is known of a claim only once claims were put side by side.
with identities as (
    select * from {{ ref('int_identities') }}
),

broken as (
    select
        unnest(claims) as claim,
        if(outcome = 'violated', 'identity_violated', 'known_exception') as flag
    from identities
    where outcome in ('violated', 'known_exception')
),

flags as (
    select
        claim,
        list(distinct flag order by flag) as flags
    from broken
    group by claim
)

select * from flags
