-- Relations that speak of some reports, the worst first. Variables: first, last, the reports from one to the other.
select
    relations.relation_id, relations.law, relations.status, relations.claims, relations.sentence_en,
    relations.sentence_vi
from quality.relations
where
    relations.relation_id in (
        select relations_of_reports.relation_id
        from relations_of_reports
        where relations_of_reports.report_id between getvariable('first') and getvariable('last')
    )
order by
    list_position(
        [
            'violated', 'possible_conflict', 'known_exception', 'jump', 'holds_loosely', 'holds', 'possibly_same',
            'series', 'not_evaluable'
        ],
        relations.status
    ),
    relations.law, relations.claims, relations.relation_id
