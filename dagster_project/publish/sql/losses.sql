-- Values of the release before that are lost because their row is now rejected: how many, how many values it had, and
-- how many by report, the most first.
with lost as (
    select causes.explained_by
    from changes
    inner join causes on changes.cell_id = causes.cell_id
    where changes.change = 'removed' and causes.cause = 'rejected'
),

by_cause as (
    select
        explained_by,
        count(*) as cells
    from lost
    group by explained_by
)

select
    (select count(*) from lost) as lost,
    (select count(*) from before_observations) as cells_before,
    coalesce(list(explained_by || ' (' || cells || ')' order by cells desc, explained_by asc), []) as by_report
from by_cause
