with recursive places as (
    select * from {{ ref('places') }}
    where kind = 'province'
),

events as (
    select * from {{ ref('place_events') }}
),

-- days on which land changed hands; a rename, a status or a code moves none
changes as (
    select distinct
        event_date,
        from_place_id,
        to_place_id
    from events
    where kind in ('merge', 'split') and from_place_id <> to_place_id
),

starts as (
    select distinct event_date as valid_from
    from changes
    union all
    select null::date as valid_from
),

-- between two such days every border stands still
eras as (
    select
        row_number() over (order by valid_from nulls first) as era,
        valid_from,
        (lead(valid_from) over (order by valid_from nulls first) - interval 1 day)::date as valid_to
    from starts
),

standing as (
    select
        eras.era,
        eras.valid_from,
        eras.valid_to,
        places.place_id
    from eras
    inner join places
        on
            (eras.valid_from >= places.valid_from or places.valid_from is null)
            and (eras.valid_to <= places.valid_to or places.valid_to is null)
),

-- from one era to the next land stays where it is, or goes where an event took it
steps as (
    select
        next.era,
        previous.place_id as from_place_id,
        next.place_id
    from standing as previous
    inner join standing as next on previous.era + 1 = next.era
    left join changes
        on
            next.valid_from = changes.event_date
            and previous.place_id = changes.from_place_id
            and next.place_id = changes.to_place_id
    where previous.place_id = next.place_id or changes.event_date is not null
),

-- a piece of land is known by the places it lay in, one for each era
pieces as (
    select
        era,
        place_id,
        [place_id] as way
    from standing
    where era = 1
    union all
    select
        steps.era,
        steps.place_id,
        list_append(pieces.way, steps.place_id) as way
    from pieces
    inner join steps on pieces.era + 1 = steps.era and pieces.place_id = steps.from_place_id
),

whole_ways as (
    select way
    from pieces
    where era = (select max(eras.era) from eras)
),

frames (units, seen_on) as (
    values (63, date '2025-06-30'), (34, date '2025-07-01')
),

-- where a piece lay in an era, and the unit of the frame it counts for
placed as (
    select
        frames.units,
        eras.valid_from,
        eras.valid_to,
        whole_ways.way[eras.era] as place_id,
        whole_ways.way[seen.era] as unit_id
    from whole_ways
    cross join eras
    cross join frames
    inner join eras as seen
        on
            frames.seen_on >= coalesce(seen.valid_from, frames.seen_on)
            and frames.seen_on <= coalesce(seen.valid_to, frames.seen_on)
),

-- a place lies inside a unit when all of its pieces count for that unit
together as (
    select
        units,
        unit_id,
        place_id,
        valid_from,
        valid_to,
        count(distinct unit_id) over (partition by units, place_id, valid_from) = 1 as is_inside
    from placed
    group by units, unit_id, place_id, valid_from, valid_to
),

counted as (
    select
        *,
        (count(*) over (partition by units, unit_id, valid_from))::integer as constituents
    from together
)

select * from counted
