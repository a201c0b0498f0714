{# A view stored with the name of its database is dead as soon as the file has another name; so the target's
   own database is left out of every reference. Other databases keep their names. While only some groups are rebuilt, a
   model is shown just those (groups.sql). #}
{% macro ref() %}
  {%- set version = kwargs.get('version') or kwargs.get('v') -%}
  {%- if varargs | length == 2 -%}
    {%- set relation = builtins.ref(varargs[0], varargs[1], version=version) -%}
  {%- else -%}
    {%- set relation = builtins.ref(varargs[0], version=version) -%}
  {%- endif -%}
  {%- do return(rows_to_read(relation.include(database=(relation.database != target.database)), varargs[-1])) -%}
{% endmacro %}
