{# Wide tables for people. Their columns are the rows of meta.headings, which are what there are levels of; a view names
   only tables of the build, so that one is read while the view is written. #}
{% macro wide_columns(subject) -%}
  {%- set table = ref('headings') -%}
  {%- if not execute or load_relation(table) is none -%}
    {{ return([]) }}
  {%- endif -%}
  {%- set rows = run_query(
    "select shown.column_name, shown.indicator_code, shown.scope_code, shown.base, shown.unit_code, shown.decimals,"
    ~ " bounds.decimals from " ~ table ~ " as shown inner join " ~ table ~ " as bounds on bounds.part = 'low'"
    ~ " and bounds.table_name = shown.table_name and bounds.column_name = shown.column_name || '_low'"
    ~ " where shown.part = 'value' and shown.table_name = '" ~ subject ~ "_by_province_period' order by shown.position"
  ) -%}
  {%- set columns = [] -%}
  {%- for row in rows -%}
    {%- do columns.append({
      'column_name': row[0], 'indicator_code': row[1], 'scope_code': row[2], 'base': row[3], 'unit_code': row[4],
      'decimals': row[5], 'decimals_of_bounds': row[6],
    }) -%}
  {%- endfor -%}
  {{ return(columns) }}
{%- endmacro %}

{# Money, and money per something. #}
{% macro is_money(unit) -%}
  regexp_matches({{ unit }}, '^(VND|USD)(_per_|$)')
{%- endmacro %}

{# Decimals that an amount needs as it is shown, money in millions. #}
{% macro decimals_needed(amount, unit) -%}
  case
            when {{ amount }} is null or {{ amount }} % if({{ is_money(unit) }}, 1000000, 1) = 0 then 0
            when {{ is_money(unit) }}
                then length(rtrim(split_part(({{ amount }} * 0.000001)::varchar, '.', 2), '0'))
            else length(rtrim(split_part({{ amount }}::varchar, '.', 2), '0'))
        end
{%- endmacro %}

{# Columns have numbers: the column of a level is found once by a join, and all levels of a row are one map. With an
   aggregate of its own for each of 150 columns the view took a second to plan. #}
{% macro wide(subject) -%}
-- depends_on: {{ ref('headings') }}
{%- set columns = wide_columns(subject) %}
with observations as (
    select * from {{ ref('observations') }}
),

scopes as (
    select * from {{ ref('dim_scope') }}
),

places as (
    select * from {{ ref('dim_place') }}
),

columns_wanted (column_number, indicator_code, column_words, base, unit_code) as (
    values
    (0, '', '', '', '')
    {%- for column in columns %},
    (
        {{ loop.index }}
        {%- for part in ['indicator_code', 'scope_code', 'base', 'unit_code'] -%}
        , '{{ column[part] | replace("'", "''") }}'
        {%- endfor %}
    )
    {%- endfor %}
),

levels as (
    select
        observations.*,
        scopes.row_words as row_scope,
        scopes.row_label_en,
        scopes.row_label_vi,
        columns_wanted.column_number,
        if({{ is_money('observations.unit_code') }}, 0.000001, 1.000000) as factor
    from observations
    inner join scopes on observations.scope_code = scopes.scope_code
    left join columns_wanted
        on
            observations.indicator_code = columns_wanted.indicator_code
            and scopes.column_words = columns_wanted.column_words
            and observations.base = columns_wanted.base
            and observations.unit_code = columns_wanted.unit_code
    where
        observations.subject = '{{ subject }}'
        and observations.measure = ''
        and observations.place_part = ''
),

rows_of_levels as (
    select
        place_id,
        period_id,
        nature,
        funding_source,
        row_scope,
        any_value(place_name) as place_name,
        any_value(period_label) as period_label,
        any_value(period_label_en) as period_label_en,
        any_value(period_start) as period_start,
        any_value(period_end) as period_end,
        any_value(row_label_en) as row_label_en,
        any_value(row_label_vi) as row_label_vi,
        map_from_entries(list({
            'k': column_number,
            'v': {
                'value': value * factor,
                'low': value_low * factor,
                'high': value_high * factor,
                'mark': mark,
                'claim': report_id || '#' || figure
            }
        }) filter (where column_number is not null)) as level,
        count(column_number)::integer as levels,
        {{ marks() }}[min(list_position({{ marks() }}, mark))] as mark
    from levels
    group by place_id, period_id, nature, funding_source, row_scope
),

-- people first, values before what is said of them, keys last
wide_rows as (
    select
        rows_of_levels.place_name,
        rows_of_levels.period_label,
        rows_of_levels.period_label_en,
        rows_of_levels.nature,
        rows_of_levels.funding_source,
        rows_of_levels.row_scope,
        {%- for column in columns %}
        rows_of_levels.level[{{ loop.index }}].value::decimal(28, {{ column.decimals }}) as {{ column.column_name }},
        {%- endfor %}
        places.kind as place_level,
        rows_of_levels.mark,
        {%- for column in columns %}
        {%- set level = 'rows_of_levels.level[' ~ loop.index ~ ']' %}
        {{ level }}.low::decimal(28, {{ column.decimals_of_bounds }}) as {{ column.column_name }}_low,
        {{ level }}.high::decimal(28, {{ column.decimals_of_bounds }}) as {{ column.column_name }}_high,
        {{ level }}.mark as {{ column.column_name }}_mark,
        {{ level }}.claim as {{ column.column_name }}_claim,
        {%- endfor %}
        rows_of_levels.levels,
        rows_of_levels.row_label_vi,
        rows_of_levels.row_label_en,
        rows_of_levels.period_start,
        rows_of_levels.period_end,
        rows_of_levels.period_id,
        rows_of_levels.place_id,
        places.place_order
    from rows_of_levels
    left join places on rows_of_levels.place_id = places.place_id
),

in_order as (
    select * from wide_rows
    order by place_order, period_start nulls last, period_id, nature, funding_source, row_scope
)

select * from in_order
{%- endmacro %}

{# Comments on the columns that come from meta.headings; the others are described in YAML. #}
{% macro describe_wide_columns(table) -%}
  {%- if execute and table.split('_by_province_period')[0] in subjects() -%}
    {%- set headings = ref('headings') -%}
    {%- set rows = run_query(
      "select column_name, heading_en || '. ' || heading_vi from " ~ headings
      ~ " where table_name = '" ~ table ~ "' and part <> 'row' order by position"
    ) if load_relation(headings) is not none else [] -%}
    {%- for row in rows %}
      comment on column {{ this.include(database=false) }}.{{ row[0] }} is '{{ row[1] | replace("'", "''") }}';
    {%- endfor %}
  {%- endif -%}
{%- endmacro %}
