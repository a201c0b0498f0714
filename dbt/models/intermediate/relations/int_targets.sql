-- A result against what was aimed at for the same thing and time: 65 of 70 schemes, or the latest since its start: 66
-- from 2016 to 2018 of 162 by 2020. That is said, not judged. A possible_conflict is a stock that is aimed at below
-- what there was before: 400 enterprises by 2015, with 586 in 2012.
with regions as (
    select *, hash(indicator_code, unit_code, place_key, scope_in_time) as thing
    from {{ ref('int_regions') }}
    where speaks and reading = 'printed'
),

pairs as (
    select
        [results.claim, aims.claim] as claims, results.unit_code, results.report_id <> aims.report_id as cross_report,
        (results.value - aims.value)::decimal(28, 6) as imbalance, results.time_id = aims.time_id as is_of_same_time,
        is_of_same_time or (
            results.kind = 'flow' and aims.kind = 'flow' and aims.is_fixed and aims.nature_class in ('target', 'plan')
            and results.start_low = aims.start_low and results.end_high < aims.end_low
        ) as is_result,
        results.funding_source <> aims.funding_source as possible, results.end_high, aims.region_id as aim_id
    from regions as results
    inner join regions as aims on results.thing = aims.thing
    where
        results.nature_class = 'actual' and aims.nature_class in ('plan', 'target', 'proposal', 'decided')
        and results.is_fixed and (
            results.funding_source = aims.funding_source
            or (is_result and not cross_report and '' in (results.funding_source, aims.funding_source))
        )
        and (
            is_result
            or (
                results.kind = 'stock' and aims.kind = 'stock' and aims.nature_class in ('target', 'plan')
                and aims.is_fixed and results.end_high < aims.end_low
                and results.low > coalesce(aims.high, aims.usual_high)
            )
        )
)

select
    'target' as law, if(is_result, 'result', 'target-below-result') as axis,
    if(is_result, 'holds', 'possible_conflict') as status, possible or not is_result as possible, imbalance, unit_code,
    claims, cross_report
from pairs
-- the latest of what there was before
qualify
    is_of_same_time
    or row_number() over (partition by aim_id, is_of_same_time, is_result order by end_high desc, claims asc) = 1
