-- An editor's list, not a fault of the build: decide in judgement/precedence, or leave both claims shown.
{{ config(severity='warn', meta=shown_at('conflicts')) }}

with conflicts as (
    select * from {{ ref('conflicts') }}
),

open_conflicts as (
    select
        kind,
        resolution,
        array_to_string(claims, ', ') as claims,
        explanation_en,
        explanation_vi
    from conflicts
    where resolution in ('unresolved', 'chosen', 'possible_conflict')
)

select * from open_conflicts
