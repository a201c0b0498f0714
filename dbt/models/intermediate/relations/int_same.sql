-- The same thing said twice is equal. 15,520 trained in two reports confirm each other; 1,234 workers here and 1,243
-- there cannot both be right (violated), and where the date or the source of the money is unsaid perhaps they are not
-- meant to be one (possible_conflict). Two numbers that are equal but for what one of them leaves open (the source, the
-- date, a word of the same activity; whether it is a plan or a target) are possibly_same. One row per cell, or pair of
-- claims.
with regions as (
    select
        *,
        -- what one calls a target, another calls a plan
        if(nature_class in ('plan', 'target', 'proposal'), 'aim', nature_class) as actual_or_aim,
        hash(indicator_code, unit_code, measure, base, place_key, actual_or_aim) as thing,
        hash(thing, value, if(value is null, low, null), if(value is null, high, null)) as said,
        period_kind in ('now', 'since', 'rolling', 'until', 'up_to', 'undated', 'duration') as is_open
    from {{ ref('int_regions') }}
    where reading in ('printed', 'share')
),

-- what becomes of the claims of a cell is decided there; here it is said how well they agree, and how they do with the
-- levels that are worked back from a change
cells as (
    select
        hash(resolved.cell_id) as cell_key, printed.*, [printed.claim] as claims, resolved.is_disputed,
        resolved.claim_status, resolved.gives_way_as
    from {{ ref('int_claims_resolved') }} as resolved
    inner join {{ ref('int_regions') }} as printed on resolved.claim = printed.claim and printed.reading = 'printed'
    union all by name
    select *, cell as cell_key, false as is_disputed
    from {{ ref('int_terms') }}
    where reading not in ('wider', 'whole') and cell in (select bases.cell from {{ ref('int_bases') }} as bases)
),

agreements as (
    select
        any_value(unit_code) as unit_code, count(distinct report_id) > 1 as cross_report,
        list_concat(
            coalesce(list(claim order by report_id, figure) filter (where bound <> 'worked_back'), []),
            -- two changes of one level are worked back from it alike
            list_sort(list_distinct(coalesce(flatten(list(claims) filter (where bound = 'worked_back')), [])))
        ) as claims,
        max(low) as low, min(usual_high) as high, max(loose_low) as loose_low,
        min(loose_high) as loose_high, bool_or(bound = 'worked_back') as is_worked_back,
        any_value(period_kind in ('undated', 'duration')) or (cross_report and any_value(funding_source) = '')
            as is_unsaid,
        cross_report and any_value(nature_class) not in ('actual', 'decided') and not bool_and(is_telling)
            as is_of_plans,
        bool_or(high is null) as is_open, bool_or(is_title) as is_title, bool_or(claim_status = 'loses') as is_revised,
        bool_or(is_disputed) as disputed, bool_and(gives_way_as = 'superseded') filter (where is_disputed) as is_mended
    from cells
    group by cell_key
    -- a guessed base may only agree, and a change that is said again says nothing of its level
    having
        count(*) > 1 and (not bool_or(reading = 'guess') or max(low) <= min(usual_high))
        and (count(distinct coalesce(origin, claim)) > 1 or min(value) < max(value))
),

judged as (
    select
        'cell' as axis, is_unsaid or is_worked_back or (disputed and is_of_plans) as possible,
        greatest(low - high, 0) as imbalance, unit_code, claims, cross_report,
        case
            -- one report, two values far apart: perhaps two things that it does not tell apart; a later word of one
            -- publisher mends the earlier; of a plan two reports may know two states, unless it is told to the digit
            when
                disputed and (
                    is_unsaid or is_mended or is_of_plans or (not cross_report and not is_title and low > 2 * high)
                )
                then 'possible_conflict'
            when disputed then 'violated'
            when is_revised then 'series'
            when coalesce(low <= high, true) then 'holds'
            when loose_low > loose_high and (is_open or is_worked_back) then 'possible_conflict'
            else 'holds_loosely'
        end as status
    from agreements
),

