-- A result against what was aimed at for the same thing and time: 65 of 70 schemes, or the latest since its start: 66
-- from 2016 to 2018 of 162 by 2020. That is said, not judged. A possible_conflict is a stock or running total that is
-- aimed at below what there was before: 400 enterprises by 2015, with 586 in 2012; and more that is carried out than
-- was decided: 3 schemes completed of 1 approved, or more money than one source was assigned.
with regions as (
    select
        *, hash(indicator_code, unit_code, place_key, planned_scope) as thing,
        scope_in_time <> planned_scope as is_carried_out
    from {{ ref('int_regions') }}
    where represents_cell and reading = 'printed'
),

-- what is decided in several steps is more than each of them, and those who receive may put in more than was decided
decided_once as (
    select any_value(region_id) as region_id from regions
    where nature_class = 'decided' and funding_source not in {{ sources_beside_the_state() }}
    group by report_id, thing, time_id, funding_source
    having count(*) = 1
),

pairs as (
    select
        [results.claim, aims.claim] as claims, results.unit_code, results.report_id <> aims.report_id as cross_report,
        (results.value - aims.value)::decimal(28, 6) as imbalance, results.time_id = aims.time_id as is_of_same_time,
        is_of_same_time or (
            results.kind = 'flow' and aims.kind = 'flow' and aims.is_fixed and results.start_low = aims.start_low
            and (aims.nature_class in ('target', 'plan') or results.is_carried_out)
            and if(results.is_fixed, results.end_high < aims.end_low, results.end_low <= aims.end_high)
        ) as is_result,
        case
            when
                is_result and decided_once.region_id is not null and not cross_report
                and (results.is_carried_out or results.unit_code = 'VND')
                and results.funding_source = aims.funding_source and results.funding_source <> ''
                and results.loose_low > aims.loose_high
                then 'result-above-decided'
            when is_result then 'result'
            else 'target-below-result'
        end as axis,
        results.funding_source <> aims.funding_source as possible, results.end_high, aims.region_id as aim_id
    from regions as results
    inner join regions as aims on results.thing = aims.thing
    left join decided_once on aims.region_id = decided_once.region_id
    where
        results.nature_class = 'actual' and aims.nature_class in ('plan', 'target', 'proposal', 'decided')
        and (results.is_fixed or (results.period_kind in ('since', 'up_to') and not cross_report))
        and (
            results.funding_source = aims.funding_source
            or (
                is_result and not cross_report and '' in (results.funding_source, aims.funding_source)
                -- what is above the money of one source is not of it
                and (
                    aims.funding_source in ('', 'all', 'total')
                    or results.low <= aims.usual_high
                )
            )
        )
        and (
            is_result
            or (
                aims.nature_class in ('target', 'plan') and results.end_high < aims.end_low
                and (
                    (results.kind = 'stock' and aims.kind = 'stock' and aims.is_fixed)
                    or (results.period_kind = 'up_to' and aims.period_kind = 'up_to')
                )
                and results.low > aims.usual_high
            )
        )
)

select
    'target' as law, axis, if(axis = 'result', 'holds', 'possible_conflict') as status,
    possible or axis <> 'result' as possible, imbalance, unit_code, claims, cross_report
from pairs
-- the latest of what there was before
qualify
    is_of_same_time
    or row_number() over (partition by aim_id, is_of_same_time, axis order by end_high desc, claims asc) = 1
