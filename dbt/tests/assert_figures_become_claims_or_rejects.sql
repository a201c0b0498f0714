-- Every figure written down has one fate, and three independent counts agree on it.
{{ config(meta=shown_at('row_conservation')) }}

with conservation as (
    select * from {{ ref('row_conservation') }}
),

reports as (
    select * from {{ ref('dim_report') }}
),

written_figures as (
    select
        report_id,
        count(*) as figures
    from {{ ref('stg_figures') }}
    group by report_id
),

losses as (
    select
        coalesce(conservation.report_id, reports.report_id, written_figures.report_id) as report_id,
        written_figures.figures as figures_written,
        conservation.figures,
        conservation.accepted,
        conservation.rejected,
        reports.accepted as accepted_by_ingest,
        reports.rejected as rejected_by_ingest
    from conservation
    full outer join reports on conservation.report_id = reports.report_id
    full outer join written_figures on coalesce(conservation.report_id, reports.report_id) = written_figures.report_id
    where
        coalesce(conservation.figures, -1) <> coalesce(written_figures.figures, 0)
        or conservation.figures <> conservation.accepted + conservation.rejected
        or conservation.figures <> reports.figures
        or conservation.accepted <> reports.accepted
        or conservation.rejected <> reports.rejected
)

select * from losses
