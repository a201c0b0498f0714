-- Every pair of regions of which one lies within the other: each dimension goes up its order, then one join by id on
-- what is reached. `axes` says on which the part is the narrower; `unknown` counts what is assumed: of the scope or the
-- reading, of the time, of the money. More than one thing is not assumed.
with terms as (
    select
        region_id, report_id, indicator_code, family_id, scope_id, time_id, place_key, funding_source, reading, origin,
        low, usual_high, kind = 'stock' as is_stock, reading not in ('wider', 'counted') as is_whole,
        bound = 'above' as is_above, is_certain, measure = 'share' as is_share,
        period_kind in ('undated', 'duration') as is_undated, end_low, end_high,
        hash(family_id, scope_id, time_id, place_key, funding_source) as spot
    from {{ ref('int_terms') }}
    where represents_cell or (measure = 'share' and reading <> 'whole')
),

-- who counts what is not established apart, counts what operates in both
reports_with_opposite as (
    select distinct terms.report_id, terms.indicator_code, groups.scope_word as implied_word
    from terms
    inner join {{ ref('int_scope_axes') }} as axes on terms.scope_id = axes.scope_id
    inner join {{ ref('scope_groups') }} as opposites
        on axes.words = opposites.scope_word and opposites.scope_group = 'establishment'
    inner join {{ ref('scope_groups') }} as groups
        on opposites.scope_group = groups.scope_group and opposites.scope_word <> groups.scope_word
),

-- what something may lie within: in the places that are looked at
wholes as (
    select * from terms
    where is_whole and place_key in (select places.wider_key from {{ ref('int_place_order') }} as places)
),

-- what can be reached is narrowed dimension by dimension: to a place of which anything else is said, then to a scope,
-- then to its money
said_of_places as (
    select hash(family_id, place_key) as said, count(*) > 1 as is_more_than_one from wholes
    group by family_id, place_key
),

said_of_scopes as (
    select distinct hash(family_id, place_key, scope_id) as said from wholes
),

said_of_sources as (
    select hash(family_id, place_key, scope_id, funding_source) as said, count(*) > 1 as is_more_than_one from wholes
    group by family_id, place_key, scope_id, funding_source
),

in_place as (
    select terms.*, places.wider_key, places.narrowed as narrowed_place, places.level
    from terms
    inner join {{ ref('int_place_order') }} as places
        on
            terms.place_key = places.place_key
            and coalesce(terms.end_high >= places.valid_from, true)
            and coalesce(terms.end_low <= places.valid_to, true)
    inner join said_of_places on hash(terms.family_id, places.wider_key) = said_of_places.said
    where said_of_places.is_more_than_one or places.narrowed > 0 or not terms.is_whole
),

in_scope as (
    select in_place.*, scopes.wider_scope_id, scopes.narrowed_axes, scopes.implied_word, scopes.is_certain as is_usual
    from in_place
    inner join {{ ref('int_scope_order') }} as scopes on in_place.scope_id = scopes.scope_id
    semi join said_of_scopes
        on hash(in_place.family_id, in_place.wider_key, scopes.wider_scope_id) = said_of_scopes.said
),

in_source as (
    select
        in_scope.*, sources.wider_source, sources.narrowed as narrowed_funding, sources.same_report,
        sources.is_certain as is_funding_certain
    from in_scope
    inner join {{ ref('int_funding_order') }} as sources on in_scope.funding_source = sources.funding_source
    inner join said_of_sources
        on
            hash(in_scope.family_id, in_scope.wider_key, in_scope.wider_scope_id, sources.wider_source)
            = said_of_sources.said
    where
        said_of_sources.is_more_than_one or in_scope.narrowed_place + sources.narrowed > 0
        or in_scope.wider_scope_id <> in_scope.scope_id or not in_scope.is_whole
),

reached as (
    select
        terms.*, times.narrowed as narrowed_time, times.is_certain as is_time_certain,
        hash(terms.family_id, terms.wider_scope_id, times.wider_time_id, terms.wider_key, terms.wider_source)
            as reached_spot
    from in_source as terms
    inner join {{ ref('int_time_order') }} as times on terms.time_id = times.time_id
    where
        (reached_spot <> terms.spot or not terms.is_whole)
        -- a share is of its own time and place, and all of it is a part of nothing
        and not (terms.is_share and (terms.reading = 'whole' or times.narrowed + terms.narrowed_place > 0))
),

-- so that the join below has nothing to do with what nobody speaks of
met as (
    select reached.*
    from reached
    semi join wholes on reached.reached_spot = wholes.spot
),

pairs as (
    select
        parts.region_id as part_id, wholes.region_id as whole_id, parts.level,
        parts.report_id <> wholes.report_id as cross_report,
        -- a part may be equal to its whole; "above 70" may not lie within 70
        parts.low > wholes.usual_high or (parts.low = wholes.usual_high and parts.is_above) as is_larger,
        -- not only in a wider place or time: within what is printed of its own
        parts.reading = 'printed' and wholes.reading = 'printed' and parts.time_id = wholes.time_id
        and coalesce(parts.level, '') <> 'province' as is_within_printed,
        list_concat(
            parts.narrowed_axes, if(parts.narrowed_funding = 1, ['funding'], []),
            if(parts.narrowed_time = 1, ['time'], []), if(parts.narrowed_place = 1, ['place'], [])
        ) as axes,
        -- worked back is what nobody printed, but of two that are, the one is as certain as the other
        not parts.is_usual or not parts.is_certain or not wholes.is_certain
        or ('base' in (parts.reading, wholes.reading) and (cross_report or parts.reading <> wholes.reading))
            as unknown_scope,
        not parts.is_time_certain as unknown_time, not parts.is_funding_certain
        or (cross_report and parts.funding_source = '' and wholes.funding_source = '') as unknown_funding,
        -- what two reports that are alike leave unsaid is one unknown
        unknown_scope::integer + if(
            alike.report_id is null, unknown_time::integer + unknown_funding::integer,
            (unknown_time or unknown_funding)::integer
        ) as unknown
    from met as parts
    inner join wholes
        on
            parts.reached_spot = wholes.spot
            and parts.origin <> wholes.origin
            and parts.is_share = (wholes.reading = 'whole')
    anti join reports_with_opposite
        on
            parts.report_id = reports_with_opposite.report_id
            and parts.indicator_code = reports_with_opposite.indicator_code
            and parts.implied_word = reports_with_opposite.implied_word
    left join {{ ref('int_reports_alike') }} as alike
        on parts.report_id = alike.report_id and wholes.report_id = alike.other_report
    where
        (
            parts.report_id = wholes.report_id
            or (
                not (parts.is_undated or wholes.is_undated)
                and (not parts.same_report or alike.report_id is not null)
            )
        )
        -- who says both "since 2008" and "2008 to 2012" means two times
        and (cross_report or parts.is_stock or parts.narrowed_time = 1 or parts.time_id = wholes.time_id)
)

select * exclude (unknown_scope, unknown_time, unknown_funding)
from pairs
where unknown <= 1
