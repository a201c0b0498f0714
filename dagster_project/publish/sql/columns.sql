-- Names and types of all columns, in their order. Variable: catalogue, blank for the opened file.
select
    schema_name || '.' || table_name as relation,
    column_name,
    data_type
from duckdb_columns()
where database_name = coalesce(nullif(getvariable('catalogue'), ''), current_database()) and not internal
order by relation, column_index
