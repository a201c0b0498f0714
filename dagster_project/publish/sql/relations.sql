-- Every table and view of the opened file; a view with its statement.
select
    schema_name,
    table_name as name,
    null as view_text
from duckdb_tables()
where database_name = current_database() and not internal
union all
select
    schema_name,
    view_name,
    sql
from duckdb_views()
where database_name = current_database() and not internal
order by schema_name, name
