-- Which place lies within which: a part in its place and in the parts that its name passes through, a province in its
-- groups while it belonged to them. `level` is the kind of part that cannot overlap with another of the same kind.
with places as (
    select distinct
        place_id, place_part, place_key, list_filter(string_split(place_part, '/'), lambda slug: slug <> '') as slugs
    from {{ ref('int_regions') }}
),

levels as (
    select places.place_key, string_agg(coalesce(kinds.apart, 'unit'), '/' order by places.position) as level
    from (select place_key, unnest(slugs) as slug, generate_subscripts(slugs, 1) as position from places) as places
    left join {{ ref('part_kinds') }} as kinds
        on split_part(places.slug, '-', 1) = split_part(kinds.part_kind, '-', 1)
    group by places.place_key
),

orders as (
    select
        place_id, place_key, {{ name_key("place_id || '/' || array_to_string(slugs[:depth], '/')") }} as wider_key,
        (depth < len(slugs))::integer as narrowed, null::date as valid_from, null::date as valid_to,
        null as level
    from (select *, unnest(range(len(slugs) + 1)) as depth from places) as places
    union all
    select
        places.place_id, places.place_key, {{ name_key("members.group_id || '/'") }} as wider_key, 1 as narrowed,
        try_cast(members.valid_from as date) as valid_from, try_cast(members.valid_to as date) as valid_to,
        'province' as level
    from places
    inner join {{ ref('place_members') }} as members on places.place_id = members.member_id
    where places.place_part = ''
    union all
    -- areas of the nation, which may overlap: each is of a kind of its own
    select
        places.place_id, places.place_key, {{ name_key("nations.place_id || '/'") }} as wider_key, 1 as narrowed,
        null as valid_from, null as valid_to, places.place_id as level
    from places
    inner join {{ ref('places') }} as areas on places.place_id = areas.place_id and areas.kind = 'region'
    inner join {{ ref('places') }} as nations on nations.kind = 'nation'
    where places.place_part = ''
)

select orders.* replace (if(orders.narrowed = 0, null, coalesce(orders.level, levels.level)) as level)
from orders
left join levels on orders.place_key = levels.place_key
