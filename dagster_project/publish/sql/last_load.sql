-- The newest load of the landing file.
select
    load_id,
    inputs_sha256
from raw.load_log
order by finished desc
limit 1
