-- A CSV file has no types, so Excel and its like run what opens with `=`, `+`, `-` or `@`, with blanks or marks
-- without a shape before it too. Where the semicolon parts columns, as in Vietnamese settings, a cell may be cut
-- in pieces at it, and at a line break, whatever quotes stand around. Columns as text, an apostrophe before what
-- may be taken for a formula at the beginning of a cell or of such a piece; numbers stay numbers.
create or replace macro for_spreadsheet(named) as table
select if(
    try_cast(columns(*)::varchar as decimal(38, 10)) is null,
    regexp_replace(
        columns(*)::varchar,
        '((?:^|[;,|\t\r\n\v\f\x{85}\x{2028}\x{2029}])[\s\pZ\pC\pM"]*)([=+\-@＝＋－＠])',
        '\1''\2',
        'g'
    ),
    columns(*)::varchar
)
from query_table(named);

comment on macro table for_spreadsheet is
'A table as text in which no cell is taken for a formula, to be written out as CSV: '
'copy (from for_spreadsheet(''quality.rejects'')) to ''rejects.csv''.';
