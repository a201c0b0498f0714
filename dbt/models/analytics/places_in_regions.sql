{{ config(materialized='table') }}

with members as (
    select * from {{ ref('place_members') }}
),

places as (
    select * from {{ ref('dim_place') }}
),

members_with_names as (
    select
        regions.name_vi as region_name,
        regions.kind as region_level,
        places.name_vi as place_name,
        members.group_id as region_id,
        members.member_id as place_id,
        try_cast(members.valid_from as date) as valid_from,
        try_cast(members.valid_to as date) as valid_to,
        members.verified = 'yes' as verified
    from members
    inner join places as regions on members.group_id = regions.place_id
    inner join places on members.member_id = places.place_id
),

in_order as (
    select * from members_with_names
    order by region_id, place_id, valid_from nulls first
)

select * from in_order
