-- Observations as people read them: with the words as printed, and the report and line they were printed in.
select
    observations.*,
    claims.claim,
    trim(concat_ws(' ', claims.qualifier_printed, claims.value_printed, claims.unit_printed)) as printed,
    claims.source_line,
    reports.title as report_title,
    reports.publisher,
    reports.published,
    reports.url
from marts.observations as observations
left join marts.claims as claims
    on observations.report_id = claims.report_id and observations.figure = claims.figure
left join marts.dim_report as reports on observations.report_id = reports.report_id
