-- How many contradictions there are of each kind, the worst first.
select status, count(*) as n
from quality.relations
where status in ('violated', 'possible_conflict', 'jump', 'known_exception')
group by status
order by list_position(['violated', 'possible_conflict', 'jump', 'known_exception'], status)
