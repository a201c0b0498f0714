-- All columns of tables and views, in their order. Variable: catalogue, blank for the opened file.
select
    schema_name,
    table_name,
    column_index,
    column_name,
    data_type,
    coalesce(comment, '') as description
from duckdb_columns()
where database_name = coalesce(nullif(getvariable('catalogue'), ''), current_database()) and not internal
order by schema_name, table_name, column_index
