create macro claims_of(cell) as table
select
    report_id, figure, source_file, source_line, qualifier_printed, value_printed, unit_printed, value, value_low,
    value_high, unit_code, claim_status, flags
from marts.claims
where cell_id = cell
order by report_id, figure;

comment on macro table claims_of is
'The claims behind one cell: from claims_of(''<cell_id of a fact>'').';
