-- Rejected figures by the places that their reports are about: a rejected row may say no place of its own.
select place_id, sum(rejected) as n
from (
    select unnest(places) as place_id, rejected
    from marts.dim_report
    where rejected > 0
) as rejected_of_reports
group by place_id
