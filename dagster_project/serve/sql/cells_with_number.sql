-- Cells with a claim of this printed form or value, those first where it is printed so. Words are compared without case
-- and diacritics; a text of another length is another text, which is cheaper to see.
-- Parameters: asked, spellings (printed forms of the number), readings (its values), in_unit (its values with their
-- unit, where one was asked for: '5739000000.000000 VND'), shown.
with claims as (
    select
        cell_id,
        claim,
        value,
        value::varchar || ' ' || unit_code as in_unit,
        value_printed,
        concat_ws(' ', nullif(qualifier_printed, ''), value_printed) as qualified,
        concat_ws(' ', value_printed, nullif(unit_printed, '')) as with_unit,
        concat_ws(' ', nullif(qualifier_printed, ''), value_printed, nullif(unit_printed, '')) as printed
    from marts.claims
),

matches as (
    select
        cell_id,
        claim,
        printed,
        list_contains($spellings::varchar[], value_printed)
        or (length(value_printed) = length($asked) and folded(value_printed) = folded($asked))
        or (length(qualified) = length($asked) and folded(qualified) = folded($asked))
        or (length(with_unit) = length($asked) and folded(with_unit) = folded($asked))
        or (length(printed) = length($asked) and folded(printed) = folded($asked)) as is_printed_so
    from claims
    where
        is_printed_so
        or list_contains($readings::decimal(28, 6)[], value)
        or list_contains($in_unit::varchar[], in_unit)
)

select
    cell_id,
    list(claim || ': “' || printed || '”' order by claim) as claims,
    count(*) over () as found
from matches
group by cell_id
order by bool_or(is_printed_so) desc, min(claim)
limit $shown
