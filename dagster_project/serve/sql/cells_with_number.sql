-- Cells with a claim of this printed form or value, those first where it is printed so. Words are compared without case
-- and diacritics; a text of another length is another text, which is cheaper to see.
-- Parameters: asked, spellings (printed forms of the number), readings (its values), shown.
with matches as (
    select
        cell_id,
        claim,
        concat_ws(' ', nullif(qualifier_printed, ''), value_printed, nullif(unit_printed, '')) as printed,
        list_contains($spellings::varchar[], value_printed)
        or (length(value_printed) = length($asked) and folded(value_printed) = folded($asked)) as is_printed_so
    from marts.claims
    where is_printed_so or list_contains($readings::decimal(28, 6)[], value)
)

select
    cell_id,
    list(claim || ': “' || printed || '”' order by claim) as claims,
    count(*) over () as found
from matches
group by cell_id
order by bool_or(is_printed_so) desc, min(claim)
limit $shown
