-- Content hash of every report that landed.
select
    report_id,
    coalesce(content_sha256, '') as content_sha256
from raw.reports
