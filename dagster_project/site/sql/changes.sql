-- What this release says otherwise than the one before it, by cause, with the first examples of each: no list of all
-- of them, for of a first release those are a million.
select
    change, cause, count(*) as n,
    arg_min(
        {
            'place': place_id, 'indicator': indicator_code, 'because': explained_by, 'before': value_before,
            'after': value_after, 'unit': unit_code
        },
        (place_id, indicator_code, cell_id), 5
    ) as examples
from meta.release_diff
group by all
order by all
