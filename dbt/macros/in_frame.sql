{# Levels of provinces brought to the units of one frame, 63 or 34. A figure speaks of the land its place had on the
   last day of its period, or when it was published if that was earlier or the period has no known end; a place that
   was gone by then keeps its last borders. Figures meet in a sum only where everything but the place is equal. #}
{% macro in_frame(units) -%}
{%- set same = [
  'indicator_code', 'base', 'scope_code', 'period_id', 'nature', 'funding_source', 'unit_code',
] -%}
with observations as (
    select * from {{ ref('observations') }}
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

frames as (
    select * from {{ ref('int_place_frames') }}
    where units = {{ units }}
),

-- an unresolved cell rests on all of its claims
contested as (
    select
        claims.cell_id,
        list_sort(list(claims.claim)) as claims
    from claims
    inner join observations on claims.cell_id = observations.cell_id
    where observations.report_id is null
    group by claims.cell_id
),

levels as (
    select
        observations.*,
        coalesce(contested.claims, [observations.report_id || '#' || observations.figure]) as claims,
        least(
            coalesce(least(observations.period_end, reports.published_end), date '9999-12-31'), places.valid_to
        ) as seen_on,
        places.valid_from
    from observations
    inner join places on observations.place_id = places.place_id
    left join contested on observations.cell_id = contested.cell_id
    left join periods on observations.period_id = periods.period_id
    left join reports on coalesce(observations.report_id, nullif(periods.report_id, '')) = reports.report_id
    where observations.measure = '' and observations.place_part = ''
),

placed as (
    select
        levels.*,
        frames.unit_id,
        frames.valid_from as era,
        frames.is_inside,
        frames.constituents
    from levels
    inner join frames
        on
            levels.place_id = frames.place_id
            and greatest(levels.seen_on, levels.valid_from) >= coalesce(frames.valid_from, date '0001-01-01')
            and greatest(levels.seen_on, levels.valid_from) <= coalesce(frames.valid_to, date '9999-12-31')
),

brought as (
    select
        unit_id,
        era,
        {{ same | join(', ') }},
        any_value(subject) as subject,
        any_value(period_label) as period_label,
        any_value(period_start) as period_start,
        any_value(period_end) as period_end,
        any_value(indicator_label_vi) as indicator_label_vi,
        any_value(indicator_label_en) as indicator_label_en,
        any_value(constituents) as constituents_needed,
        (count(*) filter (where is_inside))::integer as constituents_known,
        case when count(value) filter (where is_inside) = any_value(constituents)
            then sum(value) filter (where is_inside)
        end as value_sum,
        max(value_low) filter (where is_inside) as low_largest,
        sum(value_low) filter (where is_inside) as low_sum,
        case when count(value_high) filter (where is_inside) = any_value(constituents)
            then sum(value_high) filter (where is_inside)
        end as high_sum,
        bool_or(has_conflict) as has_conflict,
        list_sort(list_distinct(flatten(list(inferred)))) as inferred,
        list_sort(flatten(list(claims))) as claims,
        list(place_id) filter (where is_inside) as inside,
        list(place_name order by place_id) filter (where is_inside) as names_known,
        list(place_name order by place_id) filter (where not is_inside) as names_larger,
        list(place_name order by place_id) filter (where is_inside and value is null and report_id is null)
            as names_contested,
        list(place_name order by place_id) filter (where is_inside and value is null and report_id is not null)
            as names_bound
    from placed
    group by unit_id, era, {{ same | join(', ') }}
),

-- land that a figure was published for before and after its borders moved: the fuller account speaks, then the later
spoken as (
    select
        *,
        constituents_known = constituents_needed as is_complete
    from brought
    qualify row_number() over (
        partition by unit_id, {{ same | join(', ') }}
        order by constituents_known = constituents_needed desc, constituents_known desc, era desc nulls last
    ) = 1
),

-- per person, per scheme, in percent: nothing that could be added up, whatever the indicator
judged as (
    select
        spoken.*,
        units.name_vi as place_name,
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
    left join places as units on spoken.unit_id = units.place_id
    left join indicators on spoken.indicator_code = indicators.indicator_code
),

valued as (
    select
        *,
        case when is_complete and adding in ('alone', 'sum') then value_sum end::decimal(28, 6) as value,
        case adding
            when 'cover' then low_largest
            when 'none' then null
            else low_sum
        end::decimal(28, 6) as value_low,
        case when is_complete and adding <> 'none' then high_sum end::decimal(28, 6) as value_high
    from judged
),

constituents as (
    select
        frames.unit_id,
        frames.valid_from as era,
        list({
            'place_id': frames.place_id,
            'name_en': if(frames.is_inside, '', 'a part of ') || places.name_vi,
            'name_vi': if(frames.is_inside, '', 'một phần ') || places.name_vi
        } order by frames.place_id) as members
    from frames
    inner join places on frames.place_id = places.place_id
    group by frames.unit_id, frames.valid_from
),

missing as (
    select
        valued.*,
        list_filter(constituents.members, lambda each: not list_contains(coalesce(valued.inside, []), each.place_id)) as absent
    from valued
    left join constituents
        on
            valued.unit_id = constituents.unit_id
            and valued.era is not distinct from constituents.era
            and not valued.is_complete
),

explained as (
    select
        *,
        {%- for language in ['en', 'vi'] %}
        case when value is not null then '' else concat_ws(
            ' ',
            case when constituents_known = 0 then {{ frame_reason('larger', language) }} end,
            case when constituents_known > 0 and adding = 'none' then {{ frame_reason('rate', language) }} end,
            case when constituents_known > 0 and adding <> 'none' and not is_complete
                then {{ frame_reason('missing', language) }}
            end,
            case when is_complete and adding = 'cover' then {{ frame_reason('cover', language) }} end,
            case when adding <> 'none' and names_contested is not null
                then {{ frame_reason('contested', language) }}
            end,
            case when adding <> 'none' and names_bound is not null then {{ frame_reason('bound', language) }} end
        ) end as reason_{{ language }}{{ ',' if not loop.last }}
        {%- endfor %}
    from missing
),

in_order as (
    select
        unit_id as place_id,
        place_name,
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
        inferred,
        claims,
        reason_en,
        reason_vi
    from explained
    order by
        place_id, subject, period_start nulls last, indicator_code, scope_code, base, nature, funding_source, unit_code,
        period_id
)

select * from in_order
{%- endmacro %}

{# Why a value is empty, in words; the names are those of the places concerned. #}
{% macro frame_reason(reason, language) -%}
  {%- set words = {
    'larger': {
      'en': "'Published only for ' || {} || ', whose land reaches beyond this unit; it is not split.'",
      'vi': "'Chỉ công bố cho ' || {} || ', rộng hơn đơn vị này; không chia nhỏ.'",
      'names': 'names_larger',
    },
    'rate': {
      'en': "'A ratio, rate or mean is not added up over places; known for ' || {} || '.'",
      'vi': "'Tỷ lệ, định mức hoặc bình quân không cộng theo địa phương; đã biết của ' || {} || '.'",
      'names': 'names_known',
    },
    'missing': {
      'en': "'Not known for ' || {} || ': what is known is a lower bound.'",
      'vi': "'Chưa biết của ' || {} || ': phần đã biết là cận dưới.'",
      'names': 'list_transform(absent, lambda each: each.name_' ~ language ~ ')',
    },
    'cover': {
      'en': "'Parts may count the same twice: it lies between the largest and the sum.'",
      'vi': "'Các phần có thể trùng nhau: nằm giữa phần lớn nhất và tổng.'",
      'names': '',
    },
    'contested': {
      'en': "'Reports contradict each other about ' || {} || '; only the span between them is shown.'",
      'vi': "'Các báo cáo mâu thuẫn nhau về ' || {} || '; chỉ nêu khoảng giữa chúng.'",
      'names': 'names_contested',
    },
    'bound': {
      'en': "'Only a bound or a range is printed for ' || {} || '.'",
      'vi': "'Chỉ in cận hoặc khoảng cho ' || {} || '.'",
      'names': 'names_bound',
    },
  } -%}
  {{ words[reason][language].format("array_to_string(" ~ words[reason]['names'] ~ ", ', ')") }}
{%- endmacro %}
