select
    function_name,
    macro_definition
from duckdb_functions()
where not internal and database_name = current_database()
order by all
