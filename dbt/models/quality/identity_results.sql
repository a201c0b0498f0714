-- For one release: what quality.relations says of sums, parts and relative figures, under its former name.
{{ config(materialized='view') }}

with relations as (
    select * from {{ ref('relations') }}
),

claims as (
    select * from {{ ref('claims') }}
),

results as (
    select
        relations.law || '-' || relations.axis as identity_id,
        relations.law as kind,
        claims.indicator_code,
        claims.place_id,
        claims.period_id,
        relations.status,
        relations.expected_low,
        relations.expected_high,
        relations.found_low,
        relations.found_high,
        relations.imbalance,
        relations.unit_code,
        relations.sentence_en as explanation_en,
        relations.sentence_vi as explanation_vi,
        relations.claims
    from relations
    inner join claims on relations.claims[-1] = claims.claim
    where relations.law not in ('same', 'series', 'target')
)

select * from results
