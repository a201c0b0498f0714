{# A fact shows the observations that it is of whole: each once, none left out, none beside them. `which` says which. #}
{% test shows_its_observations(model, which) %}
{{ config(meta={'groups': {'of_places': true}}) }}
with shown as (
    select
        cell_id,
        hash(fact) as content
    from {{ model }} as fact
),

observations as (
    select
        cell_id,
        hash(observations) as content
    from {{ ref('observations') }} as observations
    where {{ which }}
),

differences as (
    select
        coalesce(observations.cell_id, shown.cell_id) as cell_id,
        case
            when shown.content is null then 'left out'
            when observations.content is null then 'does not belong here'
            else 'says something else'
        end as problem
    from observations
    full outer join shown on observations.cell_id = shown.cell_id
    where observations.content is distinct from shown.content
),

repeated as (
    select
        cell_id,
        'shown ' || count(*) || ' times' as problem
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
{% endtest %}
