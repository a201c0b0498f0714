{# What every test of an identity gives, whoever made it. #}
{% macro identity_columns() -%}
  {{ return([
    'identity_id', 'kind', 'context', 'place_id', 'period_id', 'indicator_code', 'unit_code', 'anchor', 'claims',
    'found_said', 'expected_said', 'is_possible', 'is_stand_in', 'is_complete', 'is_cover', 'parts', 'found_value', 'found_low',
    'found_high', 'found_loose_low', 'found_loose_high', 'expected_value', 'expected_low', 'expected_high', 'expected_loose_low',
    'expected_loose_high',
  ]) }}
{%- endmacro %}

{# What tells one operand from another, and which sums it can take part in. #}
{% macro operand_keys(place_id='operands.place_id', period_id='operands.period_id') -%}
operands.operand_id,
        operands.report_id,
        operands.is_said,
        operands.is_chosen,
        operands.indicator_code,
        {{ place_id }} as place_id,
        {{ period_id }} as period_id,
        operands.nature,
        operands.funding_source,
        operands.unit_code
{%- endmacro %}

{# What a claim says, for operands, which only name it: writing it out for every operand would take longer than all joins. #}
{% macro operand_says(relation='claims') -%}
{{ relation }}.qualifier_printed,
        {{ relation }}.value_printed,
        {{ relation }}.unit_printed,
        {{ relation }}.value,
        {{ relation }}.value_low,
        {{ relation }}.value_high,
        {{ relation }}.loose_low,
        {{ relation }}.loose_high
{%- endmacro %}

{# Whether a part that its whole must have was there in the period of an operand; one without dates counts as early. #}
{% macro is_in_time(member, operand) -%}
coalesce({{ member }}.valid_to >= {{ operand }}.period_start, true)
and ({{ member }}.valid_from is null or coalesce({{ member }}.valid_from <= {{ operand }}.period_end, false))
{%- endmacro %}
