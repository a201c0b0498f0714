-- What speaks for or against the figures of a place: relations that do not hold, may not, or show that two reports speak of
-- one thing; the worst first. Variable: most, how many of a place have room.
with worth_reading as (
    select
        relation_id, law, status, claims, sentence_en, sentence_vi, cross_report,
        list_position(
            ['violated', 'possible_conflict', 'known_exception', 'jump', 'possibly_same', 'holds'], status
        ) as rank
    from quality.relations
    where
        status in ('violated', 'possible_conflict', 'known_exception', 'jump', 'possibly_same')
        or (cross_report and status = 'holds' and law = 'same')
),

places as (
    select distinct claims.place_id, members.relation_id
    from (
        select relation_id, unnest(claims) as claim
        from worth_reading
    ) as members
    inner join marts.claims on members.claim = claims.claim
)

select places.place_id, worth_reading.*
from places
inner join worth_reading on places.relation_id = worth_reading.relation_id
qualify
    row_number() over (
        partition by places.place_id order by worth_reading.rank, not worth_reading.cross_report, worth_reading.relation_id
    ) <= getvariable('most')
order by places.place_id, worth_reading.rank, not worth_reading.cross_report, worth_reading.relation_id
