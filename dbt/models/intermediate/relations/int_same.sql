-- The same thing said twice: one cell said by several claims, or two claims that are equal but for what one of them
-- leaves open: the source of money, the date, a word of the same activity.
with regions as (
    select
        *, hash(family_id, measure, base, place_key) as thing,
        period_kind in ('now', 'since', 'rolling', 'until', 'up_to', 'undated') as is_open
    from {{ ref('int_regions') }}
    where reading in ('printed', 'share')
),

scope_order as (
    select * from {{ ref('int_scope_order') }}
    where narrowed between 0 and 1 and scope <> wider_scope
),

-- scopes that differ only in words of one activity of the decrees: machinery, technology
activities as (
    select
        axes.scope_id,
        string_agg(
            distinct coalesce(vocabulary.parent, axes.words), ' ' order by coalesce(vocabulary.parent, axes.words)
        )
            as activities
    from (select
        *, unnest(word_list) as scope_word
    from {{ ref('int_scope_axes') }}) as axes
    left join {{ ref('scopes') }} as vocabulary on axes.scope_word = vocabulary.scope_word
    group by axes.scope_id
),

near_scopes as (
    select a.scope_id, b.scope_id as other_scope_id, true as is_drift
    from activities as a
    inner join activities as b on a.activities = b.activities and a.scope_id <> b.scope_id
    union
    select scope_id, wider_scope_id, false as is_drift
    from scope_order
    union
    select wider_scope_id, scope_id, false as is_drift
    from scope_order
),

near_scopes_once as (
    select scope_id, other_scope_id, bool_or(is_drift) as is_drift
    from near_scopes
    group by scope_id, other_scope_id
),

-- what becomes of the claims of a cell is decided there; here it is said how well they agree
cells as (
    select
        resolved.cell_id, list(regions.claim order by regions.report_id, regions.figure) as claims,
        any_value(regions.unit_code) as unit_code, count(distinct regions.report_id) > 1 as cross_report,
        any_value(regions.period_kind in ('undated', 'duration')) as is_undated,
        any_value(regions.funding_source) = '' as is_unsaid_money, bool_or(regions.is_title) as is_title,
        bool_or(resolved.is_disputed) as is_disputed, bool_or(resolved.claim_status = 'loses') as is_revised,
        bool_and(resolved.gives_way_as = 'superseded') filter (where resolved.is_disputed) as is_superseded,
        max(regions.low) as low, min(coalesce(regions.high, regions.usual_high)) as high,
        max(regions.loose_low) as loose_low,
        min(coalesce(regions.loose_high, regions.usual_high)) as loose_high,
        bool_or(regions.high is null) as is_open
    from {{ ref('int_claims_resolved') }} as resolved
    inner join regions on resolved.claim = regions.claim and regions.reading = 'printed'
    group by resolved.cell_id
    having count(*) > 1
),

same_cells as (
    select
        'cell' as axis,
        case
            -- one report, one cell, two values far apart: perhaps two things that it does not tell apart; a later word
            -- of one publisher mends the earlier
            when
                is_disputed and (
                    is_undated or is_superseded or (cross_report and is_unsaid_money)
                    or (not cross_report and not is_title and low > 2 * high)
                )
                then 'possible_conflict'
            when is_disputed then 'violated'
            when is_revised then 'series'
            when coalesce(low <= high, true) then 'holds'
            when loose_low > loose_high and is_open then 'possible_conflict'
            else 'holds_loosely'
        end as status,
        (cross_report and is_unsaid_money) or is_undated as possible, greatest(low - high, 0) as imbalance,
        unit_code, claims, cross_report
    from cells
),

with_bases as (
    select distinct cell from {{ ref('int_bases') }}
),

terms_beside_bases as (
    select terms.*
    from {{ ref('int_terms') }} as terms
    semi join with_bases on terms.cell = with_bases.cell
    where terms.reading not in ('wider', 'whole')
),

-- levels that are worked back from a change, beside what is printed of the same; a guessed base may only agree
cells_of_bases as (
    select
        list_concat(
            coalesce(list(claim order by report_id, figure) filter (bound <> 'worked_back'), []),
            -- two changes of one level are worked back from it alike
            list_sort(list_distinct(coalesce(flatten(list(claims) filter (bound = 'worked_back')), [])))
        ) as claims,
        any_value(unit_code) as unit_code, count(distinct report_id) > 1 as cross_report, max(low) as low,
        min(coalesce(high, usual_high)) as high, max(loose_low) as loose_low,
        min(coalesce(loose_high, usual_high)) as loose_high
    from terms_beside_bases
    group by cell
    having
        count(*) > 1 and bool_or(bound = 'worked_back')
        and (not bool_or(reading = 'guess') or max(low) <= min(coalesce(high, usual_high)))
),

same_bases as (
    select
        'cell' as axis,
        case
            when coalesce(low <= high, true) then 'holds'
            when loose_low <= loose_high then 'holds_loosely'
            else 'possible_conflict'
        end as status,
        true as possible, greatest(low - high, 0) as imbalance, unit_code, claims, cross_report
    from cells_of_bases
),

