-- A province missing from a frame, even for a day, would be missing from every sum over that frame.
{{ config(meta=shown_at('places_in_units')) }}

with places as (
    select
        place_id,
        coalesce(valid_from, date '0001-01-01') as first_day,
        coalesce(valid_to, date '9999-12-31') as last_day
    from {{ ref('dim_place') }}
    where kind = 'province'
),

events as (
    select * from {{ ref('place_events') }}
),

shares as (
    select
        *,
        coalesce(valid_from, date '0001-01-01') as first_day,
        coalesce(valid_to, date '9999-12-31') as last_day
    from {{ ref('places_in_units') }}
),

times as (
    select distinct
        first_day,
        last_day
    from shares
),

-- 63 and 34, each with land at all times
unit_faults as (
    select
        'frame of ' || units as found,
        count(distinct unit_id) || ' units' as problem
    from shares
    group by units
    having
        count(distinct unit_id) <> units
        or len(list_distinct(list(unit_id || ' ' || first_day))) <> units * (select count(*) from times)
),

days as (
    select distinct
        units,
        place_id,
        first_day,
        last_day
    from shares
),

-- in each frame, on each day of its life
day_faults as (
    select
        places.place_id as found,
        'it does not count for a unit of each frame at all times' as problem
    from places
    left join days on places.place_id = days.place_id
    group by places.place_id, places.first_day, places.last_day
    having
        count(distinct days.units) <> 2
        or sum(days.last_day - days.first_day + 1) <> 2 * (places.last_day - places.first_day + 1)
),

constituent_faults as (
    select
        unit_id || ' of ' || units as found,
        'constituents is not the number of its places' as problem
    from shares
    group by units, unit_id, first_day
    having min(constituents) <> count(*) or max(constituents) <> count(*)
),

inside_faults as (
    select
        place_id || ' in the frame of ' || units as found,
        'is_inside is not as its units say' as problem
    from shares
    group by units, place_id, first_day
    having min(is_inside) <> (count(*) = 1) or max(is_inside) <> (count(*) = 1)
),

-- what went whole into another place counts for the units of that place and no others
merger_faults as (
    select
        events.event_id as found,
        'it went whole into ' || events.to_place_id || ' and counts for ' || before.unit_id as problem
    from events
    inner join shares as before
        on events.from_place_id = before.place_id and before.last_day = events.event_date - 1
    left join shares as after
        on
            events.to_place_id = after.place_id
            and events.event_date = after.first_day
            and before.units = after.units
            and before.unit_id = after.unit_id
    where events.whole = 'yes' and after.unit_id is null
),

problems as (
    select * from unit_faults
    union all
    select * from day_faults
    union all
    select * from constituent_faults
    union all
    select * from inside_faults
    union all
    select * from merger_faults
)

select * from problems
