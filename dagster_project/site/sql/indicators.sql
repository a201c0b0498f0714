select
    indicators.*,
    coalesce(
        (
            select list(distinct units.unit_code order by units.unit_code)
            from marts.observations as units
            where units.indicator_code = indicators.indicator_code and units.measure = ''
        ),
        []
    ) as units
from marts.dim_indicator as indicators
order by indicators.subject, indicators.label_vi collate vi, indicators.indicator_code
