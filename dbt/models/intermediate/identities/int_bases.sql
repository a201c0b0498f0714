with claims as (
    select * from {{ ref('stg_claims') }}
),

bases as (
    select distinct base
    from claims
),

-- ingest has read the base and written its canonical spelling: plan, a period, or indicator[@source][:scope words]
kinds as (
    select
        base,
        case
            when base in ('', 'plan') then base
            when regexp_matches(base, '^([0-9.]|now|P[0-9])') then 'period'
            else 'indicator'
        end as base_kind
    from bases
),

parts as (
    select
        base,
        base_kind,
        if(base_kind = 'period', base, '') as base_period_id,
        if(base_kind = 'indicator', split_part(split_part(base, ':', 1), '@', 1), '') as base_indicator_code,
        if(base_kind = 'indicator', split_part(split_part(base, ':', 1), '@', 2), '') as base_funding_source,
        if(base_kind = 'indicator', split_part(base, ':', 2), '') as base_scope_code
    from kinds
)

select * from parts
