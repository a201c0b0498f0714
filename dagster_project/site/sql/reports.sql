select
    reports.report_id, reports.title, reports.kind, reports.publisher, reports.author, reports.published,
    reports.url, reports.places, reports.complete, reports.notes, reports.figures, reports.accepted,
    reports.rejected, reports.article_state, reports.source_file, reports.source_sha256
from marts.dim_report as reports
order by reports.published_end desc nulls last, reports.report_id
