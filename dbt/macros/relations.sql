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

{# May it be used? The worst answer first; in words: labels of the kind mark. #}
{% macro marks() -%}
  ['contested', 'with care', 'one source', 'firm']
{%- endmacro %}

{# The one place where the mark is derived: from what the relations say, from what became of the claim (`standing`:
   chosen, loses or unresolved) and from what is not printed. Larger than its parts and smaller than its wholes is no
   proof; a place or period that is clear from the context is no reason for care. #}
{% macro mark_columns(relation, standing) -%}
{%- set is_inferred = "list_has_any(" ~ relation ~ ".inferred, ['base', 'scope', 'nature', 'funding_source'])" -%}
{%- set is_cut_off = "list_contains(" ~ relation ~ ".flags, 'cut_off')" -%}
case
            when {{ relation }}.check_status = 'contradicted' or {{ standing }} = 'unresolved' then 'contested'
            when
                {{ relation }}.check_status in ('doubted', 'holds_loosely') or {{ relation }}.has_conflict
                or {{ standing }} = 'loses' or {{ is_cut_off }}
                then 'with care'
            when {{ relation }}.check_status = 'confirmed' then 'firm'
            when {{ is_inferred }} then 'with care'
            else 'one source'
        end as mark,
        list_filter(
            [
                {{ relation }}.check_status,
                if({{ standing }} in ('unresolved', 'loses'), {{ standing }}, null),
                if({{ relation }}.has_conflict, 'has_conflict', null),
                if({{ is_cut_off }}, 'cut_off', null),
                if({{ is_inferred }}, 'inferred', null)
            ],
            lambda reason: reason is not null
        ) as mark_reasons
{%- endmacro %}

{# The verdict on several numbers together: the worst of theirs, for all reasons. #}
{% macro marks_together() -%}
{{ check_statuses() }}[min(list_position({{ check_statuses() }}, check_status))] as check_status,
        {{ marks() }}[min(list_position({{ marks() }}, mark))] as mark,
        list_sort(list_distinct(flatten(list(mark_reasons)))) as mark_reasons
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
