-- Every pair of regions of which one lies within the other: each dimension goes up its order, then one join by id on
-- what is reached. `narrowed_*` says on which dimensions the part is the narrower; `unknown` counts what is assumed.
with regions as (
    select * from {{ ref('int_terms') }}
    where speaks or measure = 'share'
),

keys as (
    select
        region_id, claim, report_id, family_id, scope_id, time_id, place_key, funding_source, reading, origin,
        measure = 'share' as is_share, is_certain, indicator_code,
        period_kind in ('undated', 'duration') as is_undated, end_low, end_high,
        hash(family_id, scope_id, time_id, place_key, funding_source) as spot
    from regions
),

spots as (
    select distinct spot from keys
    where reading <> 'wider'
),

-- what can be reached is narrowed dimension by dimension: to a place of which anything else is said, then to a scope
said_of_places as (
    select hash(family_id, place_key) as said, count(*) as claims
    from keys
    where reading <> 'wider'
    group by family_id, place_key
),

said_of_scopes as (
    select distinct hash(family_id, place_key, scope_id) as said from keys
    where reading <> 'wider'
),

in_place as (
    select keys.*, place_order.wider_key, place_order.narrowed as narrowed_place, place_order.level
    from keys
    inner join {{ ref('int_place_order') }} as place_order on keys.place_key = place_order.place_key
    inner join said_of_places on hash(keys.family_id, place_order.wider_key) = said_of_places.said
    where
        coalesce(keys.end_high >= place_order.valid_from, true)
        and coalesce(keys.end_low <= place_order.valid_to, true)
        and (said_of_places.claims > 1 or place_order.narrowed > 0 or keys.reading = 'wider')
),

in_scope as (
    select
        in_place.*, scope_order.wider_scope_id, scope_order.narrowed_axes, scope_order.implied_word,
        scope_order.narrowed as narrowed_scope, scope_order.is_certain as is_scope_certain
    from in_place
    inner join {{ ref('int_scope_order') }} as scope_order on in_place.scope_id = scope_order.scope_id
    semi join said_of_scopes
        on hash(in_place.family_id, in_place.wider_key, scope_order.wider_scope_id) = said_of_scopes.said
),

reached as (
    select
        in_scope.region_id as part_id,
        hash(
            in_scope.family_id, in_scope.wider_scope_id, time_order.wider_time_id, in_scope.wider_key,
            funding_order.wider_source
        ) as spot,
        in_scope.narrowed_axes, in_scope.implied_word, funding_order.narrowed as narrowed_funding,
        time_order.narrowed as narrowed_time, in_scope.narrowed_place, in_scope.level,
        (not (in_scope.is_scope_certain and in_scope.is_certain))::integer as unknown_scope,
        (not funding_order.is_certain)::integer as unknown_funding,
        (not time_order.is_certain)::integer as unknown_time, funding_order.same_report
    from in_scope
    inner join {{ ref('int_funding_order') }} as funding_order
        on in_scope.funding_source = funding_order.funding_source
    inner join {{ ref('int_time_order') }} as time_order on in_scope.time_id = time_order.time_id
    where
        in_scope.narrowed_scope + funding_order.narrowed + time_order.narrowed + in_scope.narrowed_place > 0
        or in_scope.reading = 'wider' or in_scope.scope_id <> in_scope.wider_scope_id
        or time_order.time_id <> time_order.wider_time_id
),

reached_spots as (
    select reached.*
    from reached
    semi join spots on reached.spot = spots.spot
),

-- who counts what is not established apart, counts what operates in both
reports_with_opposite as (
    select distinct regions.report_id, regions.indicator_code, groups.scope_word as implied_word
    from regions
    inner join {{ ref('int_scope_axes') }} as axes on regions.scope_id = axes.scope_id
    inner join {{ ref('scope_groups') }} as opposites on axes.words = opposites.scope_word
    inner join {{ ref('scope_groups') }} as groups
        on opposites.scope_group = groups.scope_group and opposites.scope_word <> groups.scope_word
    where opposites.scope_group = 'establishment'
),

-- the money is also unknown where two reports leave it unsaid
{% set unknown_funding -%}
greatest(
                reached_spots.unknown_funding,
                (parts.funding_source = '' and wholes.funding_source = '' and parts.report_id <> wholes.report_id)::integer
            )
{%- endset -%}
pairs as (
    select
        reached_spots.part_id, wholes.region_id as whole_id, reached_spots.narrowed_axes,
        reached_spots.narrowed_funding, reached_spots.narrowed_time, reached_spots.narrowed_place,
        reached_spots.level,
        len(reached_spots.narrowed_axes) + reached_spots.narrowed_funding + reached_spots.narrowed_time
        + reached_spots.narrowed_place as narrowed,
        greatest(reached_spots.unknown_scope, (not wholes.is_certain)::integer)
        + case
            -- what two reports that are alike leave unsaid is one unknown
            when alike.report_id is not null
                then greatest(reached_spots.unknown_time, {{ unknown_funding }})
            else reached_spots.unknown_time + {{ unknown_funding }}
        end as unknown,
        parts.report_id <> wholes.report_id as cross_report
    from reached_spots
    inner join keys as parts on reached_spots.part_id = parts.region_id
    inner join keys as wholes
        on
            reached_spots.spot = wholes.spot and wholes.reading <> 'wider'
            and parts.origin <> wholes.origin
            and parts.is_share = (wholes.reading = 'whole')
    anti join reports_with_opposite
        on
            parts.report_id = reports_with_opposite.report_id
            and parts.indicator_code = reports_with_opposite.indicator_code
            and reached_spots.implied_word = reports_with_opposite.implied_word
    left join {{ ref('int_reports_alike') }} as alike
        on parts.report_id = alike.report_id and wholes.report_id = alike.other_report
    where
        parts.report_id = wholes.report_id
        or (
            not (parts.is_undated or wholes.is_undated)
            and (not reached_spots.same_report or alike.report_id is not null)
        )
)

select * from pairs
where unknown <= 1
