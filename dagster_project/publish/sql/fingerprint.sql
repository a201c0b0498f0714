-- How many changes have to be decided on, and a hash of exactly these: cells, what they said before, what they say now.
with change_hashes as (
    select
        cell_id,
        sha256(undecided::varchar) as sha256
    from undecided
)

select
    count(*) as cells,
    'set-' || left(sha256(coalesce(string_agg(sha256, '' order by cell_id), '')), 16) as fingerprint
from change_hashes
