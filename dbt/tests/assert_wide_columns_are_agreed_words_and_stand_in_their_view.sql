-- A column that is written with a wrong word stays empty for ever, and nothing else says so.
{{ config(meta=shown_at('dim_indicator')) }}
{{ after_everything_published() }}

with wide_columns as (
    select * from {{ ref('int_wide_columns') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

scopes as (
    select * from {{ ref('scopes') }}
),

units as (
    select * from {{ ref('units') }}
),

words as (
    select
        view,
        column_name,
        unnest(string_split(scope_code, ' ')) as word
    from wide_columns
    where coalesce(scope_code, '') <> ''
),

strange_words as (
    select
        words.view as view_name,
        words.column_name,
        {{ message('tests.word-of-no-column-axis', 'en', {'word': 'words.word'}) }} as problem_en,
        {{ message('tests.word-of-no-column-axis', 'vi', {'word': 'words.word'}) }} as problem_vi
    from words
    left join scopes on words.word = scopes.scope_word and scopes.column_axis = 'yes'
    where scopes.scope_word is null
),

strange_indicators as (
    select
        wide_columns.view as view_name,
        wide_columns.column_name,
        {{ message('tests.indicator-of-other-subject', 'en', {'indicator': 'wide_columns.indicator_code'}) }}
            as problem_en,
        {{ message('tests.indicator-of-other-subject', 'vi', {'indicator': 'wide_columns.indicator_code'}) }}
            as problem_vi
    from wide_columns
    left join indicators
        on
            wide_columns.indicator_code = indicators.indicator_code
            and wide_columns.view in (indicators.subject, indicators.subject_at_site)
    where indicators.indicator_code is null
),

strange_units as (
    select
        wide_columns.view as view_name,
        wide_columns.column_name,
        {{ message('tests.unit-not-agreed', 'en', {'unit': 'wide_columns.unit_code'}) }} as problem_en,
        {{ message('tests.unit-not-agreed', 'vi', {'unit': 'wide_columns.unit_code'}) }} as problem_vi
    from wide_columns
    left join units on wide_columns.unit_code = units.unit_code
    where units.unit_code is null and not contains(wide_columns.unit_code, '_per_')
),

-- two columns for one thing, or one name for two things
repeated_columns as (
    select
        view as view_name,
        any_value(column_name) as column_name,
        {% set column = {'indicator': 'indicator_code', 'scope': "coalesce(scope_code, '')", 'unit': 'unit_code'} -%}
        {{ message('tests.two-columns-for-one-level', 'en', column) }} as problem_en,
        {{ message('tests.two-columns-for-one-level', 'vi', column) }} as problem_vi
    from wide_columns
    group by view, indicator_code, scope_code, unit_code
    having count(*) > 1
),

-- every indicator of the subject has at least its plain column
indicators_without_column as (
    select
        indicators.subject as view_name,
        '' as column_name,
        {{ message('tests.indicator-without-column', 'en', {'indicator': 'indicators.indicator_code'}) }} as problem_en,
        {{ message('tests.indicator-without-column', 'vi', {'indicator': 'indicators.indicator_code'}) }} as problem_vi
    from indicators
    left join wide_columns
        on indicators.subject = wide_columns.view and indicators.indicator_code = wide_columns.indicator_code
    where wide_columns.view is null
),

columns_built as (
    select
        replace(table_name, '_by_province_period', '') as view_name,
        column_name
    from duckdb_columns()
    where
        database_name = current_database()
        and schema_name = 'analytics'
        and ends_with(table_name, '_by_province_period')
        and table_name <> 'changes_by_province_period'
        and data_type = 'DECIMAL(28,6)'
),

columns_not_built as (
    select
        coalesce(wide_columns.view, columns_built.view_name) as view_name,
        coalesce(wide_columns.column_name, columns_built.column_name) as column_name,
        if(
            columns_built.view_name is null,
            {{ message('tests.column-only-in-seed', 'en') }}, {{ message('tests.column-only-in-view', 'en') }}
        ) as problem_en,
        if(
            columns_built.view_name is null,
            {{ message('tests.column-only-in-seed', 'vi') }}, {{ message('tests.column-only-in-view', 'vi') }}
        ) as problem_vi
    from wide_columns
    full outer join columns_built
        on wide_columns.view = columns_built.view_name and wide_columns.column_name = columns_built.column_name
    where wide_columns.view is null or columns_built.view_name is null
),

problems as (
    select * from strange_words
    union all
    select * from strange_indicators
    union all
    select * from strange_units
    union all
    select * from repeated_columns
    union all
    select * from indicators_without_column
    union all
    select * from columns_not_built
)

select * from problems
