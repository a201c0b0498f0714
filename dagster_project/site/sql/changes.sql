-- What this release says otherwise than the one before it, by cause, with some examples of each.
select
    change, cause, count(*) as n,
    (
        list(
            {
                'place': place_id, 'indicator': indicator_code, 'because': explained_by, 'before': value_before,
                'after': value_after, 'unit': unit_code
            }
            order by place_id, indicator_code, cell_id
        )
    )[:5] as examples
from meta.release_diff
group by all
order by all
