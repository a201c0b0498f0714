-- Macros of the opened file.
select distinct function_name
from duckdb_functions()
where database_name = current_database() and not internal
order by function_name
