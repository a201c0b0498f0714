-- Which figures to look at where figures contradict each other, and the slip that would explain it: error localisation
-- after Fellegi and Holt, as a weighted hitting set. For each group of claims tied by violated relations, the cheapest
-- sets of figures that can mend every relation, the others as they are. A figure costs 2, a rounded or inferred one 1,
-- and 2 more for each relation that confirms it, which would break with it unless a second error hid the first. What is
-- only possible is a group of its own: an assumption accuses nothing elsewhere.
with recursive members as (
    select *, len(claims) as size, unnest(claims) as claim, generate_subscripts(claims, 1) as position
    from {{ ref('int_relations') }}
    where status in ('violated', 'possible_conflict') and law not in ('series', 'target')
),

-- a base worked back from a change is no figure that could be mended by itself
with_bases as (
    select distinct members.relation_id
    from members
    inner join {{ ref('int_bases') }} as bases
        on members.claim = bases.claim and list_contains(members.claims, bases.claims[1])
    where members.law <> 'derived'
),

-- by what a figure is confirmed: a sum tells more than others
confirming as (
    select
        claim, arg_min(relation_id, (law not in ('partition', 'adds_up'), relation_id)) as confirming_relation
    from (
        select law, relation_id, unnest(claims) as claim from {{ ref('int_relations') }}
        where confirms
    ) as confirming
    where claim in (select members.claim from members)
    group by claim
),

-- a whole moves with the imbalance, a part against it; shares are parts of a whole that nobody prints
figures as (
    select
        members.*, regions.region_id, regions.value, regions.low, regions.high, regions.usual_high, regions.loose_low,
        regions.loose_high, regions.half_step, regions.bound, regions.digits, regions.is_telling, checks.confirmations,
        confirming.confirming_relation,
        {{ name_key("members.claim || if(members.status = 'violated', '', members.relation_id)") }} as node,
        members.law in ('partition', 'derived', 'same') as is_equation,
        coalesce(regions.value, regions.high, regions.low) as amount,
        if(members.position = members.size and not coalesce(members.is_of_shares, false), 1, -1)
        * members.imbalance as move,
        members.axis in ('increase', 'decrease') and members.rate_unit not in ('percent', 'multiple') as is_difference,
        1 + (regions.bound = 'exact' and regions.inferred_count = 0)::integer + 2 * checks.confirmations as weight
    from members
    inner join {{ ref('int_regions') }} as regions on members.claim = regions.claim and regions.reading = 'printed'
    inner join {{ ref('int_claim_checks') }} as checks on members.claim = checks.claim
    left join confirming on members.claim = confirming.claim
    anti join with_bases on members.relation_id = with_bases.relation_id
),

-- what each figure must be for a relation to hold; of several claims of one thing, any two must meet
needs as (
    select
        *, hash(relation_id) as edit,
        {% for end, other, sign, more in [('low', 'high', '-', '>'), ('high', 'low', '+', '<')] -%}
        case
            when law = 'derived' and position = size - 2
                then if(is_difference, value + imbalance, exact_quotient(value, expected_{{ other }}, found_{{ end }}))
            when law = 'derived' and position = size - 1 then expected_{{ end }} {{ sign }} half_step
            when law = 'derived' then rate_of_levels {{ sign }} half_step
            when law = 'partition' or (move {{ more }} 0 and (law <> 'cover' or imbalance < 0)) then amount + move
        end::decimal(28, 6) as need_{{ end }},
        {% endfor -%}
        law = 'cover' and imbalance > 0 and status = 'violated' and position < size and low <= expected_high as is_idle
    from figures
    where law <> 'same'
    union all
    select
        a.*, hash(a.relation_id, least(a.claim, b.claim), greatest(a.claim, b.claim)) as edit,
        (b.low - a.half_step)::decimal(28, 6) as need_low, (b.high + a.half_step)::decimal(28, 6) as need_high,
        false as is_idle
    from figures as a
    inner join figures as b
        on
            a.relation_id = b.relation_id and a.law = 'same'
            and (a.loose_low > b.loose_high or a.loose_high < b.loose_low)
),

-- groups bear the name of the first relation that their figures are tied to, found round by round
rounds as (
    select relation_id, edit, node, weight, need_low, need_high, edit as root, 0 as round, true as has_moved
    from needs
    where not is_idle and coalesce(need_high > 0, true)
    union all
    select
        relation_id, edit, node, weight, need_low, need_high,
        least(min(root) over (partition by edit), min(root) over (partition by node)) as root, round + 1 as round,
        least(min(root) over (partition by edit), min(root) over (partition by node)) < root as has_moved
    from rounds
    where round < 2 * {{ parameter('suspects_limit') }}
    qualify bool_or(has_moved) over ()
),

-- what has two names at the end is of a group larger than the limit
candidates as (
    select
        root, node, weight, list(edit order by edit) as edits, count(distinct relation_id) as relation_count,
        list(need_low order by edit) as lows, list(need_high order by edit) as highs,
        if(count(*) > 1, node, 0) as several, count(*) over (partition by node) > 1 as is_open
    from rounds
    where round = (select max(ended.round) from rounds as ended)
    group by root, node, weight
),

-- of figures that could mend one relation only, the same one, just the cheapest are in a cheapest set
kinds as (
    select
        root, edits, several, min(weight) as weight, bool_or(is_open) as is_open,
        any_value(lows) as lows, any_value(highs) as highs,
        1 << (row_number() over (partition by root order by edits, several) % 60) as bit
    from candidates
    group by root, edits, several
),

choices as (
    select root, unnest(range(2, 2 << count(*)::integer, 2)) as choice
    from kinds
    group by root
    having count(*) <= {{ parameter('suspects_limit') }} and not bool_or(is_open)
),

