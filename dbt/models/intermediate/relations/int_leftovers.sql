-- What is left of a telling whole after its parts is itself printed as one more part; and two numbers of one report
-- give a telling number of another that shares numbers with it.
with regions as (
    select * from {{ ref('int_regions') }}
    where speaks and reading = 'printed'
),

open_sums as (
    select
        sums.sum_id, sums.whole_id, sums.whole, sums.cross_report, (-sums.imbalance)::decimal(28, 6) as rest
    from {{ ref('int_sums') }} as sums
    inner join regions on sums.whole_id = regions.region_id
    where
        sums.law = 'packing' and sums.status = 'holds' and regions.digits >= 4
        and regions.bound in ('exact', 'rounded') and sums.found_low > 0 and sums.imbalance < 0
        and sums.whole_id not in (
            select closed_sums.whole_id from {{ ref('int_sums') }} as closed_sums
            where closed_sums.law in ('partition', 'adds_up') and closed_sums.status = 'holds'
        )
),

rests as (
    select
        open_sums.sum_id, open_sums.whole, open_sums.cross_report, regions.claim, regions.unit_code
    from open_sums
    inner join {{ ref('int_part_of') }} as pairs on open_sums.whole_id = pairs.whole_id
    inner join regions
        on
            pairs.part_id = regions.region_id
            and open_sums.rest = regions.value
            and regions.digits >= 2
    anti join {{ ref('int_sum_parts') }} as parts on open_sums.sum_id = parts.sum_id and pairs.part_id = parts.part_id
),

members as (
    select parts.sum_id, flatten(list(terms.claims order by terms.report_id, terms.figure)) as claims
    from {{ ref('int_sum_parts') }} as parts
    semi join rests on parts.sum_id = rests.sum_id
    inner join {{ ref('int_terms') }} as terms on parts.part_id = terms.region_id
    group by parts.sum_id
),

leftovers as (
    select
        'leftover' as law, 'mixed' as axis, list_concat(members.claims, [rests.claim], rests.whole) as claims,
        rests.unit_code, rests.cross_report
    from rests
    inner join members on rests.sum_id = members.sum_id
    -- a level and what is worked back from it are not added
    where len(list_distinct(list_concat(members.claims, rests.whole))) = len(members.claims) + 1
),

telling as (
    select
        region_id, claim, report_id, unit_code, hash(family_id, place_key) as thing, time_id, funding_source,
        scope_id, value, is_fixed
    from regions
    where is_telling and bound in ('exact', 'rounded')
),

alike_telling as (
    select telling.*
    from telling
    semi join {{ ref('int_reports_alike') }} as alike on telling.report_id = alike.report_id
),

sums_of_another as (
    select
        'adds_up' as law, 'two of another report' as axis, [a.claim, b.claim, wholes.claim] as claims,
        wholes.unit_code, true as cross_report
    from alike_telling as a
    inner join alike_telling as b
        on
            a.report_id = b.report_id and a.thing = b.thing and a.time_id = b.time_id
            and a.claim < b.claim
            and (a.funding_source <> b.funding_source or a.scope_id <> b.scope_id)
    inner join {{ ref('int_reports_alike') }} as alike on a.report_id = alike.report_id
    inner join alike_telling as wholes
        on alike.other_report = wholes.report_id and a.thing = wholes.thing and wholes.value = a.value + b.value
),

together as (
    select * from leftovers
    union all
    select * from sums_of_another
),

relations as (
    select
        law, axis, 'holds' as status, true as possible, 0::decimal(28, 6) as imbalance, unit_code, claims,
        cross_report
    from together
)

select * from relations
