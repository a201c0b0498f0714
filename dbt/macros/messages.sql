{# Sentences and labels are rows of seeds; SQL names an id. They are written into the SQL of a model when it is
   compiled: looked up by a query, each would cost a join, and a view that says a hundred sentences would take longer
   to plan than to answer. So a view of a release says what was agreed when it was built, with nothing else at hand. #}

{# A sentence in one language as SQL, its placeholders filled in by SQL expressions; null where one of them is null:
   message('explain.line-of-file', 'en', {'line': 'source_line', 'file': 'source_file'}). #}
{% macro message(message_id, language, values={}) -%}
  {%- set sentence = seed_texts('messages', [['meta', 'messages', "''", 'message_id', 'en', 'vi']]).get('', {}).get(message_id) -%}
  {%- set ns = namespace(sql="'" ~ (sentence[language] if sentence else message_id) | replace("'", "''") ~ "'") -%}
  {%- for name, value in values.items() -%}
    {%- set ns.sql = ns.sql | replace('{' ~ name ~ '}', "' || (" ~ value ~ ")::varchar || '") -%}
  {%- endfor -%}
  ({{ ns.sql }})
{%- endmacro %}

{# The label of a code, of the seed labels or of the seed of its word; a code without one is shown as it is. #}
{% macro label(kind, code, language) -%}
  {%- set kinds = seed_texts('labels', [
    ['meta', 'labels', 'kind', 'code', 'en', 'vi'],
    ['vocabulary', 'natures', "'nature'", 'nature', 'label_en', 'label_vi'],
    ['vocabulary', 'measures', "'measure'", "coalesce(measure, '')", 'label_en', 'label_vi'],
  ]) -%}
  (case {{ code }}
    {%- for each, text in kinds.get(kind, {}).items() %}
    when '{{ each }}' then '{{ text[language] | replace("'", "''") }}'
    {%- endfor %}
    else replace({{ code }}, '_', ' ') end)
{%- endmacro %}

{# Texts of seeds by kind, code and language; none of a seed that is not built yet. They are read once per run of dbt
   and kept in its graph. A seed is named by `ref` only while dbt reads the project, for the order of the build: in a
   unit test `ref` knows only what the test gives, and sentences are not given. #}
{% macro seed_texts(name, seeds) -%}
  {%- if not execute -%}
    {%- for schema, seed, kind, code, en, vi in seeds -%}{%- do ref(seed) -%}{%- endfor -%}
    {{ return({}) }}
  {%- endif -%}
  {%- set kept = 'texts of ' ~ name -%}
  {%- if kept not in graph -%}
    {%- set texts = {} -%}
    {%- for schema, seed, kind, code, en, vi in seeds -%}
      {%- set relation = adapter.get_relation(target.database if schema == 'meta' else 'work', schema, seed) -%}
      {%- if relation is not none -%}
        {%- set rows = run_query('select ' ~ [kind, code, en, vi] | join(', ') ~ ' from ' ~ relation) -%}
        {%- for row in rows -%}
          {%- do texts.setdefault(row[0], {}).update({row[1]: {'en': row[2], 'vi': row[3]}}) -%}
        {%- endfor -%}
      {%- endif -%}
    {%- endfor -%}
    {%- do graph.update({kept: texts}) -%}
  {%- endif -%}
  {{ return(graph[kept]) }}
{%- endmacro %}
