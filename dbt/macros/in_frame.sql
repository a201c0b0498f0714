{# Levels of provinces brought to the units of one frame, 63 or 34. A figure speaks of the land its place had on the
   last day of its period, or when it was published if that was earlier or the period has no known end; a place that
   was gone by then keeps its last borders. Figures meet in a sum only where everything but the place is equal. #}
{% macro in_frame(units) -%}
{%- set same = [
  'indicator_code', 'base', 'scope_code', 'period_id', 'nature', 'funding_source', 'unit_code',
] -%}
with observations as (
    select * from {{ ref('observations') }}
    where measure = '' and place_part = ''
),

claims as (
    select * from {{ ref('claims') }}
),

places as (
    select * from {{ ref('dim_place') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

reports as (
    select * from {{ ref('dim_report') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

territories as (
    select
        *,
        -- a name alone would not say which of two lands it means
        place_name || ' (' || place_id || ')' as said,
        coalesce(valid_from, date '0001-01-01') as first_day,
        coalesce(valid_to, date '9999-12-31') as last_day
    from {{ ref('places_in_units') }}
    where units = {{ units }}
),

-- an unresolved cell rests on all of its claims
unresolved as (
    select
        cell_id,
        list(claim) as claims
    from claims
    where claim_status = 'unresolved'
    group by cell_id
),

levels as (
    select
        observations.*,
        coalesce(unresolved.claims, [observations.report_id || '#' || observations.figure]) as claims,
        greatest(
            least(coalesce(observations.period_end, date '9999-12-31'), reports.published_end, places.valid_to),
            places.valid_from
        ) as seen_on
    from observations
    inner join places on observations.place_id = places.place_id
    left join unresolved on observations.cell_id = unresolved.cell_id
    left join periods on observations.period_id = periods.period_id
    left join reports on coalesce(observations.report_id, periods.report_id) = reports.report_id
),

placed as (
    select
        levels.*,
        territories.unit_id,
        territories.first_day,
        territories.said,
        territories.constituents,
        case
            when not territories.is_inside then 'larger'
            when levels.value is not null then 'known'
            when levels.report_id is null then 'contested'
            else 'bound'
        end as state
    from levels
    inner join territories
        on
            levels.place_id = territories.place_id
            and levels.seen_on between territories.first_day and territories.last_day
),

brought as (
    select
        unit_id,
        first_day,
        {{ same | join(', ') }},
        any_value(subject) as subject,
        any_value(constituents) as constituents_needed,
        (count(*) filter (where state <> 'larger'))::integer as constituents_known,
        count(*) filter (where state = 'known') = any_value(constituents) as has_all_values,
        count(value_high) filter (where state <> 'larger') = any_value(constituents) as has_all_highs,
        sum(value) filter (where state = 'known') as value_sum,
        max(value_low) filter (where state <> 'larger') as low_largest,
        sum(value_low) filter (where state <> 'larger') as low_sum,
        sum(value_high) filter (where state <> 'larger') as high_sum,
        bool_or(has_conflict) as has_conflict,
        flatten(list(inferred)) as inferred,
        flatten(list(claims)) as claims,
        list({'place_id': place_id, 'said': said, 'state': state}) as parts
    from placed
    group by unit_id, first_day, {{ same | join(', ') }}
),

-- published under several borders: the complete account speaks, then the fuller, then the later one
spoken as (
    select
        *,
        constituents_known = constituents_needed as is_complete
    from brought
    qualify row_number() over (
        partition by unit_id, {{ same | join(', ') }}
        order by constituents_known = constituents_needed desc, constituents_known desc, first_day desc
    ) = 1
),

-- per person, per scheme, in percent: nothing that could be added up, whatever the indicator
judged as (
    select
        spoken.*,
        indicators.label_vi as indicator_label_vi,
        indicators.label_en as indicator_label_en,
        case
            when spoken.constituents_needed = 1 then 'alone'
            when regexp_matches(spoken.unit_code, '^(percent|percentage_point|multiple)') then 'none'
            when
                contains(spoken.unit_code, '_per_')
                and not regexp_matches(spoken.unit_code, '_per_(year|quarter|month|week|day|shift|hour)$')
                then 'none'
            when indicators.additive_place in ('sum', 'cover') then indicators.additive_place
            else 'none'
        end as adding
    from spoken
    left join indicators on spoken.indicator_code = indicators.indicator_code
),

valued as (
    select
        *,
        case when has_all_values and adding in ('alone', 'sum') then value_sum end::decimal(28, 6) as value,
        case adding when 'cover' then low_largest when 'none' then null else low_sum end::decimal(28, 6) as value_low,
        case when has_all_highs and adding <> 'none' then high_sum end::decimal(28, 6) as value_high
    from judged
),

members as (
    select
        unit_id,
        first_day,
        list({
            'place_id': place_id,
            'said_en': if(is_inside, '', 'a part of ') || said,
            'said_vi': if(is_inside, '', 'một phần ') || said
        }) as members
    from territories
    group by unit_id, first_day
),

labelled as (
    select
        valued.*,
        units.name_vi as unit_name,
        periods.period_label,
        periods.period_start,
        periods.period_end,
        list_filter(
            members.members,
            lambda member: not list_contains(
                list_transform(
                    list_filter(valued.parts, lambda part: part.state <> 'larger'), lambda part: part.place_id
                ),
                member.place_id
            )
        ) as absent
    from valued
    left join members on valued.unit_id = members.unit_id and valued.first_day = members.first_day
    left join places as units on valued.unit_id = units.place_id
    left join periods on valued.period_id = periods.period_id
),

explained as (
    select
        unit_id as place_id,
        unit_name as place_name,
        subject,
        indicator_code,
        indicator_label_vi,
        indicator_label_en,
        base,
        scope_code,
        period_id,
        period_label,
        period_start,
        period_end,
        nature,
        funding_source,
        value,
        value_low,
        value_high,
        unit_code,
        constituents_known,
        constituents_needed,
        is_complete,
        has_conflict,
        list_sort(list_distinct(inferred)) as inferred,
        list_sort(claims) as claims,
        {{ why_empty('en') }} as reason_en,
        {{ why_empty('vi') }} as reason_vi
    from labelled
)

select * from explained
{%- endmacro %}

{# Why a value is empty, in words; blank where there is one. #}
{% macro why_empty(language) -%}
  {%- set said = {
    'larger': {
      'en': ['Published only for ', ', whose land reaches beyond this unit; it is not split.'],
      'vi': ['Chỉ công bố cho ', ', rộng hơn đơn vị này; không chia nhỏ.'],
    },
    'rate': {
      'en': ['A ratio, rate or mean is not added up over places; known for ', '.'],
      'vi': ['Tỷ lệ, định mức, bình quân không cộng theo địa phương; đã biết của ', '.'],
    },
    'absent': {
      'en': ['Not known for ', ': what is known is a lower bound.'],
      'vi': ['Chưa biết của ', ': phần đã biết là cận dưới.'],
    },
    'cover': {
      'en': 'The parts may count the same twice: it lies between the largest and the sum.',
      'vi': 'Các phần có thể trùng nhau: nằm giữa phần lớn nhất và tổng.',
    },
    'contested': {
      'en': ['Reports contradict each other about ', '; only the span between them is shown.'],
      'vi': ['Các báo cáo mâu thuẫn nhau về ', '; chỉ nêu khoảng giữa chúng.'],
    },
    'bound': {
      'en': ['Only a bound or a range is printed for ', '.'],
      'vi': ['Chỉ in cận hoặc khoảng cho ', '.'],
    },
  } -%}
  case
    when value is not null then ''
    when constituents_known = 0
        then '{{ said.larger[language][0] }}' || {{ names('larger') }} || '{{ said.larger[language][1] }}'
    when adding = 'none'
        then '{{ said.rate[language][0] }}' || {{ names('known', 'contested', 'bound') }} || '{{ said.rate[language][1] }}'
    else concat_ws(
        ' ',
        case when not is_complete
            then
                '{{ said.absent[language][0] }}'
                || array_to_string(list_sort(list_transform(absent, lambda each: each.said_{{ language }})), ', ')
                || '{{ said.absent[language][1] }}'
        end,
        case when is_complete and adding = 'cover' then '{{ said.cover[language] }}' end,
        {%- for state in ['contested', 'bound'] %}
        '{{ said[state][language][0] }}' || nullif({{ names(state) }}, '') || '{{ said[state][language][1] }}'
        {{- ',' if not loop.last }}
        {%- endfor %}
    )
  end
{%- endmacro %}

{# Names of the parts in one of these states, in one order. #}
{% macro names() -%}
  array_to_string(list_sort(list_transform(
    list_filter(parts, lambda part: part.state in ('{{ varargs | join("', '") }}')), lambda part: part.said
  )), ', ')
{%- endmacro %}
