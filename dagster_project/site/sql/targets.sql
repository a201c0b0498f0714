-- Targets and plans beside results for the same thing whose time overlaps theirs; the results are on the page as well.
select targets.cell_id as target, results.cell_id as result
from lines as targets
inner join lines as results
    on
        targets.place_id = results.place_id
        and targets.place_part = results.place_part
        and targets.indicator_code = results.indicator_code
        and targets.measure = results.measure
        and targets.base = results.base
        and targets.scope_code = results.scope_code
        and targets.funding_source = results.funding_source
        and targets.unit_code = results.unit_code
        and targets.bar_to >= coalesce(results.bar_from, results.bar_to)
        and results.bar_to >= coalesce(targets.bar_from, targets.bar_to)
where
    targets.nature in ('plan', 'target', 'proposal')
    and results.nature in ('actual', 'estimate')
    and targets.of_place
    and results.of_place
order by all