-- equal values of one thing, in two cells
equal_values as (
    select thing, low, high, value
    from regions
    group by thing, low, high, value
    having count(distinct cell_id) > 1
),

sides as (
    select regions.*
    from regions
    semi join equal_values
        on
            regions.thing = equal_values.thing
            and regions.value is not distinct from equal_values.value
            and regions.low is not distinct from equal_values.low
            and regions.high is not distinct from equal_values.high
),

equal_pairs as (
    select
        a.claim, b.claim as other_claim, a.unit_code, a.report_id <> b.report_id as cross_report,
        a.is_telling, a.kind, a.measure, a.scope_id = b.scope_id as same_scope,
        coalesce(near_scopes_once.is_drift, false) as is_drift,
        a.scope_id = b.scope_id or near_scopes_once.scope_id is not null as near_scope,
        a.funding_source = b.funding_source as same_source,
        a.funding_source = b.funding_source or '' in (a.funding_source, b.funding_source) as near_source,
        a.time_id = b.time_id as same_time,
        -- two times may be one where one of them is open, and nothing known is against it
        a.time_id = b.time_id or (
            (a.is_open or b.is_open)
            and not (a.report_id = b.report_id and a.kind = 'flow')
            and coalesce(a.start_low <= b.start_high and b.start_low <= a.start_high, true)
            and coalesce(a.end_low <= b.end_high and b.end_low <= a.end_high, true)
        ) as near_time,
        'undated' in (a.period_kind, b.period_kind) as is_undated, alike.report_id is not null as is_alike
    from sides as a
    inner join sides as b
        on
            a.thing = b.thing
            and a.value is not distinct from b.value
            and a.low is not distinct from b.low
            and a.high is not distinct from b.high
            and (a.report_id, a.figure) < (b.report_id, b.figure)
            and a.cell_id <> b.cell_id
    left join
        near_scopes_once
        on a.scope_id = near_scopes_once.scope_id and b.scope_id = near_scopes_once.other_scope_id
    left join
        {{ ref('int_reports_alike') }} as alike
        on a.report_id = alike.report_id and b.report_id = alike.other_report
    where a.kind in ('flow', 'stock') or a.measure <> ''
),

-- one dimension is open; or several, where the number is no chance
possibly_same as (
    select
        case
            when not same_scope then 'scope'
            when not same_source then 'funding'
            else 'time'
        end as axis,
        'possibly_same' as status, true as possible, 0::decimal(28, 6) as imbalance, unit_code,
        [claim, other_claim] as claims, cross_report
    from equal_pairs
    where
        near_scope and near_source and near_time
        and (
            is_telling
            or (
                not is_undated
                and (same_scope or is_drift)
                and (is_alike or same_scope::integer + same_source::integer + same_time::integer >= 2)
            )
        )
        and (cross_report or same_time or kind = 'stock')
        and (cross_report or is_telling or same_scope or is_drift)
        and (measure = '' or cross_report)
),

-- the money is unsaid here and is all of it there: equal, or in doubt
unsaid_money as (
    select
        'funding' as axis, 'possible_conflict' as status, true as possible,
        abs(a.value - b.value)::decimal(28, 6) as imbalance, a.unit_code, [a.claim, b.claim] as claims,
        a.report_id <> b.report_id as cross_report
    from regions as a
    inner join regions as b on a.thing = b.thing and a.scope_id = b.scope_id and a.time_id = b.time_id
    where
        a.funding_source = '' and b.funding_source in ('all', 'total') and a.measure = ''
        and (a.loose_low > coalesce(b.loose_high, b.usual_high) or b.loose_low > coalesce(a.loose_high, a.usual_high))
        and a.is_telling and b.is_telling
        -- a part is not the whole: what is far below speaks of something else
        and a.value > b.value * 0.5 and b.value > a.value * 0.5
),

-- "from 2012 until now" against "2012 to 2022", dated by numbers that both print
same_span as (
    select
        'time' as axis, 'possible_conflict' as status, true as possible,
        abs(a.value - b.value)::decimal(28, 6) as imbalance, a.unit_code, [a.claim, b.claim] as claims,
        true as cross_report
    from regions as a
    inner join regions as b
        on
            a.thing = b.thing and a.scope_id = b.scope_id and a.funding_source = b.funding_source
            and a.start_low = b.start_low and a.end_low = b.end_low and a.end_high = b.end_high
    where
        a.kind = 'flow' and a.period_kind in ('since', 'rolling') and b.period_kind = 'span'
        and a.report_id <> b.report_id and a.measure = ''
        and (a.loose_low > coalesce(b.loose_high, b.usual_high) or b.loose_low > coalesce(a.loose_high, a.usual_high))
),

together as (
    select * from same_cells
    union all
    select * from same_bases
    union all
    select * from possibly_same
    union all
    select * from unsaid_money
    union all
    select * from same_span
),

relations as (
    select 'same' as law, *
    from together
)

select * from relations
