-- A column without a heading is nameless in what people take away; a heading without its column is of nothing.
{{ config(meta=shown_at('dim_indicator')) }}
{{ after_everything_published() }}

with headings as (
    select * from {{ ref('headings') }}
),

columns_built as (
    select
        table_name,
        column_name
    from duckdb_columns()
    where
        database_name = current_database()
        and schema_name = 'analytics'
        and table_name in (
            {% for subject in subjects() -%}
            '{{ subject }}_by_province_period'{{ ', ' if not loop.last }}
            {%- endfor %}
        )
),

violations as (
    select
        coalesce(headings.table_name, columns_built.table_name) as table_name,
        coalesce(headings.column_name, columns_built.column_name) as column_name,
        headings.heading_en,
        headings.heading_vi,
        columns_built.column_name is not null as is_built
    from headings
    full outer join columns_built
        on headings.table_name = columns_built.table_name and headings.column_name = columns_built.column_name
    where
        columns_built.column_name is null
        or coalesce(headings.heading_en, '') = ''
        or coalesce(headings.heading_vi, '') = ''
)

select * from violations
