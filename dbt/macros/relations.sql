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

{# What the relations of a claim say of it, the worst first. #}
{% macro check_statuses() -%}
  ['contradicted', 'doubted', 'holds_loosely', 'untested', 'bounded', 'confirmed']
{%- endmacro %}

{# The verdict beside every number: a claim that no relation names is untested, which is not fine. #}
{% macro check_columns(checks) -%}
coalesce({{ checks }}.check_status, 'untested') as check_status,
        coalesce({{ checks }}.confirmations, 0) as confirmations,
        coalesce({{ checks }}.confirmations_elsewhere, 0) as confirmations_elsewhere,
        coalesce({{ checks }}.contradictions, 0) as contradictions,
        coalesce({{ checks }}.relation_ids, []) as relation_ids,
        {{ checks }}.date_low,
        {{ checks }}.date_high
{%- endmacro %}
