-- Which of the claims of a cell is chosen, and what becomes of the others. Claims meet where their intervals do, or
-- would if their last digits that are not zero are all that is known; quality.relations says which of the two.
with claims as (
    select
        *,
        coalesce(loose_low, value_low) as least,
        coalesce(loose_high, value_high) as most
    from {{ ref('int_claims_ranked') }}
),

-- intervals on a line meet all together as soon as the highest low end is not above the lowest high end
cells as (
    select
        cell_id,
        coalesce(max(value_low) <= min(value_high), true) or coalesce(max(least) <= min(most), true)
            as best_claims_meet
    from claims
    -- of a value that is cut off nothing can be read, so nothing contradicts it
    where is_best and not coalesce(is_cut_off, false)
    group by cell_id
),

-- among the best the narrowest interval speaks; the rest of the order only makes the choice the same every time
ranked_claims as (
    select
        claims.*,
        coalesce(cells.best_claims_meet, true) as best_claims_meet,
        row_number() over (
            partition by claims.cell_id
            order by
                claims.is_best desc,
                claims.value_high - claims.value_low asc nulls last,
                claims.value is null asc,
                claims.value_low desc nulls last,
                claims.known_until desc nulls last,
                claims.report_id asc,
                claims.figure asc,
                claims.sheet_row asc
        ) as rank
    from claims
    left join cells on claims.cell_id = cells.cell_id
),

winners as (
    select
        cell_id,
        value_low as winner_low,
        value_high as winner_high,
        least as winner_least,
        most as winner_most,
        is_inferred as winner_is_inferred,
        is_estimate as winner_is_estimate,
        precedence_rank as winner_precedence_rank,
        is_title as winner_is_title
    from ranked_claims
    where rank = 1
),

claims_with_status as (
    select
        ranked_claims.cell_id,
        ranked_claims.claim,
        ranked_claims.report_id,
        ranked_claims.sheet_row,
        ranked_claims.rank,
        case
            when ranked_claims.is_cut_off and ranked_claims.rank > 1 then 'cut_off'
            when not ranked_claims.best_claims_meet then 'unresolved'
            when ranked_claims.rank = 1 then 'chosen'
            when
                (
                    coalesce(ranked_claims.value_low <= winners.winner_high, true)
                    and coalesce(winners.winner_low <= ranked_claims.value_high, true)
                )
                or (
                    coalesce(ranked_claims.least <= winners.winner_most, true)
                    and coalesce(winners.winner_least <= ranked_claims.most, true)
                )
                then 'corroborates'
            else 'loses'
        end as claim_status,
        case
            when ranked_claims.is_best or ranked_claims.is_cut_off then ''
            when ranked_claims.is_estimate and not winners.winner_is_estimate then 'estimate'
            when ranked_claims.is_inferred and not winners.winner_is_inferred then 'inferred'
            when ranked_claims.precedence_rank > winners.winner_precedence_rank then 'precedence'
            when ranked_claims.is_title and not winners.winner_is_title then 'title'
            else 'superseded'
        end as gives_way_as
    from ranked_claims
    left join winners on ranked_claims.cell_id = winners.cell_id
),

-- a result that differs from its estimate is news, not a contradiction
disputed as (
    select
        *,
        claim_status = 'unresolved' or (claim_status = 'loses' and gives_way_as <> 'estimate') as is_disputed
    from claims_with_status
)

select * from disputed
