-- All that had to be decided on is accepted by one entry; what has a cause keeps it. Variable: fingerprint.
insert into causes
select
    cell_id,
    'accepted' as cause,
    getvariable('fingerprint') as explained_by
from undecided
where cell_id not in (select causes.cell_id from causes);
