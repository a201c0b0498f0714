with reports as (
    select * from {{ ref('stg_reports') }}
),

figures as (
    select * from {{ ref('stg_figures') }}
),

claims as (
    select * from {{ ref('stg_claims') }}
),

findings as (
    select * from {{ ref('stg_findings') }}
),

refused_reports as (
    select distinct report_id
    from findings
    where
        severity in ('error', 'critical') and sheet_row is null
),

refused_rows as (
    select distinct
        report_id,
        sheet_row
    from findings
    where severity in ('error', 'critical') and sheet_row is not null
),

-- a figure is rejected because a reason says so, not because its claim is missing: only so can a loss be seen
fates as (
    select
        figures.report_id,
        figures.sheet_row,
        claims.report_id is not null as is_accepted,
        refused_rows.report_id is not null or refused_reports.report_id is not null as is_rejected
    from figures
    left join claims on figures.report_id = claims.report_id and figures.sheet_row = claims.sheet_row
    left join refused_rows
        on figures.report_id = refused_rows.report_id and figures.sheet_row = refused_rows.sheet_row
    left join refused_reports on figures.report_id = refused_reports.report_id
),

counts as (
    select
        reports.report_id,
        count(fates.sheet_row)::integer as figures,
        count(*) filter (where fates.is_accepted)::integer as accepted,
        count(*) filter (where fates.is_rejected)::integer as rejected
    from reports
    left join fates on reports.report_id = fates.report_id
    group by reports.report_id
)

select * from counts
