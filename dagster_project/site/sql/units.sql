-- Observations of each unit of both frames: those of every place that lies in it.
with inside as (
    select distinct units, unit_id, place_id
    from analytics.places_in_units
    where is_inside
),

all_units as (
    select distinct units, unit_id
    from analytics.places_in_units
)

select all_units.units, all_units.unit_id, count(observations.cell_id) as n
from all_units
left join inside on all_units.units = inside.units and all_units.unit_id = inside.unit_id
left join marts.observations on inside.place_id = observations.place_id
group by all
order by all
