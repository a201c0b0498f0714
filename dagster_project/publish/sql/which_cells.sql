-- The first cells that changed. Variable: shown.
select
    change,
    cause,
    explained_by,
    indicator_code,
    measure,
    scope_code,
    place_id,
    period_id,
    nature,
    value_before,
    value_after,
    unit_code,
    cell_id
from meta.release_diff
order by change, cell_id
limit getvariable('shown')
