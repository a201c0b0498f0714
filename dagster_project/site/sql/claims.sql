-- Every claim, report by report, with what became of it. Variables: first, last, the reports from one to the other.
select
    claims.report_id, claims.figure, claims.claim, claims.source_line, claims.indicator_code,
    claims.measure, claims.base, claims.scope_code, claims.place_id, claims.place_part, claims.funding_source,
    claims.nature, claims.unit_code, claims.value, claims.value_low, claims.value_high, claims.flags,
    claims.claim_status, claims.corrected_from, claims.note, claims.mark, claims.mark_reasons,
    claims.period_printed, claims.value_printed,
    periods.period_label as period_vi, periods.period_label_en as period_en,
    concat_ws(' ', nullif(claims.qualifier_printed, ''), claims.value_printed, nullif(claims.unit_printed, ''))
        as printed,
    verification.state as proof
from marts.claims
left join marts.dim_period as periods on claims.period_id = periods.period_id
left join quality.verification
    on claims.report_id = verification.report_id and claims.figure = verification.figure
where claims.report_id between getvariable('first') and getvariable('last')
order by claims.report_id, claims.figure
