-- A verdict is of use only with the claims that it is about and how it came out, in words.
{{ config(meta=shown_at('relations')) }}

with relations as (
    select * from {{ ref('relations') }}
),

claims as (
    select claim from {{ ref('claims') }}
),

members as (
    select
        relation_id,
        law,
        unnest(list_concat(claims, suspects)) as claim
    from relations
),

violations as (
    select
        relation_id,
        law,
        'a claim that does not exist: ' || claim as problem
    from members
    where claim not in (select claims.claim from claims)
    union all
    select
        relation_id,
        law,
        'no sentence, no imbalance or too few claims' as problem
    from relations
    where
        coalesce(sentence_en, '') = ''
        or coalesce(sentence_vi, '') = ''
        or (len(claims) < 2 and status <> 'not_evaluable')
        or (law not in ('series', 'same', 'target') and status in ('violated', 'known_exception') and imbalance is null)
        or (law not in ('same', 'cover') and status = 'violated' and imbalance = 0)
        or (len(suspects) > 0 and not list_has_all(claims, suspects))
)

select * from violations
