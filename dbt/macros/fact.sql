{# The subjects of the data contract, and the fact of one subject: all columns of its observations. #}
{% macro subjects() -%}
  {{ return([
    'funding', 'training', 'enterprises', 'clusters', 'activities', 'production', 'employment', 'craft_villages',
  ]) }}
{%- endmacro %}

{# A view: the rows stand in observations already, and a second copy of a million takes as long as the first. #}
{% macro fact(subject) -%}
{{ config(materialized='view') }}
with observations as (
    select * from {{ ref('observations') }}
),

of_subject as (
    select *
    from observations
    where subject = '{{ subject }}'
)

select * from of_subject
{%- endmacro %}
