-- An editor's list, not a fault of the build: read both figures in the articles; a misprint becomes a correction, a
-- contradiction that stays becomes a row of judgement/known_exceptions.
{{ config(severity='warn', meta=shown_at('relations')) }}

with results as (
    select * from {{ ref('relations') }}
),

claims as (
    select * from {{ ref('claims') }}
),

places as (
    select * from {{ ref('dim_place') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

-- the place and subject of the whole or result, which is named last
broken_relations as (
    select
        places.name_vi as place_name,
        indicators.subject,
        results.law,
        {{ in_digits('results.imbalance', 'en') }} || ' ' || results.unit_code as off_by,
        array_to_string(results.claims, ', ') as claims,
        results.sentence_en,
        results.sentence_vi
    from results
    left join claims on results.claims[-1] = claims.claim
    left join places on claims.place_id = places.place_id
    left join indicators on claims.indicator_code = indicators.indicator_code
    where results.status = 'violated'
),

by_place as (
    select * from broken_relations
    order by place_name asc, subject asc, claims asc
)

select * from by_place
