-- What publishing adds to a candidate, still empty. Columns of observations have the types that they have there.

create or replace table meta.inputs (
    kind varchar,
    name varchar,
    about varchar[],
    sha256 varchar,
    change varchar,
    since timestamp,
    until timestamp
);

create or replace table quality.revisions as
select
    cell_id,
    indicator_code,
    measure,
    base,
    place_id,
    place_part,
    scope_code,
    period_id,
    nature,
    funding_source,
    unit_code,
    value,
    value_low,
    value_high,
    report_id,
    figure,
    null::timestamp as known_from,
    null::timestamp as known_to,
    null::varchar as kind,
    null::varchar as ended_by
from marts.observations
where false;
