{{ config(materialized='table') }}

with people as (
    select * from {{ ref('populations') }}
),

places as (
    select * from {{ ref('dim_place') }}
),

sources as (
    select * from {{ ref('reference_sources') }}
),

people_with_names as (
    select
        places.name_vi as place_name,
        places.kind as place_level,
        people.year,
        people.population,
        people.area_km2::decimal(10, 1) as area_km2,
        people.preliminary = 'yes' as is_preliminary,
        sources.publisher || ', ' || sources.title || '; ' || sources.found_in as source,
        people.place_id
    from people
    inner join places on people.place_id = places.place_id
    inner join sources on people.source_id = sources.source_id
),

in_order as (
    select * from people_with_names
    order by place_id, year
)

select * from in_order
