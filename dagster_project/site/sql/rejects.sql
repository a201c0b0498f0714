select report_id, figure, found, message_en, message_vi
from quality.rejects
order by report_id, figure, row, rule_id
