-- Binary floating point cannot hold printed decimals exactly, and sums of it depend on their order.
{{ config(meta=shown_at('observations')) }}
{{ after_everything_published() }}

with floating_point_columns as (
    select
        schema_name,
        table_name,
        column_name,
        data_type
    from duckdb_columns()
    where
        database_name = current_database()
        and schema_name in ('marts', 'quality', 'analytics', 'meta', 'internal')
        and regexp_matches(data_type, 'DOUBLE|FLOAT|REAL')
)

select * from floating_point_columns
