-- The file is all that an analyst has: each table says there what it holds and its grain.
{{ config(meta=shown_at('dim_indicator')) }}
{{ after_everything_published() }}

with columns_found as (
    select
        schema_name,
        table_name,
        column_name,
        comment
    from duckdb_columns()
    where database_name = current_database() and not internal
),

tables_found as (
    select
        schema_name,
        table_name,
        '' as column_name,
        comment
    from duckdb_tables()
    where database_name = current_database() and not internal
    union all
    select
        schema_name,
        view_name as table_name,
        '' as column_name,
        comment
    from duckdb_views()
    where database_name = current_database() and not internal
),

descriptions as (
    select * from columns_found
    union all
    select * from tables_found
),

-- the description of a table ends with its grain
missing_descriptions as (
    select * from descriptions
    where
        schema_name in ('marts', 'quality', 'analytics', 'meta', 'internal')
        and (coalesce(comment, '') = '' or (column_name = '' and not contains(comment, 'One row per ')))
)

select * from missing_descriptions
