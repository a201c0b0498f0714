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

{# What a relation says of its figures, whose texts stand in order, parts first: by its law and what came of it. #}
{% macro what_a_relation_says(texts, language) -%}
{%- set sum = {
    'parts': "array_to_string(if(is_of_shares, " ~ texts ~ ", " ~ texts ~ "[:-2]), ' + ')",
    'whole': "if(is_of_shares, '100 %', " ~ texts ~ "[-1])", 'difference': 'difference',
} -%}
{%- set pair = {'part': texts ~ '[1]', 'whole': texts ~ '[-1]'} -%}
{%- set target = {'result': texts ~ '[1]', 'aim': texts ~ '[-1]'} -%}
{%- set mean = {'level': texts ~ '[-1]', 'count': texts ~ '[1]', 'bound': 'usual_bound'} -%}
{%- set all = {'claims': "array_to_string(" ~ texts ~ ", ' · ')"} -%}
{%- set steps = {'claims': "array_to_string(" ~ texts ~ ", ' → ')"} -%}
{%- set derived = {
    'relative': texts ~ '[-1]', 'levels': "array_to_string(" ~ texts ~ "[:-2], ', ')",
    'rate': 'coalesce(rate, ' ~ message('relations.rate-open', language) ~ ')',
} -%}
case said
    {%- for said, sentence in [
        ('containment violated', message('relations.containment-violated', language, pair)),
        ('containment holds_loosely', message('relations.containment-loose', language, pair)),
        ('containment possible_conflict', message('relations.containment-doubted', language, pair)),
        ('packing violated', message('relations.packing-violated', language, sum)),
        ('packing holds_loosely', message('relations.packing-loose', language, sum)),
        ('packing possible_conflict', message('relations.packing-doubted', language, sum)),
        ('partition holds', message('relations.sum-holds', language, sum)),
        ('partition holds_loosely', message('relations.sum-loose', language, sum)),
        ('partition possible_conflict', message('relations.sum-doubted', language, sum)),
        ('cover violated', message('relations.cover-violated', language, sum)),
        ('cover possible_conflict', message('relations.cover-doubted', language, sum)),
        ('cover holds', message('relations.cover-holds', language, sum)),
        ('cover holds_loosely', message('relations.cover-holds', language, sum)),
        ('adds_up holds', message('relations.adds-up', language, sum)),
        ('leftover holds', message('relations.leftover', language, sum)),
        ('derived holds', message('relations.derived-holds', language, derived)),
        ('derived holds_loosely', message('relations.derived-loose', language, derived)),
        ('derived violated', message('relations.derived-violated', language, derived)),
        ('derived not_evaluable', message('relations.derived-untested', language, all)),
        ('same holds', message('relations.same-holds', language, all)),
        ('same holds_loosely', message('relations.same-loose', language, all)),
        ('same possibly_same', message('relations.same-possible', language, all)),
        ('same series', message('relations.same-revised', language, all)),
        ('same violated', message('relations.same-violated', language, all)),
        ('series jump', message('relations.series-jump', language, steps)),
        ('series series', message('relations.series', language, steps)),
        ('target holds', message('relations.target-result', language, target)),
    ] %}
    when '{{ said }}' then {{ sentence }}
    {%- endfor %}
    when 'derived possible_conflict' then case
        when axis <> 'usual mean' then {{ message('relations.derived-doubted', language, derived) }}
        when imbalance > 0 then {{ message('relations.mean-above', language, mean) }}
        else {{ message('relations.mean-below', language, mean) }}
    end
    when 'same possible_conflict' then if(
        axis = 'number', {{ message('relations.same-number-doubted', language, all) }},
        {{ message('relations.same-doubted', language, all) }}
    )
    when 'target possible_conflict' then if(
        axis = 'result-above-decided', {{ message('relations.target-above-decided', language, target) }},
        {{ message('relations.target-below-result', language, target) }}
    )
    when 'partition violated' then if(
        imbalance > 0, {{ message('relations.sum-too-much', language, sum) }},
        {{ message('relations.sum-too-little', language, sum) }}
    )
end
{%- endmacro %}

{# A number of the seed relation_parameters. #}
{% macro parameter(name) -%}
  (select value::integer from {{ ref('relation_parameters') }} where parameter = '{{ name }}')
{%- endmacro %}

{# Sources of money that is not, or not all, of the state: those who receive may put in whatever they like. #}
{% macro sources_beside_the_state() -%}
  (
            select funding_source from {{ ref('funding_leaves') }}
            where leaf not in (select leaf from {{ ref('funding_leaves') }} where funding_source = 'state')
        )
{%- endmacro %}

{# The claims of some terms in the order of their reports: put in order once they are gathered, as an aggregate that
   sorts takes ten times as long. #}
{% macro claims_in_order(terms) -%}
  flatten(list_select(
            list({{ terms }}.claims), list_grade_up(list(struct_pack({{ terms }}.report_id, {{ terms }}.figure)))
        ))
{%- endmacro %}

{# A number for a name that may be long. `hash` is for few names, and for numbers: of a million names of claims, which
   differ in some digits only, it gives seven hundred the number of another. #}
{% macro name_key(name) -%}
  md5_number_lower({{ name }})
{%- endmacro %}
