{# Identity of a cell. The order of the parts is fixed: changing it changes the name of every cell of every
   release. Blank parts are '', never null; the period of a private claim holds its report. #}
{% macro cell_parts() -%}
  {{ return([
    'indicator_code', 'measure', 'base', 'place_id', 'place_part', 'scope_code', 'period_id', 'nature',
    'funding_source', 'unit_code',
  ]) }}
{%- endmacro %}

{% macro cell_id(relation) -%}
  md5({% for part in cell_parts() %}{{ relation }}.{{ part }}{{ " || '|' || " if not loop.last }}{% endfor %})
{%- endmacro %}
