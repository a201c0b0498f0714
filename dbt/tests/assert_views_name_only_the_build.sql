-- A view that names another file, or this one by the name it has now, fails once it is published.
{{ config(meta=shown_at('dim_scope')) }}
{{ after_everything_published() }}

with views_of_other_files as (
    select
        schema_name,
        view_name
    from duckdb_views()
    where
        database_name = current_database()
        and not internal
        and regexp_matches(sql, '(^|[^a-z0-9_."])"?(work|landing|build)"?\.')
)

select * from views_of_other_files
