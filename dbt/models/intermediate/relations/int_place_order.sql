-- Which place lies within which: a part in its place and in the parts that its name passes through, a province in its
-- groups while it belonged to them. `level` is the kind of part that cannot overlap with another of the same kind.
with places as (
    select distinct place_id, place_part, place_key
    from {{ ref('int_regions') }}
),

slugs as (
    select *, string_split(place_part, '/') as slug_list
    from places
    where place_part <> ''
),

levels as (
    select
        place_key,
        array_to_string(
            list_transform(
                slug_list, lambda slug: case split_part(slug, '-', 1)
                    when 'kcn' then 'site' when 'ccn' then 'site' when 'dcn' then 'site' when 'kkt' then 'economic zone'
                    when 'tp' then 'district' when 'quan' then 'district' when 'tx' then 'district'
                    when 'huyen' then 'district'
                    when 'tt' then 'commune' when 'xa' then 'commune' when 'phuong' then 'commune'
                    when 'dac' then 'commune'
                    when 'lang' then 'village' when 'thon' then 'village'
                    else 'unit'
                end
            ), '/'
        ) as level
    from slugs
),

itself as (
    select place_key, place_key as wider_key, 0 as narrowed, null::date as valid_from, null::date as valid_to
    from places
),

part_of_place as (
    select
        place_key, hash(place_id, '') as wider_key, 1 as narrowed, null::date as valid_from,
        null::date as valid_to
    from slugs
),

part_of_part as (
    select
        slugs.place_key,
        hash(slugs.place_id, array_to_string(slugs.slug_list[:depths.depth], '/')) as wider_key,
        1 as narrowed, null::date as valid_from, null::date as valid_to
    from slugs
    inner join (values (1), (2), (3)) as depths (depth) on depths.depth < len(slugs.slug_list)
),

member_of_group as (
    select
        places.place_key, hash(members.group_id, '') as wider_key, 1 as narrowed,
        try_cast(members.valid_from as date) as valid_from, try_cast(members.valid_to as date) as valid_to
    from places
    inner join {{ ref('place_members') }} as members on places.place_id = members.member_id
    where places.place_part = ''
),

together as (
    select * from itself
    union all
    select * from part_of_place
    union all
    select * from part_of_part
    union all
    select * from member_of_group
),

orders as (
    select together.*, if(together.narrowed = 0, null, coalesce(levels.level, 'province')) as level
    from together
    left join levels on together.place_key = levels.place_key
)

select * from orders
