{# An amount as people write it: in Vietnamese digits, as the figures beside it, and money in billions or millions. #}
{% macro amount(number, unit_code, unit_label, language) -%}
  {%- set billions = '(' ~ number ~ ' * 0.000000001)::decimal(28, 3)::decimal(28, 6)' -%}
  {%- set millions = '(' ~ number ~ ' * 0.000001)::decimal(28, 3)::decimal(28, 6)' -%}
  case
    when {{ unit_code }} = 'VND' and {{ number }} >= 1000000000
      then {{ message('amount.billion-vnd', language, {'amount': in_digits(billions, 'vi')}) }}
    when {{ unit_code }} = 'VND' and {{ number }} >= 1000000
      then {{ message('amount.million-vnd', language, {'amount': in_digits(millions, 'vi')}) }}
    else concat_ws(' ', {{ in_digits(number, 'vi') }}, {{ unit_label }})
  end
{%- endmacro %}
