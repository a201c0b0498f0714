-- Relations by the report that they speak of, the worst first; a relation between reports stands with each.
select
    members.report_id, relations.relation_id, relations.law, relations.status, relations.claims, relations.suspects,
    relations.sentence_en, relations.sentence_vi
from (
    select distinct relation_id, split_part(unnest(claims), '#', 1) as report_id
    from quality.relations
) as members
inner join quality.relations as relations on members.relation_id = relations.relation_id
order by
    members.report_id,
    list_position(
        [
            'violated', 'possible_conflict', 'known_exception', 'jump', 'holds_loosely', 'holds', 'possibly_same',
            'series', 'not_evaluable'
        ],
        relations.status
    ),
    relations.law, relations.claims, relations.relation_id
