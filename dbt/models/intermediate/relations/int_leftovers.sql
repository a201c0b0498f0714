-- What is left of a telling whole after its parts is itself printed as one more part (leftover): of 2,345 ha, 1,112 and
-- 321 of two districts, and 912 of a third. And two numbers of one report give a telling number of another that shares
-- numbers with it, or the numbers that follow one in its text give it, whatever they differ in: 33 clusters, of them 9
-- full, 11 being built, 13 planned (adds_up). None is ever violated.
with spoken as (
    select
        *, hash(family_id, place_key) as thing, bound in ('exact', 'rounded') as is_point,
        hash(report_id, family_id, place_id, time_id, funding_source) as run
    from {{ ref('int_regions') }}
    where speaks and reading = 'printed'
),

regions as (
    select * from spoken
    where is_point
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
        and regions.speaks and regions.reading = 'printed' and regions.digits >= 2
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
),

-- how much the figures of one thing, time and source come to so far in the text of a report
so_far as materialized (
    select
        run, claim, figure, place_part, unit_code, value, digits, is_telling, sum(value) over figures_before as total,
        count(*) over figures_before as position,
        count(*) filter (where not is_point) over figures_before as unsure_count
    from spoken
    window figures_before as (partition by run order by figure rows unbounded preceding)
),

-- what follows a number in its text, as far as it gives that number: three figures, or two that give a telling one
lists as (
    select wholes.claim as whole_claim, wholes.unit_code, list(parts.claim order by parts.figure) as part_claims
    from so_far as wholes
    inner join so_far as ends
        on
            wholes.run = ends.run and wholes.total + wholes.value = ends.total
            and wholes.unsure_count = ends.unsure_count and wholes.position + 2 <= ends.position
    inner join so_far as parts
        on wholes.run = parts.run and wholes.position < parts.position and ends.position >= parts.position
    where wholes.is_telling or (wholes.digits >= 2 and ends.position >= wholes.position + 3)
    group by wholes.claim, wholes.unit_code
    having bool_and(starts_with(parts.place_part, wholes.place_part))
),

lefts as (
    select
        'leftover' as law, 'mixed' as axis, 'holds' as status, true as possible, 0::decimal(28, 6) as imbalance,
        rests.unit_code, list_concat(members.claims, [rests.claim], rests.whole_claims) as claims, rests.cross_report
    from rests
    inner join members on rests.sum_id = members.sum_id
    -- a level and what is worked back from it are not added
    where len(list_distinct(list_concat(members.claims, rests.whole_claims))) = len(members.claims) + 1
),

said_already as (
    select list_sort(claims) as claims from sums_that_hold
    union all
    select list_sort(claims) as claims from lefts
)

select * from lefts
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
union all
select
    'adds_up' as law, 'list' as axis, 'holds' as status, true as possible, 0::decimal(28, 6) as imbalance,
    lists.unit_code, list_append(lists.part_claims, lists.whole_claim) as claims, false as cross_report
from lists
anti join said_already on list_sort(list_append(lists.part_claims, lists.whole_claim)) = said_already.claims
