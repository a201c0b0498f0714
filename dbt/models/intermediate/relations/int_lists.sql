-- The numbers that follow one in its text give it, whatever they differ in (adds_up): 33 clusters, of them 9 full, 11
-- being built, 13 planned; or 5 schemes, 2, 2 and 1, and no other. What a sum or a leftover says already is not said
-- again. Never violated.
with figures as (
    select
        *, bound in ('exact', 'rounded') as is_point,
        hash(report_id, family_id, place_id, time_id, funding_source) as run
    from {{ ref('int_regions') }}
    where represents_cell and reading = 'printed'
),

-- how much the figures of one thing, time and source come to so far in the text of a report
so_far as materialized (
    select
        run, claim, figure, place_part, unit_code, value, digits, is_telling, sum(value) over figures_before as total,
        count(*) over figures_before as position,
        count(*) filter (where not is_point) over figures_before as unsure_count,
        count(*) over (partition by run) as length
    from figures
    window figures_before as (partition by run order by figure rows unbounded preceding)
),

-- what follows a number in its text, as far as it gives that number: three figures, or two that give a telling one; of
-- a number of one digit, all that is said of the thing
lists as (
    select wholes.claim as whole_claim, wholes.unit_code, list(parts.claim order by parts.figure) as part_claims
    from so_far as wholes
    inner join so_far as ends
        on
            wholes.run = ends.run and wholes.total + wholes.value = ends.total
            and wholes.unsure_count = ends.unsure_count and wholes.position + 2 <= ends.position
    inner join so_far as parts
        on wholes.run = parts.run and wholes.position < parts.position and ends.position >= parts.position
    where
        wholes.is_telling or (
            ends.position >= wholes.position + 3
            and (wholes.digits >= 2 or (wholes.position = 1 and ends.position = wholes.length))
        )
    group by wholes.claim, wholes.unit_code
    having bool_and(starts_with(parts.place_part, wholes.place_part))
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
    lists.unit_code, list_append(lists.part_claims, lists.whole_claim) as claims, false as cross_report
from lists
anti join said_already on list_sort(list_append(lists.part_claims, lists.whole_claim)) = said_already.claims
