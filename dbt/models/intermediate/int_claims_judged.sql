{{ config(materialized='view') }}

-- what relations look at: a value that is cut off in its text is kept out of all arithmetic
with claims as (
    select
        *,
        -- a place in the table will do as a name: only the joins of this build see it
        rowid as claim_row
    from {{ ref('int_claims_conformed') }}
    where not list_contains(flags, 'cut_off')
),

resolved as (
    select * from {{ ref('int_claims_resolved') }}
),

-- who has no competitor is chosen
claims_with_status as (
    select
        claims.*,
        coalesce(resolved.claim_status, 'chosen') as claim_status
    from claims
    left join resolved on claims.report_id = resolved.report_id and claims.sheet_row = resolved.sheet_row
)

select * from claims_with_status
