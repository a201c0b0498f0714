-- How many observations there are, by place, indicator, subject and mark.
select place_id, indicator_code, subject, mark, count(*) as n
from marts.observations
group by all
order by all
