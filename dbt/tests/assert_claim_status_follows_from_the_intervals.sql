{{ config(meta=shown_at('claims')) }}

with claims as (
    select * from {{ ref('claims') }}
),

chosen as (
    select * from claims
    where claim_status = 'chosen'
),

-- also the promise that what is read from the context never beats what is printed
wrong as (
    select
        claims.claim,
        claims.claim_status,
        chosen.claim as chosen_claim
    from claims
    inner join chosen on claims.cell_id = chosen.cell_id and claims.claim <> chosen.claim
    where
        claims.claim_status <> if(
            coalesce(claims.value_low <= chosen.value_high, true)
            and coalesce(chosen.value_low <= claims.value_high, true),
            'corroborates', 'loses'
        )
        or (len(claims.inferred) = 0 and len(chosen.inferred) > 0)
)

select * from wrong