-- of those that contradict each other, some may agree: 66 in the title and the text, 68 elsewhere
alike as (
    select
        'value' as axis, any_value(period_kind in ('undated', 'duration')) as possible,
        0::decimal(28, 6) as imbalance, any_value(unit_code) as unit_code,
        list(claim order by report_id, figure) as claims, count(distinct report_id) > 1 as cross_report,
        'holds' as status
    from cells
    where bound <> 'worked_back'
    group by cell_key, value, low, high
    having count(*) > 1 and cell_key in (
        select disputed.cell_key from cells as disputed
        where disputed.is_disputed
    )
),

-- scopes of which one is narrower in one thing; and those that differ in words of one activity of the decrees, which
-- are close: machinery, technology
activities as (
    select
        axes.scope_id, list_sort(list_distinct(list(coalesce(vocabulary.parent, axes.words)))) as activities
    from (select *, unnest(word_list) as scope_word from {{ ref('int_scope_axes') }}) as axes
    left join {{ ref('scopes') }} as vocabulary on axes.scope_word = vocabulary.scope_word
    group by axes.scope_id
),

near_scopes as (
    {% for one, other in [('scope_id', 'wider_scope_id'), ('wider_scope_id', 'scope_id')] -%}
    select {{ one }} as scope_id, {{ other }} as other_id, scope_id = wider_scope_id as is_close
    from {{ ref('int_scope_order') }}
    where narrowed <= 1
    union
    {% endfor -%}
    select a.scope_id, b.scope_id as other_id, true as is_close
    from activities as a
    inner join activities as b on a.activities = b.activities
),

-- equal values of one thing, in two cells
equal_values as (
    select said from regions
    group by said
    having min(said_cell) <> max(said_cell)
),

said_twice as (
    select regions.* from regions
    semi join equal_values on regions.said = equal_values.said
),

{% set differ_in_one -%}
(a.scope_id = b.scope_id)::integer + (a.funding_source = b.funding_source)::integer
                + (a.time_id = b.time_id)::integer + (a.nature_class = b.nature_class)::integer >= 3
{%- endset -%}
equal_pairs as (
    select
        [a.claim, b.claim] as claims, a.unit_code, a.report_id <> b.report_id as cross_report,
        case
            when a.scope_id <> b.scope_id then 'scope'
            when a.funding_source <> b.funding_source then 'funding'
            when a.time_id <> b.time_id then 'time'
            else 'nature'
        end as axis
    from said_twice as a
    inner join said_twice as b on a.said = b.said and (a.report_id, a.figure) < (b.report_id, b.figure)
    left join near_scopes on a.scope_id = near_scopes.scope_id and b.scope_id = near_scopes.other_id
    left join {{ ref('int_reports_alike') }} as alike
        on a.report_id = alike.report_id and b.report_id = alike.other_report
    where
        a.said_cell <> b.said_cell and (a.measure <> '' or a.kind in ('flow', 'stock'))
        and (a.scope_id = b.scope_id or near_scopes.is_close is not null)
        and (a.funding_source = b.funding_source or '' in (a.funding_source, b.funding_source))
        -- two times may be one where one of them is open, and nothing known is against it
        and (
            a.time_id = b.time_id or (
                (a.is_open or b.is_open) and (cross_report or a.kind <> 'flow')
                and coalesce(a.start_low <= b.start_high and b.start_low <= a.start_high, true)
                and coalesce(a.end_low <= b.end_high and b.end_low <= a.end_high, true)
            )
            -- what one had counted, another prints a year later, and five digits at any time
            or (
                a.kind <> 'flow' and cross_report and a.is_telling
                and (
                    a.digits > 4
                    or abs(date_diff('month', a.end_high, b.end_high)) <= {{ parameter('same_count_months') }}
                )
            )
        )
        -- one dimension is open; or several, where the number is no chance or a title repeats it
        and (
            a.is_telling
            or (not cross_report and a.is_title <> b.is_title and {{ differ_in_one }})
            or (
                near_scopes.is_close and 'undated' not in (a.period_kind, b.period_kind)
                and (alike.report_id is not null or {{ differ_in_one }})
            )
        )
        and (cross_report or (a.measure = '' and (a.time_id = b.time_id or a.kind = 'stock')))
),

