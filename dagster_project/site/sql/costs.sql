-- Money per person trained, scheme, establishment, as analytics.unit_costs has it: of each place the newest.
-- Variable: most, how many of a place have room.
with shown as (
    select *
    from analytics.unit_costs
    qualify row_number() over (
        partition by place_id
        order by period_end desc nulls last, period_start desc nulls last, money_claim, counted_claim, unit_code
    ) <= getvariable('most')
)

select
    shown.place_id, shown.place_part, shown.indicator_code, '' as measure, '' as base, shown.scope_code,
    shown.funding_source, shown.nature, shown.period_label as period_vi, shown.period_label_en as period_en, shown.mark,
    shown.cost_million, shown.cost_million_low, shown.cost_million_high, shown.currency,
    {
        'claim': shown.money_claim, 'unit_code': shown.currency, 'flags': money.flags,
        'value': money.value, 'value_low': money.value_low, 'value_high': money.value_high
    } as money,
    {
        'claim': shown.counted_claim, 'unit_code': shown.unit_code, 'flags': counted.flags,
        'value': counted.value, 'value_low': counted.value_low, 'value_high': counted.value_high
    } as counted
from shown
inner join marts.claims as money on shown.money_claim = money.claim
inner join marts.claims as counted on shown.counted_claim = counted.claim
inner join marts.dim_place as places on shown.place_id = places.place_id
inner join marts.dim_indicator as indicators on shown.indicator_code = indicators.indicator_code
order by
    indicators.label_vi collate vi, places.place_order, shown.place_part, shown.period_start nulls last, shown.period_id,
    shown.scope_code, shown.funding_source, shown.nature, shown.money_claim, shown.counted_claim, shown.unit_code