-- each relation can be mended by one of the choice
remedies as (
    select root, bit_or(bit) as bits
    from (select root, bit, unnest(edits) as edit from kinds) as edits_of_kinds
    group by root, edit
),

mending as (
    select choices.* from choices
    anti join remedies on choices.root = remedies.root and choices.choice & remedies.bits = 0
),

changes as (
    select
        mending.*, kinds.bit, kinds.weight,
        unnest(kinds.edits) as edit, unnest(kinds.lows) as need_low, unnest(kinds.highs) as need_high
    from mending
    inner join kinds on mending.root = kinds.root and mending.choice & kinds.bit <> 0
),

-- a figure that is changed alone in several relations must meet all of them with one value
changed as (
    select
        root, choice, any_value(weight) as weight,
        coalesce(max(need_low) filter (where is_alone) <= min(need_high) filter (where is_alone), true)
        or count(*) = 1 as is_possible
    from (select *, count(*) over (partition by root, choice, edit) = 1 as is_alone from changes) as counted
    group by root, choice, bit
),

cheapest as (
    select root, choice
    from changed
    group by root, choice
    having bool_and(is_possible)
    qualify rank() over (partition by root order by sum(weight)) = 1
),

suspects as (
    select candidates.*
    from candidates
    inner join kinds
        on
            candidates.root = kinds.root and candidates.edits = kinds.edits
            and candidates.several = kinds.several and candidates.weight = kinds.weight
    semi join cheapest on kinds.root = cheapest.root and cheapest.choice & kinds.bit <> 0
),

-- a slip may be in a figure that nothing confirms and that is more than one digit
slippery as (
    select distinct
        figures.claim, figures.region_id, figures.value, figures.is_telling, claims.value_printed as printed,
        exact_quotient(figures.value, regexp_replace(claims.value_printed, '[.,]', '', 'g')::decimal(28, 6), 1)
            as last_digit
    from figures
    semi join suspects on figures.node = suspects.node
    inner join {{ ref('int_claims_conformed') }} as claims on figures.claim = claims.claim
    where
        figures.confirmations = 0 and figures.bound in ('exact', 'rounded') and figures.digits > 1
        and regexp_full_match(claims.value_printed, '[0-9]+([.,][0-9]+)*') and length(claims.value_printed) < 20
),

-- what a figure must be for all that is said of it, bounds that hold included
conditions as (
    select claim, is_equation, need_low, need_high
    from needs
    {% for side, other, low, high in [
        ('part', 'whole', 'null', 'others.usual_high'), ('whole', 'part', 'others.low', 'null')
    ] -%}
    union all
    select slippery.claim, false as is_equation, {{ low }} as need_low, {{ high }} as need_high
    from slippery
    inner join {{ ref('int_part_of') }} as pairs on slippery.region_id = pairs.{{ side }}_id and pairs.unknown = 0
    inner join {{ ref('int_regions') }} as others on pairs.{{ other }}_id = others.region_id
    {% endfor -%}
),

mendable as (
    select
        slippery.*, max(conditions.need_low) as low, min(conditions.need_high) as high,
        min(coalesce(conditions.need_high - conditions.need_low, 0)) filter (where conditions.is_equation) as width
    from slippery
    inner join conditions on slippery.claim = conditions.claim
    group by all
    having width is not null and coalesce(low <= high, true)
),

-- at each place another digit, or the two there exchanged; chance finds a digit for a wide interval, hardly for a value
-- that is known to its last digit
places as (
    select
        *, substr(printed, place + 1, 1) as old_digit,
        replace(replace(substr(printed, place + 2), '.', ''), ',', '') as later_digits
    from (select *, unnest(range(length(printed))) as place from mendable) as places
    where is_telling and width < 2 * last_digit and old_digit not in ('.', ',')
),

proposals as (
    select
        *, if(is_exchanged, 'exchanged', 'digit') as slip,
        (
            value + last_digit * (new_digit - old_digit::integer)
            * (if(is_exchanged, 9, 10) * power(10, length(later_digits) - 1))::decimal(20, 0)
        )::decimal(28, 6) as proposed
    from (
        select
            *, unnest(range(11)) as tried, tried = 10 as is_exchanged,
            if(is_exchanged, try_cast(left(later_digits, 1) as integer), tried) as new_digit
        from places
    ) as tries
    where new_digit <> old_digit::integer and (place > 0 or new_digit > 0 or old_digit = '0')
    union all by name
    select
        *, if(factor in (1000, 0.001), 'thousandfold', 'comma') as slip, (value * factor)::decimal(28, 6) as proposed
    from (select *, unnest([0.001, 0.01, 0.1, 10, 100, 1000]::decimal(7, 3)[]) as factor from mendable) as factors
),

fitting as (
    select
        claim, slip, proposed, left(printed, place) || if(
            is_exchanged, regexp_replace(substr(printed, place + 1), '^(\d)([.,]?)(\d)', '\3\2\1'),
            new_digit || substr(printed, place + 2)
        ) as proposal
    from proposals
    where coalesce(proposed >= low, true) and coalesce(proposed <= high, true)
    qualify count(*) over (partition by claim) = 1
)

-- what is only possible accuses a figure where another one is confirmed
select
    figures.relation_id, figures.position, figures.claim, figures.confirming_relation, suspects.relation_count,
    figures.status = 'violated' and count(suspects.node) over relation = 0 as is_too_large,
    suspects.node is not null and (
        figures.status = 'violated' or bool_or(suspects.node is null and figures.confirmations > 0) over relation
    ) as is_suspect,
    fitting.slip, fitting.proposal, fitting.proposed
from figures
left join suspects on figures.node = suspects.node
left join fitting on figures.claim = fitting.claim and suspects.node is not null
window relation as (partition by figures.relation_id)
