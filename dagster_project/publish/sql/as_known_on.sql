create macro as_known_on(day) as table
    select * from quality.revisions
    where
        known_from < day::date + interval 1 day
        and coalesce(known_to, 'infinity'::timestamp) >= day::date + interval 1 day
    order by place_id, indicator_code, period_id, cell_id;

comment on macro table as_known_on is
'What was known at the end of a day (UTC): the observations of the release that was current then: '
'from as_known_on(date ''2026-12-31'').';
