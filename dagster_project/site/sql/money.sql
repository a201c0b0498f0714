-- National and local money for one thing in one time, side by side, and what both are a part of.
select
    place_id, indicator_code, scope_code, period_id, nature, unit_code,
    map(list(funding_source order by funding_source), list(cell_id order by funding_source)) as cells
from lines
where of_place and measure = '' and place_part = '' and funding_source <> ''
group by all
having bool_or(funding_source = 'national') and bool_or(funding_source in ('local', 'province'))
order by all
