-- The history of verdicts: that of the release before carried on, and what this release says. Variable: reasons, how
-- many of a report are kept.

insert into meta.release_history by name
with reports as (
    select
        count(*) as reports,
        count(*) filter (where status = 'rejected') as reports_rejected
    from marts.dim_report
),

figures as (
    select
        coalesce(sum(figures), 0) as figures,
        coalesce(sum(accepted), 0) as accepted,
        coalesce(sum(rejected), 0) as rejected
    from quality.row_conservation
),

warned as (
    select count(*) as warnings from quality.warnings
    where severity = 'warning'
),

violated as (
    select count(*) as relations_violated from quality.relations
    where status = 'violated'
),

conflicting as (
    select count(*) as conflicts from quality.conflicts
),

failed as (
    select count(*) as rules_failed from quality.rule_results
    where status = 'failed'
),

observed as (
    select count(*) as cells from marts.observations
),

changes as (
    select
        count(*) filter (where change = 'added') as cells_added,
        count(*) filter (where change = 'removed') as cells_removed,
        count(*) filter (where change = 'changed') as cells_changed,
        histogram(cause) as causes
    from meta.release_diff
),

this as (
    select
        release_id,
        created,
        previous_release,
        content_sha256
    from meta.release
)

select * from before_release_history
union all by name
select
    this.*,
    reports.*,
    figures.*,
    warned.*,
    violated.*,
    conflicting.*,
    failed.*,
    observed.*,
    changes.*
from this
cross join reports
cross join figures
cross join warned
cross join violated
cross join conflicting
cross join failed
cross join observed
cross join changes;

insert into quality.report_history by name
with known as (
    select
        report_id,
        max_by(before_report_history, created) as verdict
    from before_report_history
    group by report_id
),

warned as (
    select
        report_id,
        count(*) as warnings
    from quality.warnings
    where severity = 'warning'
    group by report_id
),

reasons as (
    select
        report_id,
        list_slice(
            list(
                {
                    'row': row, 'column_name': column_name, 'rule_id': rule_id, 'en': message_en, 'vi': message_vi
                }
                order by row nulls first, column_name, rule_id, message_en
            ), 1, getvariable('reasons')
        ) as reasons
    from quality.rejects
    group by report_id
),

verdicts as (
    select
        reports.report_id,
        reports.status,
        figures.figures::bigint as figures,
        figures.accepted::bigint as accepted,
        figures.rejected::bigint as rejected,
        coalesce(warned.warnings, 0) as warnings,
        coalesce(reasons.reasons, []) as reasons
    from marts.dim_report as reports
    inner join quality.row_conservation as figures on reports.report_id = figures.report_id
    left join warned on reports.report_id = warned.report_id
    left join reasons on reports.report_id = reasons.report_id
),

changed as (
    select verdicts.*
    from verdicts
    left join known on verdicts.report_id = known.report_id
    where
        known.report_id is null
        or known.verdict.status <> verdicts.status
        or known.verdict.figures <> verdicts.figures
        or known.verdict.accepted <> verdicts.accepted
        or known.verdict.rejected <> verdicts.rejected
        or known.verdict.warnings <> verdicts.warnings
        or known.verdict.reasons is distinct from verdicts.reasons
),

withdrawn as (
    select
        known.report_id,
        'withdrawn' as status,
        0 as figures,
        0 as accepted,
        0 as rejected,
        0 as warnings,
        [] as reasons
    from known
    anti join verdicts on known.report_id = verdicts.report_id
    where known.verdict.status <> 'withdrawn'
),

new_verdicts as (
    select * from changed
    union all by name
    select * from withdrawn
)

select * from before_report_history
union all by name
select
    this.release_id,
    this.created,
    new_verdicts.*
from new_verdicts
cross join meta.release as this;
