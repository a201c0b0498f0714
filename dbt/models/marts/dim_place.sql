with places as (
    select * from {{ ref('places') }}
),

settled as (
    select
        place_id,
        name_vi,
        name_en,
        kind,
        coalesce(gso_code, '') as gso_code,
        coalesce(iso_code, '') as iso_code,
        valid_from,
        valid_to,
        verified = 'yes' as verified,
        coalesce(note, '') as note
    from places
),

in_order as (
    select * from settled
    order by place_id
)

select * from in_order
