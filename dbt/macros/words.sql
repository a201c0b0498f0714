{# How figures are written in the explanations of `quality`. #}

{# A figure as it stands in its article: qualifier, value and unit; null where there is no such figure. #}
{% macro printed(relation) -%}
  nullif(concat_ws(
    ' ', nullif({{ relation }}.qualifier_printed, ''), {{ relation }}.value_printed, nullif({{ relation }}.unit_printed, '')
  ), '')
{%- endmacro %}

{# An exact decimal, its digits in groups, without empty decimals: 1,234.5 in English, 1.234,5 in Vietnamese. The
   macros of a release write numbers the same way (publish/wording.py); a test holds the two together. #}
{% macro in_digits(number, language) -%}
  {%- set groups, point = {'en': (',', '.'), 'vi': ('t.', ',')}[language] -%}
  if({{ number }} < 0, '-', '') || format('{:{{ groups }}}', abs(trunc({{ number }}))::hugeint)
  || rtrim('{{ point }}' || split_part(({{ number }})::decimal(28, 6)::varchar, '.', 2), '0{{ point }}')
{%- endmacro %}
