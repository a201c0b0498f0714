-- After a rollback `revised` is what is said otherwise than in the newest release, whatever the one says that was made
-- current again. Apart from `revised.sql`: it compares all cells, which only this case needs.
create or replace temp table revised as
with said_last as (
    select * from before_revisions
    where known_to is null
),

unlike_newest as (
    select coalesce(said_last.cell_id, observations.cell_id) as cell_id
    from said_last
    full join marts.observations on said_last.cell_id = observations.cell_id
    where
        said_last.cell_id is null
        or observations.cell_id is null
        or said_last.value is distinct from observations.value
        or said_last.value_low is distinct from observations.value_low
        or said_last.value_high is distinct from observations.value_high
        or said_last.report_id is distinct from observations.report_id
        or said_last.figure is distinct from observations.figure
)

select * from revised
where cell_id in (select unlike_newest.cell_id from unlike_newest)
union all
select
    cell_id,
    'rolled_back' as kind
from unlike_newest
where
    cell_id in (select before_revisions.cell_id from before_revisions)
    and cell_id not in (select revised.cell_id from revised);
