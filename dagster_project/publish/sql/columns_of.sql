-- Names and types of the columns of a table or view, in their order. Variables: catalogue (blank for the opened
-- file), relation, as meta.inputs.
select column_name, data_type
from duckdb_columns()
where
    database_name = coalesce(nullif(getvariable('catalogue'), ''), current_database())
    and schema_name || '.' || table_name = getvariable('relation')
order by column_index
