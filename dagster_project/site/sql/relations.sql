-- Relations that speak of some reports, the worst first. Variables: first, last, the reports from one to the other.
with spoken_of as (
    select relation_id, list(report_id) as reports
    from relations_of_reports
    where report_id between getvariable('first') and getvariable('last')
    group by relation_id
)

select
    spoken_of.reports, relations.relation_id, relations.law, relations.status, relations.claims, relations.sentence_en,
    relations.sentence_vi
from quality.relations
inner join spoken_of on relations.relation_id = spoken_of.relation_id
order by
    list_position(
        [
            'violated', 'possible_conflict', 'known_exception', 'jump', 'holds_loosely', 'holds', 'possibly_same',
            'series', 'not_evaluable'
        ],
        relations.status
    ),
    relations.law, relations.claims, relations.relation_id
