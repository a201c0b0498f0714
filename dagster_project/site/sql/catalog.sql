-- Every table and view of the release with its columns, as dbt's page of models wants them.
select
    columns.schema_name as schema, columns.table_name as name, any_value(views.view_name) is not null as is_view,
    any_value(coalesce(views.comment, tables.comment, '')) as comment,
    list(
        {
            'name': columns.column_name, 'type': columns.data_type, 'index': columns.column_index,
            'comment': coalesce(columns.comment, '')
        }
        order by columns.column_index
    ) as columns
from duckdb_columns() as columns
left join duckdb_views() as views
    on
        columns.database_name = views.database_name
        and columns.schema_name = views.schema_name
        and columns.table_name = views.view_name
left join duckdb_tables() as tables
    on
        columns.database_name = tables.database_name
        and columns.schema_name = tables.schema_name
        and columns.table_name = tables.table_name
where columns.database_name = current_database() and not columns.internal
group by all
order by all
