{# Money in millions, as people read it. #}
{% macro million(amount) -%}
  ({{ amount }} * 0.000001)::decimal(28, 6)
{%- endmacro %}

{# The worse of two marks. #}
{% macro worst_mark(one, other) -%}
  {{ marks() }}[least(list_position({{ marks() }}, {{ one }}), list_position({{ marks() }}, {{ other }}))]
{%- endmacro %}
