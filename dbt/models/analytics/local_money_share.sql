-- Local money as a share of all promotion money. Two of national, local and all give the third; where all three are
-- printed, the sum of the printed parts is what the share is of, and quality.relations says whether they fit.
{{ config(materialized='table') }}

with levels as (
    {{ levels() }}
),

money as (
    select * from levels
    where {{ is_currency('unit_code') }} and funding_source in ('national', 'local', 'all')
),

side_by_side as (
    select
        {{ one_thing(['indicator_code', 'scope_code', 'unit_code']) }},
        any_value(indicator_label_en) as indicator_label_en,
        any_value(indicator_label_vi) as indicator_label_vi,
        any_value(place_name) as place_name,
        any_value(period_label) as period_label,
        any_value(period_label_en) as period_label_en,
        any_value(period_start) as period_start,
        any_value(period_end) as period_end,
        min(nature) as nature,
        {% for source in ['local', 'national', 'all'] -%}
        {% for end in ['', '_low', '_high'] -%}
        max(value{{ end }}) filter (where funding_source = '{{ source }}') as {{ source }}_money{{ end }},
        {% endfor -%}
        {% endfor -%}
        {{ marks() }}[min(list_position({{ marks() }}, mark))] as mark,
        list(claim order by funding_source) filter (where claim is not null) as claims,
        list(funding_source) as sources
    from money
    group by {{ one_thing(['indicator_code', 'scope_code', 'unit_code']) }}
    having
        list_contains(sources, 'local') and len(sources) >= 2
),

-- what is not printed is the rest of what is; an open end stays open
with_rests as (
    select
        * exclude (national_money, national_money_low, national_money_high),
        list_contains(sources, 'national') as has_national,
        if(has_national, national_money, all_money - local_money) as national_money,
        if(has_national, national_money_low, greatest(all_money_low - local_money_high, 0)) as national_money_low,
        if(has_national, national_money_high, all_money_high - local_money_low) as national_money_high
    from side_by_side
),

shares as (
    select
        place_name,
        period_label,
        period_label_en,
        indicator_label_en,
        indicator_label_vi,
        scope_code,
        nature,
        exact_quotient(local_money, (local_money + national_money)::decimal(28, 6), 100) as local_share_pct,
        exact_quotient(local_money_low, (local_money_low + national_money_high)::decimal(28, 6), 100)
            as local_share_pct_low,
        exact_quotient(local_money_high, (local_money_high + national_money_low)::decimal(28, 6), 100)
            as local_share_pct_high,
        unit_code as currency,
        {% for source in ['local', 'national'] -%}
        {% for end in ['', '_low', '_high'] -%}
        {{ million(source ~ '_money' ~ end) }} as {{ source }}_million{{ end }},
        {% endfor -%}
        {% endfor -%}
        has_national as national_is_printed,
        mark,
        claims,
        place_id,
        place_part,
        period_id,
        period_start,
        period_end,
        indicator_code
    from with_rests
),

in_order as (
    select * from shares
    order by place_id, place_part, period_start nulls last, period_id, indicator_code, scope_code, nature, currency
)

select * from in_order
