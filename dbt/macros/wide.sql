{# Wide views for people. Columns come from the seed wide_columns, so that a new one is a row and not code. A view
   names only tables of the build; the seed is read while the view is written. #}
{% macro wide_columns(subject) -%}
  {%- set seed = ref('wide_columns') -%}
  {%- if not execute or load_relation(seed) is none -%}
    {{ return([]) }}
  {%- endif -%}
  {%- set rows = run_query(
    "select column_name, indicator_code, coalesce(scope_code, '') as scope_code, unit_code from " ~ seed
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

{# A slot is the number of a column. Picked once per level by a join and read by plain cases: with a filter of its
   own for each of 150 columns the view took a second to plan. #}
{% macro wide(subject) -%}
-- depends_on: {{ ref('wide_columns') }}
{%- set columns = wide_columns(subject) %}
with observations as (
    select * from {{ ref('observations') }}
),

scopes as (
    select * from {{ ref('dim_scope') }}
),

slots (slot, column_name, indicator_code, column_words, unit_code) as (
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
        slots.slot,
        coalesce(
            slots.column_name, concat_ws(' ', observations.indicator_code, scopes.column_words, observations.unit_code)
        ) as said
    from observations
    inner join scopes on observations.scope_code = scopes.scope_code
    left join slots
        on
            observations.indicator_code = slots.indicator_code
            and scopes.column_words = slots.column_words
            and observations.unit_code = slots.unit_code
    where
        observations.subject = '{{ subject }}'
        and observations.measure = ''
        and observations.place_part = ''
),

-- a level printed against several bases: the one without a base speaks, else the first by name
ranked as (
    select
        *,
        row_number() over (
            partition by place_id, period_id, nature, funding_source, row_scope, slot
            order by value is null, base
        ) as turn
    from levels
),

-- what is not shown says why
spoken as (
    select
        *,
        case when turn = 1 then value end as spoken_value,
        case
            when slot is null then 1
            when turn > 1 then 2
            when value is null and report_id is null then 3
            when value is null then 4
        end as silence
    from ranked
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
        max(case when slot = {{ loop.index }} then spoken_value end) as {{ column.column_name }},
        {% endfor -%}
        count(*)::integer as levels,
        (count(*) filter (where slot is null))::integer as levels_without_column,
        bool_or(has_conflict) as has_conflict,
        {%- for language, reasons in not_shown(subject).items() %}
        coalesce(
            string_agg(said || ': ' || ['{{ reasons | join("', '") }}'][silence], '; ' order by said, silence)
                filter (where silence is not null),
            ''
        ) as reason_{{ language }}{{ ',' if not loop.last }}
        {%- endfor %}
    from spoken
    group by
        place_id, place_name, period_id, period_label, period_start, period_end, nature, funding_source, row_scope
)

select * from pivoted
{%- endmacro %}

{# Why a level is not shown in its wide view, in the order of `silence`. #}
{% macro not_shown(subject) -%}
  {{ return({
    'en': [
      'has no column here, see marts.fct_' ~ subject,
      'also printed against another base, see marts.fct_' ~ subject,
      'reports contradict each other, see quality.conflicts',
      'only a bound or a range is printed, see value_low and value_high in marts.fct_' ~ subject,
    ],
    'vi': [
      'không có cột ở đây, xem marts.fct_' ~ subject,
      'còn được in so với một gốc khác, xem marts.fct_' ~ subject,
      'các báo cáo mâu thuẫn nhau, xem quality.conflicts',
      'chỉ in cận hoặc khoảng, xem value_low và value_high trong marts.fct_' ~ subject,
    ],
  }) }}
{%- endmacro %}

{# Comments on the columns that come from the seed; the others are described in YAML. #}
{% macro describe_wide_columns(subject) -%}
  {%- if execute and subject in subjects() -%}
    {%- for column in wide_columns(subject) %}
      comment on column {{ this.include(database=false) }}.{{ column.column_name }} is
        'Level of indicator {{ column.indicator_code }}{{ ", scope words " ~ column.scope_code if column.scope_code }}, in {{ column.unit_code }}; null where none is known or a bound only';
    {%- endfor %}
  {%- endif -%}
{%- endmacro %}
