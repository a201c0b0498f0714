-- Changes that nothing explains: `unexplained`.
create or replace temp view unexplained as
select changes.* from changes anti join causes on changes.cell_id = causes.cell_id;
