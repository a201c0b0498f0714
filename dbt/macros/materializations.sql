{# dbt builds a table or view under another name, keeps the one before, renames both and drops the old one; where it
   describes columns it first asks which there are. Here files are built anew and a failed build is never published,
   contracts hold the columns, and a described column that is not there is an error: one transaction that drops and
   creates is enough. A refresh of few reports is mostly statements, and this is a sixth of its processor time. #}
{% macro build_in_place(kind) %}
  {%- set target_relation = this.incorporate(type=kind) -%}
  {%- set existing = load_cached_relation(this) -%}
  {{ run_hooks(pre_hooks) }}
  {% call statement('main') -%}
    {%- if existing is not none %}drop {{ existing.type }} {{ existing }};{% endif %}
    {{ create_table_as(False, target_relation, sql) if kind == 'table' else get_create_view_as_sql(target_relation, sql) }}
  {%- endcall %}
  {{ run_hooks(post_hooks) }}
  {% do persist_docs(target_relation, model) %}
  {{ adapter.commit() }}
  {{ return({'relations': [target_relation]}) }}
{% endmacro %}

{# While only some groups are rebuilt, a table goes on from what it holds (groups.sql). #}
{% materialization table, adapter='duckdb' %}
  {%- set groups = groups_of(model) if by_groups() else {} -%}
  {{ return(build_groups(groups) if groups else build_in_place('table')) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
  {{ return(build_in_place('view')) }}
{% endmaterialization %}

{% macro duckdb__alter_column_comment(relation, column_dict) %}
  {%- for column in column_dict.values() %}
    comment on column {{ relation }}.{{ adapter.quote(column.name) if column.quote else column.name }}
      is {{ duckdb_escape_comment(column.description) }};
  {%- endfor %}
{% endmacro %}
