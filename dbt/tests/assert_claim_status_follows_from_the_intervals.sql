-- Readers trust claim_status without comparing numbers themselves; what is read from the context never beats print.
{{ config(meta=shown_at('claims', of_places=true)) }}

with claims as (
    select * from {{ ref('claims') }}
),

chosen_claims as (
    select * from claims
    where claim_status = 'chosen'
),

-- claims that agree only when their rounding is read generously agree, and quality.relations says so
loosely as (
    select unnest(claims) as claim
    from {{ ref('relations') }}
    where law = 'same' and axis = 'cell' and status in ('holds_loosely', 'known_exception')
),

-- also the promise that what is read from the context never beats what is printed
violations as (
    select
        claims.claim,
        claims.claim_status,
        chosen_claims.claim as chosen_claim
    from claims
    inner join chosen_claims on claims.cell_id = chosen_claims.cell_id and claims.claim <> chosen_claims.claim
    left join loosely on claims.claim = loosely.claim
    where
        claims.claim_status <> case
            when list_contains(claims.flags, 'cut_off') then 'cut_off'
            when
                coalesce(claims.value_low <= chosen_claims.value_high, true)
                and coalesce(chosen_claims.value_low <= claims.value_high, true)
                then 'corroborates'
            when loosely.claim is not null then 'corroborates'
            else 'loses'
        end
        or (not list_contains(claims.flags, 'cut_off') and len(claims.inferred) = 0 and len(chosen_claims.inferred) > 0)
)

select * from violations
