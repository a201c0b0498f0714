{# Sentences and labels are rows of the seeds messages and labels; SQL names an id. The two seeds are published as
   meta.messages and meta.labels, so that views and macros of a release can use them. #}

{# A sentence in one language, its placeholders replaced by SQL expressions:
   message('conflicts.unresolved', 'en', {'claims': 'said_by_all'}). Null where a value is null. #}
{% macro message(message_id, language, values={}) -%}
  {%- set ns = namespace(sql="(select " ~ language ~ " from " ~ ref('messages') ~ " where message_id = '" ~ message_id ~ "')") -%}
  {%- for name, value in values.items() -%}
    {%- set ns.sql = "replace(" ~ ns.sql ~ ", '{" ~ name ~ "}', (" ~ value ~ ")::varchar)" -%}
  {%- endfor -%}
  {{ ns.sql }}
{%- endmacro %}

{# The label of a code; a code without one is shown as it is. #}
{% macro label(kind, code, language) -%}
  coalesce(
    (select labels.{{ language }} from {{ ref('labels') }} as labels where labels.kind = '{{ kind }}' and labels.code = {{ code }}),
    {{ code }}
  )
{%- endmacro %}
