-- Which reports a relation speaks of. They stay as a temporary table.
create or replace temp table relations_of_reports as
select distinct relation_id, split_part(unnest(claims), '#', 1) as report_id
from quality.relations
