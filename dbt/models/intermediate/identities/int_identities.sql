with sums as (
    select * from {{ ref('int_identity_sums') }}
),

relatives as (
    select * from {{ ref('int_identity_relatives') }}
),

parts as (
    select * from {{ ref('int_identity_parts') }}
),

exceptions as (
    select * from {{ ref('known_exceptions') }}
),

evaluated as (
    select * from sums
    union all by name
    select * from relatives
    union all by name
    select * from parts
),

-- intervals meet: an end that is not known is open
judged as (
    select
        *,
        list_sort(claims) as sorted_claims,
        (
            coalesce(found_low <= expected_high, true) and coalesce(expected_low <= found_high, true)
        ) as holds_strictly,
        (
            coalesce(found_loose_low <= expected_loose_high, true)
            and coalesce(expected_loose_low <= found_loose_high, true)
        ) as holds_loosely
    from evaluated
),

-- what claims of one report alone give is said once, in the report; between reports only what joins several
apart as (
    select *
    from judged
    where
        context <> ''
        or len(list_distinct(list_transform(claims, lambda c: split_part(c, '#', 1)))) > 1
),

concluded as (
    select
        * exclude (claims),
        sorted_claims as claims,
        case
            when is_possible and not holds_loosely then 'drop'
            when not is_complete and holds_loosely then 'not_evaluable'
            when holds_strictly and not is_possible then 'holds'
            when holds_loosely then 'holds_loosely'
            else 'violated'
        end as outcome,
        case
            when not is_complete and holds_loosely then null
            when kind = 'subset' or expected_value is null or found_value is null
                then greatest(coalesce(found_low - expected_high, 0), coalesce(expected_low - found_high, 0), 0)
            else abs(found_value - expected_value)
        end as imbalance
    from apart
),

-- a relation that another report completes is not also called incomplete
final as (
    select
        concluded.*,
        exceptions.reason as exception_reason,
        exceptions.review_by as exception_review_by
    from concluded
    left join exceptions
        on
            concluded.identity_id = exceptions.identity_id
            and array_to_string(concluded.claims, ' ') = exceptions.claims
            and concluded.outcome = 'violated'
    where concluded.outcome <> 'drop'
    qualify
        concluded.outcome <> 'not_evaluable'
        or count(*) filter (where concluded.outcome <> 'not_evaluable') over (
            partition by concluded.identity_id, concluded.anchor
        ) = 0
),

-- a relation that the forms print is not repeated because it also follows from the words
once as (
    select
        * replace (if(exception_reason is null, outcome, 'known_exception') as outcome),
        array_to_string(claims, ' ') as claims_text
    from final
    qualify row_number() over (
        partition by kind, array_to_string(claims, ' ')
        order by identity_id in ('scope-part', 'place-part') asc, context desc, parts desc, identity_id asc
    ) = 1
)

select * from once
