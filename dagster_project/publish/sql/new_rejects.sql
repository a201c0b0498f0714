-- Findings that reject a row or report and that the release before did not have, in both languages.
select distinct
    rejects.message_en as en,
    rejects.message_vi as vi
from quality.rejects
anti join before_rejects as earlier
    on
        rejects.report_id = earlier.report_id
        and rejects.rule_id = earlier.rule_id
        and rejects.figure is not distinct from earlier.figure
        and rejects.column_name is not distinct from earlier.column_name
        and rejects.found is not distinct from earlier.found
-- a refused report has a finding of its own beside one for each of its rows
where rejects.rule_id not in ('withdrawn', 'report-accepted')
order by en, vi