-- values that are apart: the money is unsaid here and is all of it there; or "from 2012 until now" is "2012 to 2022",
-- dated by numbers that both print; or one calls a target what the other calls a plan
pairs_apart as (
    select
        case
            when a.nature_class <> b.nature_class then 'nature'
            when a.time_id = b.time_id then 'funding'
            else 'time'
        end as axis, a.unit_code, [a.claim, b.claim] as claims,
        abs(a.value - b.value)::decimal(28, 6) as imbalance, a.report_id <> b.report_id as cross_report
    from regions as a
    inner join regions as b
        on
            a.thing = b.thing and a.scope_id = b.scope_id and a.start_low is not distinct from b.start_low
            and a.end_low is not distinct from b.end_low and a.end_high is not distinct from b.end_high
    where
        a.measure = ''
        and (a.loose_low > b.loose_high or b.loose_low > a.loose_high)
        and (
            (
                a.time_id = b.time_id and a.nature_class = b.nature_class
                and a.funding_source = '' and b.funding_source in ('all', 'total')
                -- a part is not the whole: what is far below speaks of something else
                and a.is_telling and b.is_telling and a.value > b.value * 0.5 and b.value > a.value * 0.5
            )
            or (
                a.funding_source = b.funding_source and a.nature_class = b.nature_class
                and a.kind = 'flow' and a.period_kind in ('since', 'rolling')
                and b.period_kind = 'span' and cross_report
            )
            or (
                a.time_id = b.time_id and a.is_fixed and a.funding_source = b.funding_source
                and a.nature_class < b.nature_class and cross_report
            )
        )
),

-- the state of its day in two reports that print one telling number of it, or two of them whatever they are of: of 327
-- villages 268 here and 278 there
of_their_days as (
    select
        a.unit_code, [a.claim, b.claim] as claims, abs(a.value - b.value)::decimal(28, 6) as imbalance,
        a.loose_low > b.loose_high or b.loose_low > a.loose_high as are_apart,
        alike.report_id is not null or 2 <= count(distinct hash(a.thing, a.scope_id, a.funding_source)) filter (
            where a.is_telling and b.is_telling and a.low <= b.usual_high and b.low <= a.usual_high
        ) over (partition by a.report_id, b.report_id, a.place_key) as are_of_one_day
    from regions as a
    inner join regions as b
        on a.thing = b.thing and a.scope_id = b.scope_id and a.funding_source = b.funding_source
    left join {{ ref('int_reports_alike') }} as alike
        on
            a.report_id = alike.report_id and b.report_id = alike.other_report
            and list_contains(alike.subjects, hash(a.indicator_code, a.place_key))
    where
        a.report_id < b.report_id and a.kind = 'stock' and a.nature_class = 'actual' and a.is_open and b.is_open
        and a.represents_cell and b.represents_cell
        and coalesce(a.end_low <= b.end_high and b.end_low <= a.end_high, true)
)

select 'same' as law, * from judged
union all by name
select 'same' as law, * from alike
union all by name
select *, 'same' as law, 'possibly_same' as status, true as possible, 0::decimal(28, 6) as imbalance
from equal_pairs
union all by name
select *, 'same' as law, 'possible_conflict' as status, true as possible
from pairs_apart
union all by name
select
    'same' as law, 'time' as axis, 'possible_conflict' as status, true as possible, true as cross_report, unit_code,
    claims, imbalance
from of_their_days
where are_apart and are_of_one_day
