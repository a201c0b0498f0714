-- What explains each changed cell: `causes`. A change is explained when one of the claims of its cell, old or new,
-- rests on a report or correction that changed, or when its place has a changed event. Where only what is said of
-- the cell changed, not what it says, so does one that contradicts it, now or before. Where several apply, the
-- first of rejected, new_report, report_withdrawn, correction, report_corrected, place_event is named. `rejected` is a
-- claim of the release before whose row, changed since, is not accepted any more; to withdraw it is no such loss.
create or replace temp table causes as
with rejected as (
    select distinct
        before_claims.report_id,
        before_claims.figure
    from before_claims
    inner join quality.rejects
        on
            before_claims.report_id = rejects.report_id
            and (rejects.figure is null or before_claims.figure = rejects.figure)
    anti join marts.claims on before_claims.report_id = claims.report_id and before_claims.figure = claims.figure
    where rejects.rule_id <> 'withdrawn'
),

claims as (
    select
        cell_id,
        report_id,
        figure,
        false as is_rejected
    from marts.claims
    union all
    select
        before_claims.cell_id,
        before_claims.report_id,
        before_claims.figure,
        rejected.report_id is not null as is_rejected
    from before_claims
    left join rejected
        on before_claims.report_id = rejected.report_id and before_claims.figure = rejected.figure
),

claims_of_changes as (
    select claims.* from claims semi join changes on claims.cell_id = changes.cell_id
),

contradictions as (
    select
        relations.claims, relations.status in ('possible_conflict', 'jump') as is_doubt
    from (
        select claims, status from quality.relations
        union all
        select claims, status from before_relations
    ) as relations
    where relations.status in ('violated', 'possible_conflict', 'jump', 'known_exception')
),

-- a doubt sets no flag
contradicting as (
    select distinct
        claims_of_changes.cell_id,
        unnest(members.claims) as claim
    from (select claims, is_doubt, unnest(claims) as claim from contradictions) as members
    inner join claims_of_changes on members.claim = claims_of_changes.report_id || '#' || claims_of_changes.figure
    inner join changes on claims_of_changes.cell_id = changes.cell_id
    where
        changes.change = 'changed'
        and list_has_all(if(members.is_doubt, ['has_conflict'], ['has_conflict', 'flags']), changes.changed)
),

grounds as (
    select
        cell_id,
        'report' as kind,
        report_id as about,
        is_rejected
    from claims_of_changes
    union all
    select
        cell_id,
        'correction' as kind,
        report_id || '#' || figure as about,
        is_rejected
    from claims_of_changes
    union all
    select
        cell_id,
        unnest(['report', 'correction']) as kind,
        unnest([split_part(claim, '#', 1), claim]) as about,
        false as is_rejected
    from contradicting
    union all
    select
        cell_id,
        'place_event' as kind,
        place_id as about,
        false as is_rejected
    from changes
),

changed_inputs as (
    select
        kind,
        name,
        case
            when kind <> 'report' then kind
            when change = 'new' then 'new_report'
            when change = 'removed' then 'report_withdrawn'
            else 'report_corrected'
        end as cause,
        unnest(about) as about
    from meta.inputs
    where kind in ('report', 'correction', 'place_event') and change in ('new', 'changed', 'removed')
),

explanations as (
    select
        grounds.cell_id,
        if(grounds.is_rejected, 'rejected', changed_inputs.cause) as cause,
        changed_inputs.name,
        list_position(
            ['rejected', 'new_report', 'report_withdrawn', 'correction', 'report_corrected', 'place_event'],
            if(grounds.is_rejected, 'rejected', changed_inputs.cause)
        ) as cause_rank
    from grounds
    inner join changed_inputs on grounds.kind = changed_inputs.kind and grounds.about = changed_inputs.about
)

select
    cell_id,
    min_by(cause, (cause_rank, name)) as cause,
    min_by(name, (cause_rank, name)) as explained_by
from explanations
group by cell_id;
