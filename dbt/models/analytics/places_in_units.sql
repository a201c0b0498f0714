{{ config(materialized='table') }}

with frames as (
    select * from {{ ref('int_place_frames') }}
),

places as (
    select * from {{ ref('dim_place') }}
),

frames_with_names as (
    select
        frames.units,
        frames.unit_id,
        units.name_vi as unit_name,
        frames.place_id,
        places.name_vi as place_name,
        frames.valid_from,
        frames.valid_to,
        frames.is_inside,
        frames.constituents
    from frames
    inner join places as units on frames.unit_id = units.place_id
    inner join places on frames.place_id = places.place_id
),

in_order as (
    select * from frames_with_names
    order by units, unit_id, valid_from nulls first, place_id
)

select * from in_order
