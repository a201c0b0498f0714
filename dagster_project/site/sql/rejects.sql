select report_id, figure, row, column_name, rule_id, found, message_en, message_vi
from quality.rejects
order by report_id, figure, row, rule_id
