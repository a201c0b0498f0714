-- What to cite of places: each figure of analytics.best_figures once, with the years for which it is the one. Of a place
-- as many as a page has room for: results before targets, wholes before parts, the newest first.
-- Variables: first and last, the first and the last place in the order of their ids; most, how many have room.
with best as (
    select
        *,
        list_sort(list(year) over (partition by cell_id, fit)) as years
    from analytics.best_figures
    where place_id between getvariable('first') and getvariable('last')
    qualify row_number() over (partition by cell_id, fit order by year) = 1
),

ranked as (
    select
        *,
        row_number() over (
            partition by place_id
            order by
                place_part <> '', nature not in ('actual', 'estimate'), not is_total, years[-1] desc, indicator_code,
                scope_code, cell_id, fit
        ) as rank_in_place
    from best
)

select
    ranked.place_id, ranked.place_part, ranked.subject, ranked.indicator_code, '' as measure, ranked.base,
    ranked.scope_code, ranked.funding_source, ranked.nature, ranked.unit_code, ranked.value, ranked.value_low,
    ranked.value_high, ranked.printed, ranked.mark, observations.mark_reasons, observations.flags, ranked.years,
    ranked.period_label as period_vi, ranked.period_label_en as period_en, ranked.caveat_en, ranked.caveat_vi,
    ranked.citation_en, ranked.citation_vi, ranked.report_id || '#' || ranked.figure as claim
from ranked
inner join marts.observations on ranked.cell_id = observations.cell_id
where ranked.rank_in_place <= getvariable('most')
order by
    ranked.place_id, ranked.subject, ranked.place_part, ranked.indicator_code, ranked.unit_code,
    ranked.nature not in ('actual', 'estimate'), ranked.years[1] desc, ranked.years[-1], ranked.scope_code,
    ranked.cell_id, ranked.fit
