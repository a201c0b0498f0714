with claims as (
    select * from {{ ref('stg_claims') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

scopes as (
    select * from {{ ref('int_scopes') }}
),

claims_with_subject as (
    select
        claims.*,
        claims.report_id || '#' || claims.figure as claim,
        {{ cell_id('claims') }} as cell_id,
        -- what is counted at a zone, cluster or point is read with the clusters
        case
            when scopes.site <> '' and indicators.subject_at_site <> '' then indicators.subject_at_site
            else indicators.subject
        end as subject
    from claims
    left join indicators on claims.indicator_code = indicators.indicator_code
    left join scopes on claims.scope_code = scopes.scope_code
)

select * from claims_with_subject
