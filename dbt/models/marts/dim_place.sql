with places as (
    select * from {{ ref('places') }}
),

names as (
    select * from {{ ref('place_names') }}
),

members as (
    select * from {{ ref('place_members') }}
),

events as (
    select * from {{ ref('place_events') }}
),

raised as (
    select
        from_place_id as place_id,
        min(event_date) as city_from,
        bool_and(verified = 'yes') as is_verified
    from events
    where kind = 'status'
    group by from_place_id
),

groups as (
    select
        member_id as place_id,
        list(distinct group_id order by group_id) as parents
    from members
    group by member_id
),

aliases as (
    select
        place_id,
        list(alias order by alias) as aliases
    from names
    group by place_id
),

places_without_nulls as (
    select
        places.place_id,
        places.name_vi,
        places.name_en,
        places.kind,
        places.city = 'yes' and coalesce(raised.is_verified, true) as is_city,
        if(raised.is_verified, raised.city_from, null) as city_from,
        coalesce(places.gso_code, '') as gso_code,
        coalesce(places.iso_code, '') as iso_code,
        places.valid_from,
        places.valid_to,
        places.verified = 'yes' as verified,
        (row_number() over (
            order by places.name_vi collate vi, places.valid_from nulls first, places.place_id -- noqa: RF02
        ))::integer as place_order,
        coalesce(places.note, '') as note,
        coalesce(aliases.aliases, []) as aliases,
        coalesce(groups.parents, []) as parents
    from places
    left join aliases on places.place_id = aliases.place_id
    left join groups on places.place_id = groups.place_id
    left join raised on places.place_id = raised.place_id
),

in_order as (
    select * from places_without_nulls
    order by place_id
)

select * from in_order
