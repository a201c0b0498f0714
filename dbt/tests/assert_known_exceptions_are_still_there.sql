{{ config(meta=shown_at('claims')) }}

-- an exception names its claims and the values printed then; if one of them changed it must be decided again
with exceptions as (
    select * from {{ ref('known_exceptions') }}
),

identities as (
    select * from {{ ref('identities') }}
),

claims as (
    select * from {{ ref('claims') }}
),

named as (
    select
        exception_id,
        unnest(string_split(claims, ' ')) as claim,
        unnest(string_split(expects, ';')) as value_expected
    from exceptions
),

stale as (
    select
        named.exception_id,
        named.claim,
        named.value_expected,
        claims.value_printed as value_found
    from named
    left join claims on named.claim = claims.claim
    where claims.value_printed is distinct from trim(named.value_expected)
    union all
    select
        exceptions.exception_id,
        'identity' as claim,
        exceptions.identity_id as value_expected,
        identities.identity_id as value_found
    from exceptions
    left join identities on exceptions.identity_id = identities.identity_id
    where identities.identity_id is null
)

select * from stale
