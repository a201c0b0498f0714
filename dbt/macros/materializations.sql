{# dbt builds a table or view under another name, keeps the one before, renames both and drops the old one; where it
   describes columns it first asks which there are. Here files are built anew and a failed build is never published,
   contracts hold the columns, and a described column that is not there is an error: one transaction that drops and
   creates is enough. A refresh of few reports is mostly statements, and this is a sixth of its processor time. #}
{% macro build_in_place(kind, query=none) %}
  {%- set target_relation = this.incorporate(type=kind) -%}
  {%- set existing = load_cached_relation(this) -%}
  {{ run_hooks(pre_hooks) }}
  {% call statement('main') -%}
    {%- if existing is not none %}drop {{ existing.type }} {{ existing }};{% endif %}
    {{ create_table_as(False, target_relation, query or sql) if kind == 'table' else get_create_view_as_sql(target_relation, sql) }}
  {%- endcall %}
  {{ run_hooks(post_hooks) }}
  {% do persist_docs(target_relation, model) %}
  {{ adapter.commit() }}
  {{ return({'relations': [target_relation]}) }}
{% endmacro %}

{# While only some groups are rebuilt, a table goes on from what it holds; one that several processes build is there, or
   is built for some of its groups (groups.sql). #}
{% materialization table, adapter='duckdb' %}
  {%- set groups, shared = groups_of(model), shared_models() -%}
  {%- if shared == ['taken'] and groups.get('shared') -%}
    {{ return(leave_in_place()) }}
  {%- elif shared and shared != ['taken'] -%}
    {{ return(build_share(groups)) }}
  {%- endif -%}
  {{ return(build_groups(groups) if by_groups() and groups else build_in_place('table')) }}
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
