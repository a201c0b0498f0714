-- Cells that have all words of searched_texts as whole words; else all of them as beginnings; else as many as there are.
-- Words that stand together in one text say more: a province of two syllables is meant before each syllable for itself.
-- Left joins keep the observations on the side that is only read: DuckDB takes the texts for fewer than they are.
-- Parameter: shown.
with marked as (
    select
        observations.cell_id,
        observations.place_id,
        observations.indicator_code,
        observations.period_start,
        len(indicator.words) as words_asked,
        bit_count(
            indicator.beginnings | place.beginnings | part.beginnings | period.beginnings | scope.beginnings
            | source.beginnings | coalesce(nature.beginnings, 0) | coalesce(measure.beginnings, 0)
        ) as beginnings,
        bit_count(
            indicator.wholes | place.wholes | part.wholes | period.wholes | scope.wholes | source.wholes
            | coalesce(nature.wholes, 0) | coalesce(measure.wholes, 0)
        ) as wholes,
        bit_count(indicator.wholes) ** 2 + bit_count(place.wholes) ** 2 + bit_count(part.wholes) ** 2
        + bit_count(period.wholes) ** 2 + bit_count(scope.wholes) ** 2 + bit_count(source.wholes) ** 2
        + bit_count(coalesce(nature.wholes, 0) | coalesce(measure.wholes, 0)) ** 2 as together
    from marts.observations
    left join searched_texts as indicator
        on indicator.dimension = 'indicator' and observations.indicator_code = indicator.code
    left join searched_texts as place on place.dimension = 'place' and observations.place_id = place.code
    left join searched_texts as part on part.dimension = 'place_part' and observations.place_part = part.code
    left join searched_texts as period on period.dimension = 'period' and observations.period_id = period.code
    left join searched_texts as scope on scope.dimension = 'scope' and observations.scope_code = scope.code
    left join searched_texts as source
        on source.dimension = 'funding_source' and observations.funding_source = source.code
    left join searched_texts as nature on nature.dimension = 'stated_as' and observations.nature = nature.code
    left join searched_texts as measure on measure.dimension = 'stated_as' and observations.measure = measure.code
),

graded as (
    select *, case words_asked when wholes then 2 when beginnings then 1 else 0 end as grade
    from marked
    where beginnings > 0
)

select cell_id, grade > 0 as is_complete, count(*) over () as found
from graded
where grade = (select max(graded.grade) from graded)
order by
    beginnings + wholes desc, together desc, place_id, indicator_code, period_start nulls last, cell_id
limit $shown
