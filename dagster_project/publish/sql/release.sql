-- What the release says about itself. Variables: one for each column.
create or replace table meta.release as
select
    getvariable('release_id')::varchar as release_id,
    getvariable('created')::timestamp as created,
    getvariable('layout')::integer as layout,
    getvariable('content_sha256')::varchar as content_sha256,
    getvariable('shape_sha256')::varchar as shape_sha256,
    getvariable('inputs_sha256')::varchar as inputs_sha256,
    getvariable('rules_sha256')::varchar as rules_sha256,
    getvariable('load_id')::varchar as load_id,
    getvariable('versions')::map (varchar, varchar) as versions,
    getvariable('without_indicator')::integer as without_indicator,
    getvariable('row_counts')::map (varchar, bigint) as row_counts,
    getvariable('previous_release')::varchar as previous_release;
