-- Some changes that have to be decided on, of every kind: the cell, what it said, what it says.
-- Variable: examples, how many.
create or replace temp macro digits(number) as
if(number < 0, '-', '') || format('{:,}', abs(trunc(number))::hugeint)
|| rtrim('.' || split_part(number::varchar, '.', 2), '0.');

create or replace temp macro stated(value, low, high, unit) as
coalesce(digits(value), concat_ws(' … ', digits(low), digits(high))) || ' ' || unit;

with numbered as (
    select
        *,
        row_number() over (partition by change order by cell_id) as place_in_kind
    from undecided
)

select
    change || ': '
    || concat_ws(
        ' ', indicator_code, nullif(measure, ''), nullif(scope_code, ''), place_id, nullif(period_id, ''), nature
    )
    || ': ' || if(change = 'added', '–', stated(value_before, value_low_before, value_high_before, unit_code))
    || ' → ' || if(change = 'removed', '–', stated(value_after, value_low_after, value_high_after, unit_code))
    || if(changed = [], '', ' ' || changed::varchar) as example
from numbered
order by place_in_kind, change
limit getvariable('examples')
