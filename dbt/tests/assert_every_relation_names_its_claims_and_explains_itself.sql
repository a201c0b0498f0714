-- A verdict is of use only with the claims that it is about and how it came out, in words.
{{ config(meta=shown_at('identity_results')) }}

with results as (
    select * from {{ ref('identity_results') }}
),

claims as (
    select claim from {{ ref('claims') }}
),

members as (
    select
        identity_id,
        kind,
        unnest(claims) as claim
    from results
),

violations as (
    select
        identity_id,
        kind,
        'a claim that does not exist: ' || claim as problem
    from members
    where claim not in (select claims.claim from claims)
    union all
    select
        identity_id,
        kind,
        'no explanation or no imbalance' as problem
    from results
    where
        coalesce(explanation_en, '') = ''
        or coalesce(explanation_vi, '') = ''
        or (status in ('holds', 'holds_loosely', 'violated', 'known_exception') and imbalance is null)
        or (status in ('holds', 'holds_loosely', 'violated', 'known_exception') and len(claims) < 2)
        or (status = 'violated' and imbalance <= 0)
)

select * from violations
