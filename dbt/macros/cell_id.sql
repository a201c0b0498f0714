{# Identity of a cell. The order of the parts is fixed: changing it changes the name of every cell of every
   release. Blank parts are '', never null; the period of a private claim holds its report. #}
{% macro cell_parts() -%}
  {{ return([
    'indicator_code', 'measure', 'base', 'place_id', 'place_part', 'scope_code', 'period_id', 'nature',
    'funding_source', 'unit_code',
  ]) }}
{%- endmacro %}

{# `counted`: for parts that count otherwise than they are printed, the column to take instead. #}
{% macro cell_id(relation, counted={}) -%}
  md5({% for part in cell_parts() %}{{ relation }}.{{ counted.get(part, part) }}{{ " || '|' || " if not loop.last }}{% endfor %})
{%- endmacro %}

{# The parts of a cell that several printed forms can mean, and the column that holds what they count as. #}
{% macro core_parts() -%}
  {{ return({'scope_code': 'core_scope', 'period_id': 'core_period', 'nature': 'core_nature'}) }}
{%- endmacro %}
