{# A decimal as people write it: no trailing zeros. #}
{% macro plain(number) -%}
  regexp_replace(({{ number }})::varchar, '\.?0+$', '')
{%- endmacro %}
