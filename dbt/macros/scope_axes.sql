{# The axes of the scope words, in the order of the vocabulary: the columns of dim_scope. #}
{% macro scope_axes() -%}
  {{ return([
    'sector', 'area', 'site', 'site_type', 'standing', 'operation', 'stage', 'land', 'actor', 'origin', 'terms',
    'prices', 'activity', 'topic',
  ]) }}
{%- endmacro %}
