-- Cells by change, cause and what explains them, the largest first. Variable: shown.
select
    change,
    cause,
    explained_by,
    count(*) as cells
from meta.release_diff
group by change, cause, explained_by
order by cells desc, change asc, cause asc, explained_by asc
limit getvariable('shown')
