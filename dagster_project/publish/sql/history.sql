-- What was known when, that of the newest release carried on. Variable: created. `revised` are the cells of which this
-- release says something else.

insert into quality.revisions by name
select
    before_revisions.* replace (
        if(revised.cell_id is null, before_revisions.known_to, getvariable('created')) as known_to,
        if(revised.cell_id is null, before_revisions.ended_by, revised.kind) as ended_by
    )
from before_revisions
left join revised on before_revisions.cell_id = revised.cell_id and before_revisions.known_to is null;

-- what is not revised is still said, unless the release before kept no history
insert into quality.revisions by name
with begins as (
    select
        cell_id,
        kind
    from revised
    union all
    select
        observations.cell_id,
        null as kind
    from marts.observations
    anti join revised on observations.cell_id = revised.cell_id
    where not exists (
        select 1 from before_revisions
        where before_revisions.known_to is null
    )
),

begun as (
    select
        observations.cell_id,
        observations.indicator_code,
        observations.measure,
        observations.base,
        observations.place_id,
        observations.place_part,
        observations.scope_code,
        observations.period_id,
        observations.nature,
        observations.funding_source,
        observations.unit_code,
        observations.value,
        observations.value_low,
        observations.value_high,
        observations.report_id,
        observations.figure,
        -- where the release before kept no history, what did not change is known since its report is
        if(begins.kind is null, coalesce(reports.since, getvariable('created')), getvariable('created'))
            as known_from,
        coalesce(begins.kind, 'new_source') as kind
    from begins
    inner join marts.observations on begins.cell_id = observations.cell_id
    left join meta.inputs as reports on reports.kind = 'report' and observations.report_id = reports.name
)

select * from begun;
