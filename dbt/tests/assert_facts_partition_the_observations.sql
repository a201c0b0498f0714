{{ config(meta=shown_at('observations')) }}

with observations as (
    select * from {{ ref('observations') }}
),

said as (
    select
        cell_id,
        subject,
        hash(observations) as content
    from observations
),

-- a fact shows its observations whole, each under its own subject
shown as (
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
        coalesce(said.cell_id, shown.cell_id) as cell_id,
        said.subject as subject_said,
        shown.subject as subject_shown
    from said
    full outer join shown on said.cell_id = shown.cell_id
    where said.content is distinct from shown.content or said.subject is distinct from shown.subject
),

repeated as (
    select
        cell_id,
        'one fact' as subject_said,
        count(*) || ' rows' as subject_shown
    from shown
    group by cell_id
    having count(*) > 1
),

problems as (
    select * from differences
    union all
    select * from repeated
)

select * from problems
