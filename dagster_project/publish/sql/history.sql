-- What was known when, that of the newest release carried on. Variables: created; rolled_back, whether this release
-- comes after another one than the newest.

-- Cells of which this release says something else, and why. A flag alone is no revision.
create or replace temp view revised as
with explained as (
    select
        changes.cell_id,
        case changes.cause
            when 'report_corrected' then if(sources.change <> '', 'source_corrected', 'transcription_mended')
            when 'report_withdrawn' then 'withdrawn'
            when 'rejected' then 'rejected'
            when 'correction' then 'source_corrected'
            when 'place_event' then 'place_recoded'
            when 'accepted' then 'rule_changed'
            else 'new_source'
        end as kind
    from meta.release_diff as changes
    left join meta.inputs as sources on sources.kind = 'source' and changes.explained_by = sources.name
    where
        changes.change <> 'changed'
        or list_has_any(changes.changed, ['value', 'value_low', 'value_high', 'report_id', 'figure'])
),

said_last as (
    select * from before_revisions
    where known_to is null
),

-- of which the newest release says something else, whatever the one says that was made current again
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

select * from explained
where not getvariable('rolled_back') or cell_id in (select unlike_newest.cell_id from unlike_newest)
union all
select
    cell_id,
    'rolled_back' as kind
from unlike_newest
where
    getvariable('rolled_back')
    and cell_id in (select before_revisions.cell_id from before_revisions)
    and cell_id not in (select explained.cell_id from explained);

insert into quality.revisions by name
with ended_before as (
    select * from before_revisions
    where known_to is not null
),

ended_now as (
    select before_revisions.* replace (getvariable('created') as known_to, revised.kind as ended_by)
    from before_revisions
    inner join revised on before_revisions.cell_id = revised.cell_id
    where before_revisions.known_to is null
),

still_said as (
    select before_revisions.*
    from before_revisions
    anti join revised on before_revisions.cell_id = revised.cell_id
    where before_revisions.known_to is null
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
        if(revised.cell_id is null, coalesce(reports.since, getvariable('created')), getvariable('created'))
            as known_from,
        coalesce(revised.kind, 'new_source') as kind
    from marts.observations
    left join revised on observations.cell_id = revised.cell_id
    left join meta.inputs as reports on reports.kind = 'report' and observations.report_id = reports.name
    where
        revised.cell_id is not null
        or observations.cell_id not in (
            select before_revisions.cell_id from before_revisions
            where before_revisions.known_to is null
        )
)

select * from still_said
union all by name
select * from begun
union all by name
select * from ended_before
union all by name
select * from ended_now;

drop view revised;
