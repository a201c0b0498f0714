{# Levels as they are set beside each other: costs per unit, shares of money, sums. Whoever compares two of them says so
   by these macros, so that what counts as one thing is written once. #}

{# Results and their estimates are one when levels are compared. #}
{% macro nature_class(nature) -%}
if({{ nature }} = 'estimate', 'actual', {{ nature }})
{%- endmacro %}

{# All levels, each with its claim. #}
{% macro levels() -%}
select
        observations.*,
        {{ nature_class('observations.nature') }} as nature_class,
        observations.report_id || '#' || observations.figure as claim
    from {{ ref('observations') }} as observations
    where observations.measure = ''
{%- endmacro %}

{# An amount of money, not one per something. #}
{% macro is_currency(unit) -%}
{{ unit }} in (select currencies.unit_code from {{ ref('units') }} as currencies where currencies.quantity = 'money')
{%- endmacro %}

{# The columns in which two levels of one thing are equal, and those in which these are besides. #}
{% macro one_thing(besides) -%}
  {{ return((['place_id', 'place_part', 'period_id', 'nature_class'] + besides) | join(', ')) }}
{%- endmacro %}

{# That two levels are of one thing. #}
{% macro of_one_thing(one, other, besides) -%}
{%- for column in one_thing(besides).split(', ') -%}
{{ '' if loop.first else '
            and ' }}{{ one }}.{{ column }} = {{ other }}.{{ column }}
{%- endfor -%}
{%- endmacro %}
