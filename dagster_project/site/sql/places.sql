-- Every place, with today's units that it lies in, or that got a part of it, and with what a unit of today is made of.
with inside as (
    select
        unit_id, place_id,
        bool_or(is_inside) as is_inside
    from analytics.places_in_units
    where units = 34 and unit_id <> place_id
    group by all
),

units_of as (
    select
        place_id,
        coalesce(
            list(unit_id order by unit_id) filter (where is_inside),
            list(unit_id order by unit_id)
        ) as units
    from inside
    group by place_id
),

places_of as (
    select unit_id, list(place_id order by place_id) as places
    from inside
    where is_inside
    group by unit_id
)

select
    places.place_id, places.name_vi, places.name_en, places.kind, places.is_city, places.valid_from, places.valid_to,
    places.gso_code, places.aliases, places.parents,
    places.kind = 'province' and places.valid_to is null as is_today,
    coalesce(units_of.units, []) as now_in,
    coalesce(places_of.places, []) as made_of
from marts.dim_place as places
left join units_of on places.place_id = units_of.place_id
left join places_of on places.place_id = places_of.unit_id
order by places.name_vi collate vi, places.valid_to nulls first, places.place_id
