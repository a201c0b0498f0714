{# The axes of the scope words, in the order of the vocabulary: the columns of dim_scope. #}
{% macro scope_axes() -%}
  {{ return([
    'sector', 'area', 'site', 'site_type', 'standing', 'operation', 'tradition', 'project_state', 'fill', 'stage', 'land',
    'actor', 'work', 'origin', 'terms', 'prices', 'activity', 'level', 'product_group', 'topic',
  ]) }}
{%- endmacro %}

{# The row of the vocabulary for a word of a scope: a topic is free, its row is the prefix. #}
{% macro vocabulary_word(word) -%}
  if(starts_with({{ word }}, 'topic:'), 'topic:', {{ word }})
{%- endmacro %}
