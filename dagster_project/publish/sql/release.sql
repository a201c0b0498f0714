-- What the release says about itself. Variables: one for each column.
insert into meta.release by name
select
    getvariable('release_id') as release_id,
    getvariable('created') as created,
    getvariable('content_sha256') as content_sha256,
    getvariable('shape_sha256') as shape_sha256,
    getvariable('inputs_sha256') as inputs_sha256,
    getvariable('rules_sha256') as rules_sha256,
    getvariable('load_id') as load_id,
    getvariable('versions')::map (varchar, varchar) as versions,
    getvariable('row_counts')::map (varchar, bigint) as row_counts,
    getvariable('previous_release') as previous_release;
