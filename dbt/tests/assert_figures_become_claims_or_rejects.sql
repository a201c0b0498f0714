{{ config(meta=shown_at('row_conservation')) }}

with conserved as (
    select * from {{ ref('row_conservation') }}
),

reports as (
    select * from {{ ref('dim_report') }}
),

written as (
    select
        report_id,
        count(*) as figures
    from {{ ref('stg_figures') }}
    group by report_id
),

lost as (
    select
        coalesce(conserved.report_id, reports.report_id, written.report_id) as report_id,
        written.figures as figures_written,
        conserved.figures,
        conserved.accepted,
        conserved.rejected,
        reports.accepted as accepted_by_ingest,
        reports.rejected as rejected_by_ingest
    from conserved
    full outer join reports on conserved.report_id = reports.report_id
    full outer join written on coalesce(conserved.report_id, reports.report_id) = written.report_id
    where
        coalesce(conserved.figures, -1) <> coalesce(written.figures, 0)
        or conserved.figures <> conserved.accepted + conserved.rejected
        or conserved.figures <> reports.figures
        or conserved.accepted <> reports.accepted
        or conserved.rejected <> reports.rejected
)

select * from lost
