-- A view, as the facts are: the observations that state no level, over all subjects.
{{ config(materialized='view') }}

with observations as (
    select * from {{ ref('observations') }}
),

changes as (
    select *
    from observations
    where measure <> ''
)

select * from changes
