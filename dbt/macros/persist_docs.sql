{# Comments for all described columns. The adapter first asks which of them exist, 12 ms for each of 35 tables; here
   contracts, and for the wide views a data test, already promise that they all do. #}
{% macro duckdb__alter_column_comment(relation, column_dict) %}
  {%- for column in column_dict %}
    comment on column {{ relation }}.{{ column }} is {{ duckdb_escape_comment(column_dict[column]['description']) }};
  {%- endfor %}
{% endmacro %}
