-- A sum over the facts must neither count an observation twice nor leave one out.
{{ config(meta=shown_at('observations')) }}

with observations as (
    select * from {{ ref('observations') }}
),

observation_contents as (
    select
        cell_id,
        subject,
        hash(observations) as content
    from observations
),

-- a fact shows its observations whole, each under its own subject
fact_contents as (
    {% for subject in subjects() %}
    select
        cell_id,
        '{{ subject }}' as subject,
        hash(fct_{{ subject }}) as content
    from {{ ref('fct_' ~ subject) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

differences as (
    select
        coalesce(observation_contents.cell_id, fact_contents.cell_id) as cell_id,
        observation_contents.subject as subject_said,
        fact_contents.subject as subject_shown
    from observation_contents
    full outer join fact_contents on observation_contents.cell_id = fact_contents.cell_id
    where
        observation_contents.content is distinct from fact_contents.content
        or observation_contents.subject is distinct from fact_contents.subject
),

repeated_cells as (
    select
        cell_id,
        'one fact' as subject_said,
        count(*) || ' rows' as subject_shown
    from fact_contents
    group by cell_id
    having count(*) > 1
),

problems as (
    select * from differences
    union all
    select * from repeated_cells
)

select * from problems
