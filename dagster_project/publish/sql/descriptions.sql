-- Columns of a table or view that marts.observations has as well, with their description there. Variable: relation.
select
    described.column_name,
    observed.comment
from duckdb_columns() as described
inner join duckdb_columns() as observed on described.column_name = observed.column_name
where
    described.database_name = current_database()
    and observed.database_name = current_database()
    and described.schema_name || '.' || described.table_name = getvariable('relation')
    and observed.schema_name || '.' || observed.table_name = 'marts.observations'
    and observed.comment is not null
