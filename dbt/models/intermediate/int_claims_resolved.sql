with claims as (
    select * from {{ ref('int_claims_ranked') }}
),

-- intervals on a line meet all together as soon as the highest low end is not above the lowest high end
cells as (
    select
        cell_id,
        coalesce(max(value_low) <= min(value_high), true) as best_claims_meet
    from claims
    where is_best
    group by cell_id
),

-- among the best the narrowest interval speaks; the rest of the order only makes the choice the same every time
ordered as (
    select
        claims.*,
        cells.best_claims_meet,
        row_number() over (
            partition by claims.cell_id
            order by
                claims.is_best desc,
                claims.value_high - claims.value_low asc nulls last,
                claims.value is null asc,
                claims.value_low desc nulls last,
                claims.published_end desc nulls last,
                claims.report_id asc,
                claims.figure asc,
                claims.sheet_row asc
        ) as turn
    from claims
    left join cells on claims.cell_id = cells.cell_id
),

winners as (
    select
        cell_id,
        value_low as winner_low,
        value_high as winner_high,
        is_inferred as winner_is_inferred,
        precedence_rank as winner_precedence_rank,
        is_title as winner_is_title
    from ordered
    where turn = 1
),

judged as (
    select
        ordered.cell_id,
        ordered.claim,
        ordered.report_id,
        ordered.sheet_row,
        ordered.turn,
        case
            when not ordered.best_claims_meet then 'unresolved'
            when ordered.turn = 1 then 'chosen'
            when
                coalesce(ordered.value_low <= winners.winner_high, true)
                and coalesce(winners.winner_low <= ordered.value_high, true)
                then 'corroborates'
            else 'loses'
        end as claim_status,
        case
            when ordered.is_best then ''
            when ordered.is_inferred and not winners.winner_is_inferred then 'inferred'
            when ordered.precedence_rank > winners.winner_precedence_rank then 'precedence'
            when ordered.is_title and not winners.winner_is_title then 'title'
            else 'superseded'
        end as gives_way_as
    from ordered
    left join winners on ordered.cell_id = winners.cell_id
)

select * from judged
