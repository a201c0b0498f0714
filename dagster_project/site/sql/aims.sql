-- Plans and targets beside what was reached of them, each side as a row of its own; of each place the newest.
-- Variable: most, how many of a place have room.
with shown as (
    select *
    from analytics.result_against_target
    where result_is_of <> 'none'
    qualify row_number() over (
        partition by place_id order by place_part <> '', period_end desc nulls last, indicator_code, cell_id
    ) <= getvariable('most')
)

select
    pairs.place_id, pairs.indicator_code, pairs.result_is_of, pairs.reached_pct, pairs.reached_pct_low,
    pairs.reached_pct_high, observations.scope_code, observations.funding_source, observations.place_part,
    observations.base, observations.measure,
    {
        'claim': pairs.target_claim, 'nature': pairs.nature, 'value': pairs.target,
        'value_low': pairs.target_low, 'value_high': pairs.target_high, 'unit_code': pairs.unit_code,
        'flags': observations.flags, 'period_vi': pairs.period_label, 'period_en': pairs.period_label_en
    } as aim,
    {
        'claim': pairs.result_claim, 'nature': results.nature, 'value': pairs.result,
        'value_low': pairs.result_low, 'value_high': pairs.result_high, 'unit_code': pairs.unit_code,
        'flags': results.flags, 'period_vi': pairs.result_period_label, 'period_en': pairs.result_period_label_en
    } as result
from shown as pairs
inner join marts.observations on pairs.cell_id = observations.cell_id
inner join marts.observations as results on pairs.result_cell_id = results.cell_id
order by
    pairs.place_id, pairs.place_part, pairs.indicator_code, pairs.period_end nulls last, pairs.scope_code, pairs.cell_id
