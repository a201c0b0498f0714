-- Numbers of one report about one place, or regions of it, that give another of it, whatever they differ in (adds_up):
-- 268 projects, 160 of an economic zone, 54 of another zone and 54 of clusters. In the order of the text they are what
-- lies in it and in no other part of it: all, or three and more as far as they give it, or two that give a telling
-- number or stand directly behind it; of a number of one digit all. Or they are all that lies in it, a telling number,
-- whatever else they lie in. As often as they give it, the next division of it begins. What a sum or a leftover says
-- already is not said again. Never violated.
with figures as (
    select
        region_id, place_id, claims, figure, value, half_step, unit_code, is_telling,
        digits > 1 or (bound = 'exact' and value >= 10) as is_more_than_a_digit,
        bound in ('exact', 'rounded') as is_point, reading = 'whole' as is_of_shares
    from {{ ref('int_terms') }}
    where reading in ('printed', 'share', 'whole')
),

within as (
    select distinct pairs.whole_id, pairs.part_id
    from {{ ref('int_part_of') }} as pairs
    inner join figures as wholes on pairs.whole_id = wholes.region_id and wholes.value > 0
    inner join figures as parts
        on pairs.part_id = parts.region_id and wholes.value > parts.value
    where
        not pairs.cross_report and len(pairs.axes) > 0
        and (
            wholes.place_id = parts.place_id
            or parts.place_id in (
                select areas.place_id from {{ ref('places') }} as areas
                where areas.kind = 'region'
            )
        )
),

nested as (
    select wholes.whole_id, inner_parts.part_id
    from within as wholes
    inner join within as inner_parts on wholes.part_id = inner_parts.whole_id
),

parts as (
    select
        within.whole_id, wholes.claims as whole_claims, wholes.value as whole_value, wholes.unit_code,
        wholes.is_of_shares, wholes.is_telling, wholes.is_more_than_a_digit, parts.claims, parts.figure, parts.value,
        parts.is_point and wholes.is_point as are_points, abs(parts.figure - wholes.figure) <= 2 as is_beside,
        sum(parts.value) over in_text as total, count(*) over in_text as position,
        -- every rounded figure is read to the finest last digit among them
        (1 + count(*) over in_text) * coalesce(least(min(parts.half_step) over in_text, wholes.half_step), 0)
            as tolerance,
        count(*) over (partition by within.whole_id) as length
    from within
    inner join figures as wholes on within.whole_id = wholes.region_id
    inner join figures as parts on within.part_id = parts.region_id
    anti join nested on within.whole_id = nested.whole_id and within.part_id = nested.part_id
    window in_text as (
        partition by within.whole_id order by parts.figure < wholes.figure, parts.figure rows unbounded preceding
    )
),

closings as (
    select
        *, round(total / whole_value) as times, times > 0 and abs(total - times * whole_value) <= tolerance as closes
    from parts
),

divisions as (
    select
        *, count(*) filter (where closes) over (
            partition by whole_id order by position rows between unbounded preceding and 1 preceding
        ) as division
    from closings
),

lists as (
    select
        any_value(unit_code) as unit_code, any_value(is_of_shares) as is_of_shares,
        list_concat(flatten(list(claims order by figure)), any_value(whole_claims)) as claims
    from divisions
    group by whole_id, division
    having
        bool_or(closes) and count(*) > 1
        and (
            count(*) = any_value(length) or any_value(is_telling)
            or (any_value(is_more_than_a_digit) and (count(*) > 2 or bool_and(is_beside)))
        )
        -- where one of them is told in words, as "over", the numbers themselves give a telling one
        and (bool_and(are_points) or (any_value(is_telling) and sum(value) = any_value(whole_value)))
),

given_by_all as (
    select within.whole_id from within
    inner join figures as wholes on within.whole_id = wholes.region_id and wholes.is_telling
    inner join figures as parts on within.part_id = parts.region_id
    semi join nested on within.whole_id = nested.whole_id
    group by within.whole_id
    having count(*) > 1 and sum(parts.value) = any_value(wholes.value)
),

lists_of_all as (
    select
        any_value(wholes.unit_code) as unit_code, any_value(wholes.is_of_shares) as is_of_shares,
        list_concat(flatten(list(parts.claims order by parts.figure)), any_value(wholes.claims)) as claims
    from within
    semi join given_by_all on within.whole_id = given_by_all.whole_id
    inner join figures as wholes on within.whole_id = wholes.region_id
    inner join figures as parts on within.part_id = parts.region_id
    group by within.whole_id
),

said_already as (
    select list_sort(claims) as claims from {{ ref('int_sums') }}
    where status = 'holds'
    union all
    select list_sort(claims) as claims from {{ ref('int_leftovers') }}
    where law = 'leftover'
)

select
    'adds_up' as law, 'list' as axis, 'holds' as status, true as possible, 0::decimal(28, 6) as imbalance,
    lists.unit_code, lists.claims, lists.is_of_shares, false as cross_report
from (
    select * from lists
    union all
    select * from lists_of_all
) as lists
anti join said_already on list_sort(lists.claims) = said_already.claims
