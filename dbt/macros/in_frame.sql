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
        place_name || ' (' || place_id || ')' as name,
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

levels_in_units as (
    select
        levels.*,
        territories.unit_id,
        territories.first_day,
        territories.name,
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

sums_by_borders as (
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
        {{ marks_together() }},
        flatten(list(inferred)) as inferred,
        flatten(list(claims)) as claims,
        list({'place_id': place_id, 'name': name, 'state': state}) as parts
    from levels_in_units
    group by unit_id, first_day, {{ same | join(', ') }}
),

-- published under several borders: the complete account is shown, else the fuller, else the later one
sums_shown as (
    select
        *,
        constituents_known = constituents_needed as is_complete
    from sums_by_borders
    qualify row_number() over (
        partition by unit_id, {{ same | join(', ') }}
        order by constituents_known = constituents_needed desc, constituents_known desc, first_day desc
    ) = 1
),

-- per person, per scheme, in percent: nothing that could be added up, whatever the indicator
sums_by_rule as (
    select
        sums.*,
        indicators.label_vi as indicator_label_vi,
        indicators.label_en as indicator_label_en,
        case
            when sums.constituents_needed = 1 then 'alone'
            when regexp_matches(sums.unit_code, '^(percent|percentage_point|multiple)') then 'none'
            when
                contains(sums.unit_code, '_per_')
                and not regexp_matches(sums.unit_code, '_per_(year|quarter|month|week|day|shift|hour)$')
                then 'none'
            when indicators.additive_place in ('sum', 'cover') then indicators.additive_place
            else 'none'
        end as adding
    from sums_shown as sums
    left join indicators on sums.indicator_code = indicators.indicator_code
),

values_in_units as (
    select
        *,
        case when has_all_values and adding in ('alone', 'sum') then value_sum end::decimal(28, 6) as value,
        case adding when 'cover' then low_largest when 'none' then null else low_sum end::decimal(28, 6) as value_low,
        case when has_all_highs and adding <> 'none' then high_sum end::decimal(28, 6) as value_high
    from sums_by_rule
),

members as (
    select
        unit_id,
        first_day,
        list({
            'place_id': place_id,
            {%- for language in ['en', 'vi'] %}
            'name_{{ language }}': if(
                is_inside, name, {{ message('units.part-of-place', language, {'place': 'name'}) }}
            ){{ ',' if not loop.last }}
            {%- endfor %}
        }) as members
    from territories
    group by unit_id, first_day
),

values_with_labels as (
    select
        values_in_units.*,
        units.name_vi as unit_name,
        periods.period_label,
        periods.period_label_en,
        periods.period_start,
        periods.period_end,
        list_filter(
            members.members,
            lambda member: not list_contains(
                list_transform(
                    list_filter(values_in_units.parts, lambda part: part.state <> 'larger'), lambda part: part.place_id
                ),
                member.place_id
            )
        ) as absent
    from values_in_units
    left join members on values_in_units.unit_id = members.unit_id and values_in_units.first_day = members.first_day
    left join places as units on values_in_units.unit_id = units.place_id
    left join periods on values_in_units.period_id = periods.period_id
),

values_explained as (
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
        period_label_en,
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
        check_status,
        mark,
        mark_reasons,
        list_sort(list_distinct(inferred)) as inferred,
        list_sort(claims) as claims,
        {{ why_empty('en') }} as reason_en,
        {{ why_empty('vi') }} as reason_vi
    from values_with_labels
)

select * from values_explained
{%- endmacro %}

{# Why a value is empty, in words; blank where there is one. #}
{% macro why_empty(language) -%}
  case
    when value is not null then ''
    when constituents_known = 0 then {{ message('units.only-larger-place', language, {'places': names('larger')}) }}
    when adding = 'none'
      then {{ message('units.not-added-up', language, {'places': names('known', 'contested', 'bound')}) }}
    else concat_ws(
      ' ',
      case when not is_complete
        then {{ message('units.place-not-known', language, {
          'places': "array_to_string(list_sort(list_transform(absent, lambda place: place.name_" ~ language ~ ")), ', ')",
        }) }}
      end,
      case when is_complete and adding = 'cover' then {{ message('units.parts-may-overlap', language) }} end,
      {{ message('units.place-contested', language, {'places': "nullif(" ~ names('contested') ~ ", '')"}) }},
      {{ message('units.place-bound-only', language, {'places': "nullif(" ~ names('bound') ~ ", '')"}) }}
    )
  end
{%- endmacro %}

{# Names of the parts in one of these states, in one order. #}
{% macro names() -%}
  array_to_string(list_sort(list_transform(
    list_filter(parts, lambda part: part.state in ('{{ varargs | join("', '") }}')), lambda part: part.name
  )), ', ')
{%- endmacro %}
