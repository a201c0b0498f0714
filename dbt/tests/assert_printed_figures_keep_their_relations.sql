-- An editor's list, not a fault of the build: read both figures in the articles; a misprint becomes a correction, a
-- contradiction that stays becomes a row of judgement/known_exceptions.
{{ config(severity='warn', meta=shown_at('identity_results')) }}

with results as (
    select * from {{ ref('identity_results') }}
),

broken_relations as (
    select
        identity_id,
        {{ in_digits('imbalance', 'en') }} || ' ' || unit_code as off_by,
        array_to_string(claims, ', ') as claims,
        explanation_en,
        explanation_vi
    from results
    where status = 'violated'
)

select * from broken_relations
