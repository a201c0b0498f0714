-- What dbt did to the build, in the order it was written.
select
    invocation_id,
    event,
    node_id,
    status,
    load_id
from internal.build_log
order by rowid
