{# The subjects of the data contract, and the fact of one subject: the levels among its observations. #}
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

levels as (
    select *
    from observations
    where subject = '{{ subject }}' and measure = ''
)

select * from levels
{%- endmacro %}
