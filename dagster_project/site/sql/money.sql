-- National and local money for one thing in one time, side by side, and what both are a part of; of money the share of
-- what is local as analytics.local_money_share has it.
with sources as (
    select
        place_id, indicator_code, scope_code, period_id, nature, unit_code,
        map(list(funding_source order by funding_source), list(cell_id order by funding_source)) as cells
    from lines
    where of_place and measure = '' and place_part = '' and funding_source <> ''
    group by all
    having bool_or(funding_source = 'national') and bool_or(funding_source in ('local', 'province'))
)

select
    sources.*, shares.local_share_pct as share, shares.local_share_pct_low as share_low,
    shares.local_share_pct_high as share_high
from sources
left join analytics.local_money_share as shares
    on
        sources.place_id = shares.place_id
        and shares.place_part = ''
        and sources.indicator_code = shares.indicator_code
        and sources.scope_code = shares.scope_code
        and sources.period_id = shares.period_id
        and sources.nature = shares.nature
        and sources.unit_code = shares.currency
order by
    sources.place_id, sources.indicator_code, sources.scope_code, sources.period_id, sources.nature, sources.unit_code
