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

{# A figure as a sentence names it: as printed, with what tells it from the other figures of its relation. #}
{% macro figure_in_sentence(language, period_label) -%}
coalesce(figures.base_{{ language }}, figures.printed) || coalesce(' (' || nullif(concat_ws(
    ', ',
    if(differences.differ_in_indicator_code, indicators.label_{{ language }}, null),
    if(differences.differ_in_place_id, places.name_vi, null),
    nullif(figures.place_part, ''),
    if(differences.differ_in_scope_code, nullif(scopes.label_{{ language }}, ''), null),
    if(
        differences.differ_in_funding_source and figures.funding_source <> '',
        funding_sources.label_{{ language }}, null
    ),
    if(differences.differ_in_period_id, {{ period_label }}, null),
    if(differences.differ_in_report_id, figures.report_id, null)
), '') || ')', '')
{%- endmacro %}

{# What a relation says, in a sentence that names its figures, parts first, and what speaks against it. Amounts are
   written as the figures beside them are printed, in Vietnamese, in both languages. #}
{% macro sentence_of_relation(language) -%}
{%- set texts = 'sentence_parts.texts_' ~ language -%}
{%- set whole = texts ~ '[-1]' -%}
{%- set unit = "if(units.countable, null, nullif(units.label_vi, ''))" -%}
{%- set sum = {
  'parts': "array_to_string(if(relations.is_of_shares, " ~ texts ~ ", " ~ texts ~ "[:-2]), ' + ')",
  'whole': "if(relations.is_of_shares, '100 %', " ~ whole ~ ")",
  'difference': amount('abs(relations.imbalance)', 'relations.unit_code', unit, 'vi'),
} -%}
{%- set pair = {'part': texts ~ '[1]', 'whole': whole} -%}
{%- set all = {'claims': "array_to_string(" ~ texts ~ ", ' · ')"} -%}
{%- set steps = {'claims': "array_to_string(" ~ texts ~ ", ' → ')"} -%}
{%- set number = "rtrim(rtrim(replace(relations.rate_of_levels::decimal(28, 2)::varchar, '.', ','), '0'), ',')" -%}
{%- set money_or_count = amount(
  'relations.rate_of_levels', "split_part(relations.rate_unit, '_', 1)", "replace(relations.rate_unit, '_', ' ')", 'vi'
) -%}
{%- set rate %}coalesce(case
    when relations.rate_unit = 'multiple' then {{ number }} || ' ×'
    when starts_with(relations.rate_unit, 'percent') then {{ number }} || ' %'
    else {{ money_or_count }}
end, {{ message('relations.rate-open', language) }}){% endset -%}
{%- set derived = {'relative': whole, 'levels': "array_to_string(" ~ texts ~ "[:-2], ', ')", 'rate': rate} -%}
sentence_parts.about_{{ language }} || ': ' || case
    when relations.law = 'containment' then case relations.found_status
        when 'violated' then {{ message('relations.containment-violated', language, pair) }}
        when 'holds_loosely' then {{ message('relations.containment-loose', language, pair) }}
        else {{ message('relations.containment-doubted', language, pair) }}
    end
    when relations.law = 'packing' then case relations.found_status
        when 'violated' then {{ message('relations.packing-violated', language, sum) }}
        when 'holds_loosely' then {{ message('relations.packing-loose', language, sum) }}
        else {{ message('relations.packing-doubted', language, sum) }}
    end
    when relations.law = 'partition' then case relations.found_status
        when 'holds' then {{ message('relations.sum-holds', language, sum) }}
        when 'holds_loosely' then {{ message('relations.sum-loose', language, sum) }}
        when 'possible_conflict' then {{ message('relations.sum-doubted', language, sum) }}
        else if(
            relations.imbalance > 0,
            {{ message('relations.sum-too-much', language, sum) }},
            {{ message('relations.sum-too-little', language, sum) }}
        )
    end
    when relations.law = 'cover' then case relations.found_status
        when 'violated' then {{ message('relations.cover-violated', language, sum) }}
        when 'possible_conflict' then {{ message('relations.cover-doubted', language, sum) }}
        else {{ message('relations.cover-holds', language, sum) }}
    end
    when relations.law = 'adds_up' then {{ message('relations.adds-up', language, sum) }}
    when relations.law = 'leftover' then {{ message('relations.leftover', language, sum) }}
    when relations.law = 'derived' then case relations.found_status
        when 'holds' then {{ message('relations.derived-holds', language, derived) }}
        when 'holds_loosely' then {{ message('relations.derived-loose', language, derived) }}
        when 'possible_conflict' then {{ message('relations.derived-doubted', language, derived) }}
        when 'violated' then {{ message('relations.derived-violated', language, derived) }}
        else {{ message('relations.derived-untested', language, all) }}
    end
    when relations.law = 'same' then case relations.found_status
        when 'holds' then {{ message('relations.same-holds', language, all) }}
        when 'holds_loosely' then {{ message('relations.same-loose', language, all) }}
        when 'possibly_same' then {{ message('relations.same-possible', language, all) }}
        when 'possible_conflict' then {{ message('relations.same-doubted', language, all) }}
        when 'series' then {{ message('relations.same-revised', language, all) }}
        else {{ message('relations.same-violated', language, all) }}
    end
    when relations.law = 'series' then if(
        relations.found_status = 'jump',
        {{ message('relations.series-jump', language, steps) }},
        {{ message('relations.series', language, steps) }}
    )
    when relations.found_status = 'possible_conflict'
        then {{ message('relations.target-below-result', language, {'result': pair.part, 'aim': whole}) }}
    else {{ message('relations.target-result', language, {'result': pair.part, 'aim': whole}) }}
end
{% for part in ['reason', 'look', 'slip'] -%}
|| coalesce(' ' || sentence_parts.{{ part }}_{{ language }}, '')
{% endfor -%}
|| coalesce(
    ' ' || {{ message('relations.known-exception', language, {
        'reason': 'relations.exception_reason', 'day': 'relations.exception_review_by'
    }) }},
    ''
)
{%- endmacro %}

{# A number of the seed relation_parameters. #}
{% macro parameter(name) -%}
  (select value::integer from {{ ref('relation_parameters') }} where parameter = '{{ name }}')
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
