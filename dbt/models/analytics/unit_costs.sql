-- Money per person trained, scheme, establishment: only where money and count are said of one part, place, time, nature
-- and source of money. Where the source is unsaid, both must stand in one report, which means one and the same.
{{ config(materialized='table') }}

with observations as (
    {{ levels() }}
),

levels as (
    select
        observations.*,
        scopes.activity <> '' as is_of_an_activity,
        if(observations.scope_code = '', [], string_split(observations.scope_code, ' ')) as words,
        if(observations.funding_source = '', observations.report_id, '') as report_of_unsaid
    from observations
    inner join {{ ref('dim_scope') }} as scopes on observations.scope_code = scopes.scope_code
    where observations.report_id is not null
),

counts as (
    select
        levels.*,
        pairs.money_indicator_code,
        pairs.of_an_activity,
        list_sort(list_distinct(
            list_concat(levels.words, if(pairs.implied_word is null, [], [pairs.implied_word]))
        )) as part
    from levels
    inner join {{ ref('cost_units') }} as pairs on levels.indicator_code = pairs.indicator_code
    inner join {{ ref('units') }} as units
        on levels.unit_code = units.unit_code and units.canonical = 'yes' and not ends_with(units.quantity, '_rate')
),

money as (
    select
        levels.*,
        list_sort(levels.words) as part
    from levels
    where {{ is_currency('levels.unit_code') }}
),

pairs as (
    select
        money.place_id,
        money.place_part,
        money.period_id,
        money.nature,
        money.funding_source,
        money.scope_code,
        counts.indicator_code,
        counts.unit_code,
        money.unit_code as currency,
        {% for end in ['', '_low', '_high'] -%}
        money.value{{ end }} as money{{ end }},
        counts.value{{ end }} as counted{{ end }},
        {% endfor -%}
        {{ worst_mark('money.mark', 'counts.mark') }} as mark,
        money.claim as money_claim,
        counts.claim as counted_claim,
        money.report_id <> counts.report_id as cross_report,
        counts.indicator_label_en,
        counts.indicator_label_vi,
        money.place_name,
        money.period_label,
        money.period_label_en,
        money.period_start,
        money.period_end
    from counts
    inner join money
        on
            counts.money_indicator_code = money.indicator_code
            and counts.part = money.part
            and {{ of_one_thing('counts', 'money', ['funding_source', 'report_of_unsaid']) }}
    where counts.of_an_activity = 'no' or money.is_of_an_activity
),

costs as (
    select
        place_name,
        period_label,
        period_label_en,
        indicator_label_en,
        indicator_label_vi,
        scope_code,
        funding_source,
        nature,
        exact_quotient(money, counted, 0.000001) as cost_million,
        exact_quotient(money_low, counted_high, 0.000001) as cost_million_low,
        exact_quotient(money_high, counted_low, 0.000001) as cost_million_high,
        currency,
        unit_code,
        {{ million('money') }} as money_million,
        {{ million('money_low') }} as money_million_low,
        {{ million('money_high') }} as money_million_high,
        counted,
        counted_low,
        counted_high,
        mark,
        money_claim,
        counted_claim,
        cross_report,
        place_id,
        place_part,
        period_id,
        period_start,
        period_end,
        indicator_code
    from pairs
),

in_order as (
    select * from costs
    order by
        place_id, place_part, period_start nulls last, period_id, indicator_code, scope_code, funding_source, nature,
        unit_code, currency
)

select * from in_order
