-- Changes that a person has to decide on: `undecided`. Those that nothing explains, and values lost with a rejected row
-- where they are too many. Variable: hold_losses, whether they are.
create or replace temp view undecided as
select changes.*
from changes
left join causes on changes.cell_id = causes.cell_id
where
    causes.cell_id is null
    or (getvariable('hold_losses') and causes.cause = 'rejected' and changes.change = 'removed');
