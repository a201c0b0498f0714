-- What an editor has to look at: what is violated, what may be, and jumps. They stay as a temporary table.
-- Variable: most, how many are listed.
create or replace temp table contradictions as
select
    relations.relation_id, relations.law, relations.status, relations.unit_code,
    relations.expected_low, relations.expected_high, relations.found_low, relations.found_high, relations.imbalance,
    relations.claims, relations.suspects, relations.sentence_en, relations.sentence_vi,
    claims.place_id, claims.indicator_code
from quality.relations
inner join marts.claims on relations.claims[-1] = claims.claim
where relations.status in ('violated', 'possible_conflict', 'jump', 'known_exception')
order by
    list_position(['violated', 'possible_conflict', 'jump', 'known_exception'], relations.status), claims.place_id,
    relations.law, relations.claims, relations.relation_id
limit getvariable('most');

from contradictions
