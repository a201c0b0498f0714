-- All that nothing else explains is accepted by one entry. Variable: fingerprint.
insert into causes
select
    cell_id,
    'accepted' as cause,
    getvariable('fingerprint') as explained_by
from unexplained;
