{# How figures are written in the texts that people read: one spelling for all tables and views. #}

{# A figure as it stands in its article: qualifier, value and unit; null where there is no such figure. #}
{% macro printed(relation) -%}
  nullif(concat_ws(
    ' ', nullif({{ relation }}.qualifier_printed, ''), {{ relation }}.value_printed, nullif({{ relation }}.unit_printed, '')
  ), '')
{%- endmacro %}

{# An exact decimal, its digits in groups, without empty decimals: 1,234.5 in English, 1.234,5 in Vietnamese. #}
{% macro in_digits(number, language) -%}
  {%- set groups, point = {'en': (',', '.'), 'vi': ('t.', ',')}[language] -%}
  (if({{ number }} < 0, '-', '') || format('{:{{ groups }}}', abs(trunc({{ number }}))::hugeint)
  || rtrim('{{ point }}' || split_part(({{ number }})::decimal(28, 6)::varchar, '.', 2), '0{{ point }}'))
{%- endmacro %}

{# An interval of exact decimals with their unit in words; an end that is null is open. #}
{% macro interval_in_words(low, high, unit, language) -%}
  {%- set lowest = in_digits(low, language) ~ " || ' ' || " ~ unit -%}
  {%- set highest = in_digits(high, language) ~ " || ' ' || " ~ unit -%}
  case
    when {{ low }} is null and {{ high }} is null then {{ message('interval.any-value', language) }}
    when {{ low }} = {{ high }} then {{ message('interval.exactly', language, {'value': lowest}) }}
    when {{ high }} is null then {{ message('interval.or-more', language, {'value': lowest}) }}
    when {{ low }} is null then {{ message('interval.or-less', language, {'value': highest}) }}
    else {{ message('interval.from-to', language, {'low': in_digits(low, language), 'high': highest}) }}
  end
{%- endmacro %}

{# A text, or another one where it is blank or null. #}
{% macro either(text, otherwise) -%}
  coalesce(nullif({{ text }}, ''), {{ otherwise }})
{%- endmacro %}

{# Labels of a list of codes in one text; null for an empty list. #}
{% macro labels(kind, codes, language) -%}
  list_aggregate(list_transform({{ codes }}, lambda code: {{ label(kind, 'code', language) }}), 'string_agg', ', ')
{%- endmacro %}
