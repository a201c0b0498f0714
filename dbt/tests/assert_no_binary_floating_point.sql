{{ config(meta=shown_at('observations')) }}
{{ after_everything_published() }}

with found as (
    select
        schema_name,
        table_name,
        column_name,
        data_type
    from duckdb_columns()
    where
        database_name = current_database()
        and schema_name in ('marts', 'quality', 'analytics', 'meta')
        and regexp_matches(data_type, 'DOUBLE|FLOAT|REAL')
)

select * from found
