-- What is left of a telling whole after its parts is itself printed as one more part (leftover): of 2,345 ha, 1,112 and
-- 321 of two districts, and 912 of a third. And two numbers of one report give a telling number of another that shares
-- numbers with it (adds_up). Neither is ever violated.
with regions as (
    select *, hash(family_id, place_key) as thing from {{ ref('int_regions') }}
    where represents_cell and reading = 'printed' and bound in ('exact', 'rounded')
),

sums_that_hold as (
    select * from {{ ref('int_sums') }}
    where status = 'holds'
),

closed as (
    select whole_id from sums_that_hold
    where law in ('partition', 'adds_up')
),

rests as (
    select sums.sum_id, sums.whole_claims, sums.cross_report, regions.claim, regions.unit_code
    from sums_that_hold as sums
    inner join regions as wholes on sums.whole_id = wholes.region_id and wholes.digits >= 4
    anti join closed on sums.whole_id = closed.whole_id
    inner join {{ ref('int_part_of') }} as pairs on sums.whole_id = pairs.whole_id
    inner join {{ ref('int_regions') }} as regions
        on pairs.part_id = regions.region_id and (-sums.imbalance)::decimal(28, 6) = regions.value
    anti join {{ ref('int_sum_parts') }} as parts on sums.sum_id = parts.sum_id and pairs.part_id = parts.part_id
    where
        sums.law = 'packing' and sums.found_low > 0 and sums.imbalance < 0
        and regions.represents_cell and regions.reading = 'printed' and regions.digits >= 2
),

members as (
    select parts.sum_id, {{ claims_in_order('terms') }} as claims
    from {{ ref('int_sum_parts') }} as parts
    semi join rests on parts.sum_id = rests.sum_id
    inner join {{ ref('int_terms') }} as terms on parts.part_id = terms.region_id
    group by parts.sum_id
),

telling as (
    select regions.* from regions
    semi join {{ ref('int_reports_alike') }} as alike on regions.report_id = alike.report_id
    where regions.is_telling
)

select
    'leftover' as law, 'mixed' as axis, 'holds' as status, true as possible, 0::decimal(28, 6) as imbalance,
    rests.unit_code, list_concat(members.claims, [rests.claim], rests.whole_claims) as claims, rests.cross_report
from rests
inner join members on rests.sum_id = members.sum_id
-- a level and what is worked back from it are not added
where len(list_distinct(list_concat(members.claims, rests.whole_claims))) = len(members.claims) + 1
union all
select
    'adds_up' as law, 'two of another report' as axis, 'holds' as status, true as possible,
    0::decimal(28, 6) as imbalance, wholes.unit_code, [a.claim, b.claim, wholes.claim] as claims, true as cross_report
from telling as a
inner join telling as b
    on
        a.report_id = b.report_id and a.thing = b.thing and a.time_id = b.time_id and a.claim < b.claim
        and (a.funding_source <> b.funding_source or a.scope_id <> b.scope_id)
inner join {{ ref('int_reports_alike') }} as alike on a.report_id = alike.report_id
inner join telling as wholes
    on alike.other_report = wholes.report_id and a.thing = wholes.thing and wholes.value = a.value + b.value
