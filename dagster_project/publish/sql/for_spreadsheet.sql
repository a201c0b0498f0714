-- A CSV file has no types, so Excel and its like run what opens with `=`, `+`, `-` or `@`. Columns as text, an
-- apostrophe before what may be taken for a formula; numbers stay numbers.
create or replace macro for_spreadsheet(named) as table
select if(
    regexp_matches(columns(*)::varchar, '^\s*[=+\-@＝＋－＠]|^[\t\r\n]')
    and try_cast(columns(*)::varchar as decimal(38, 10)) is null,
    '''' || columns(*)::varchar,
    columns(*)::varchar
)
from query_table(named);

comment on macro table for_spreadsheet is
'A table as text in which no cell is taken for a formula, to be written out as CSV: '
'copy (from for_spreadsheet(''quality.rejects'')) to ''rejects.csv''.';
