-- An editor's list, not a fault of the build: read both figures in the articles; a misprint becomes a correction, a
-- contradiction that stays becomes a row of judgement/known_exceptions.
{{ config(severity='warn', meta=shown_at('relations')) }}

with results as (
    select * from {{ ref('relations') }}
),

broken_relations as (
    select
        law,
        {{ in_digits('imbalance', 'en') }} || ' ' || unit_code as off_by,
        array_to_string(claims, ', ') as claims,
        sentence_en,
        sentence_vi
    from results
    where status = 'violated'
)

select * from broken_relations
