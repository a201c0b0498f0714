{# Wide views for people. Columns come from int_wide_columns, so that a new one is a row and not code. A view names only
   tables of the build; that one is read while the view is written. #}
{% macro wide_columns(subject) -%}
  {%- set table = ref('int_wide_columns') -%}
  {%- if not execute or load_relation(table) is none -%}
    {{ return([]) }}
  {%- endif -%}
  {%- set rows = run_query(
    "select column_name, indicator_code, scope_code, unit_code from " ~ table
    ~ " where view = '" ~ subject ~ "' order by column_name"
  ) -%}
  {%- set columns = [] -%}
  {%- for row in rows -%}
    {%- do columns.append({
      'column_name': row[0], 'indicator_code': row[1], 'scope_code': row[2], 'unit_code': row[3],
    }) -%}
  {%- endfor -%}
  {{ return(columns) }}
{%- endmacro %}

{# Columns have numbers: the column of a level is found once by a join and read by plain cases. With a filter of its
   own for each of 150 columns the view took a second to plan. #}
{% macro wide(subject) -%}
-- depends_on: {{ ref('int_wide_columns') }}
{%- set columns = wide_columns(subject) %}
with observations as (
    select * from {{ ref('observations') }}
),

scopes as (
    select * from {{ ref('dim_scope') }}
),

columns_wanted (column_number, column_name, indicator_code, column_words, unit_code) as (
    values
    (0, '', '', '', '')
    {%- for column in columns %},
    (
        {{ loop.index }}, '{{ column.column_name }}', '{{ column.indicator_code }}', '{{ column.scope_code }}',
        '{{ column.unit_code }}'
    )
    {%- endfor %}
),

levels as (
    select
        observations.*,
        scopes.row_words as row_scope,
        columns_wanted.column_number,
        coalesce(
            columns_wanted.column_name, concat_ws(' ', observations.indicator_code, scopes.column_words, observations.unit_code)
        ) as level_name
    from observations
    inner join scopes on observations.scope_code = scopes.scope_code
    left join columns_wanted
        on
            observations.indicator_code = columns_wanted.indicator_code
            and scopes.column_words = columns_wanted.column_words
            and observations.unit_code = columns_wanted.unit_code
    where
        observations.subject = '{{ subject }}'
        and observations.measure = ''
        and observations.place_part = ''
),

-- a level printed against several bases: the one without a base is shown, else the first by name
ranked_levels as (
    select
        *,
        row_number() over (
            partition by place_id, period_id, nature, funding_source, row_scope, column_number
            order by value is null, base
        ) as rank
    from levels
),

-- why a level is not shown
levels_with_reason as (
    select
        *,
        case when rank = 1 then value end as value_shown,
        case
            when column_number is null then 'no_column'
            when rank > 1 then 'other_base'
            when value is null and report_id is null then 'contested'
            when value is null then 'bound_only'
        end as reason
    from ranked_levels
),

pivoted as (
    select
        place_id,
        place_name,
        period_id,
        period_label,
        period_start,
        period_end,
        nature,
        funding_source,
        row_scope,
        {% for column in columns -%}
        max(case when column_number = {{ loop.index }} then value_shown end) as {{ column.column_name }},
        {% endfor -%}
        count(*)::integer as levels,
        (count(*) filter (where column_number is null))::integer as levels_without_column,
        bool_or(has_conflict) as has_conflict,
        {{ marks_together() }},
        {%- for language in ['en', 'vi'] %}
        coalesce(
            string_agg(
                level_name || ': ' || {{ why_not_shown(subject, language) }}, '; '
                order by level_name, list_position(['no_column', 'other_base', 'contested', 'bound_only'], reason)
            ) filter (where reason is not null),
            ''
        ) as reason_{{ language }}{{ ',' if not loop.last }}
        {%- endfor %}
    from levels_with_reason
    group by
        place_id, place_name, period_id, period_label, period_start, period_end, nature, funding_source, row_scope
)

select * from pivoted
{%- endmacro %}

{# Why a level is not shown in its wide view. #}
{% macro why_not_shown(subject, language) -%}
  {%- set fact = {'table': "'marts.fct_" ~ subject ~ "'"} -%}
  case reason
    when 'no_column' then {{ message('wide.no-column', language, fact) }}
    when 'other_base' then {{ message('wide.other-base', language, fact) }}
    when 'contested' then {{ message('wide.contested', language) }}
    when 'bound_only' then {{ message('wide.bound-only', language, fact) }}
  end
{%- endmacro %}

{# Comments on the columns that come from int_wide_columns; the others are described in YAML. #}
{% macro describe_wide_columns(subject) -%}
  {%- if execute and subject in subjects() -%}
    {%- for column in wide_columns(subject) %}
      comment on column {{ this.include(database=false) }}.{{ column.column_name }} is
        'Level of indicator {{ column.indicator_code }}{{ ", scope words " ~ column.scope_code if column.scope_code }}, in {{ column.unit_code }}; null where none is known or a bound only';
    {%- endfor %}
  {%- endif -%}
{%- endmacro %}
