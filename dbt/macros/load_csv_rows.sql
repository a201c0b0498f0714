{# Seeds are read by their path. dbt-duckdb writes it into the statement as it is, so a folder with an apostrophe
   breaks it, and DuckDB takes * ? [ in it for patterns. #}
{% macro duckdb__load_csv_rows(model, agate_table) -%}
  {%- set path = modules.re.sub('([*?[])', '[\\1]', adapter.get_seed_file_path(model)) | replace("'", "''") -%}
  {%- set sql -%}
    copy {{ this.render() }} from '{{ path }}' (format csv, header true)
  {%- endset -%}
  {%- do adapter.add_query(sql, abridge_sql_log=true) -%}
  {{ return(sql) }}
{%- endmacro %}
