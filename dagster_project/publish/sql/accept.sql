-- All that nothing else explains is accepted by one entry. Variable: fingerprint.
insert into causes
select cell_id, 'accepted', getvariable('fingerprint') from unexplained;
