-- Claims with the cell they compete for: the core of what they say. What a cell leaves out stays on its claims: a word
-- that the indicator implies, an estimate beside its result, the months of a year of which a stock is the last day.
with claims as (
    select * from {{ ref('stg_claims') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

scopes as (
    select * from {{ ref('int_scopes') }}
),

cores as (
    select * from {{ ref('int_scope_cores') }}
),

claims_with_cores as (
    select
        claims.*,
        claims.report_id || '#' || claims.figure as claim,
        -- what is counted at a zone, cluster or point is read with the clusters
        case
            when scopes.site <> '' and indicators.subject_at_site <> '' then indicators.subject_at_site
            else indicators.subject
        end as subject,
        coalesce(cores.cell_scope, claims.scope_code) as core_scope,
        if(claims.nature = 'estimate', 'actual', claims.nature) as core_nature,
        -- a level stands for the last day of its period, whatever the period is called
        case
            when
                indicators.measure_kind <> 'stock' or claims.measure <> ''
                or claims.period_kind not in ('year', 'half', 'quarter', 'month', 'day')
                then claims.period_id
            when date_part('month', claims.period_end + 1) = date_part('month', claims.period_end)
                then strftime(claims.period_end, '%Y-%m-%d')
            when date_part('month', claims.period_end) < 12 then strftime(claims.period_end, '%Y-%m')
            else strftime(claims.period_end, '%Y')
        end as core_period
    from claims
    left join indicators on claims.indicator_code = indicators.indicator_code
    left join scopes on claims.scope_code = scopes.scope_code
    left join cores on claims.indicator_code = cores.indicator_code and claims.scope_code = cores.scope_code
),

claims_in_cores as (
    select
        *,
        {{ cell_id('claims_with_cores', core_parts()) }} as core_id,
        (scope_code, nature, period_id) <> (core_scope, core_nature, core_period) as is_reduced
    from claims_with_cores
),

reduced as (
    select distinct core_id from claims_in_cores
    where is_reduced
),

-- a report that says two values in two forms tells them apart, and then they are told apart everywhere
told_apart as (
    select distinct core_id
    from (
        select claims_in_cores.core_id
        from claims_in_cores
        semi join reduced on claims_in_cores.core_id = reduced.core_id
        where not claims_in_cores.is_title and not list_contains(claims_in_cores.flags, 'cut_off')
        group by claims_in_cores.report_id, claims_in_cores.core_id
        having
            count(distinct hash(claims_in_cores.scope_code, claims_in_cores.nature, claims_in_cores.period_id)) > 1
            and max(claims_in_cores.loose_low) > min(claims_in_cores.loose_high)
    ) as cores_of_reports
),

claims_with_cells as (
    select
        * exclude (core_id, is_reduced),
        if(
            is_reduced and core_id in (select told_apart.core_id from told_apart),
            {{ cell_id('claims_in_cores') }}, core_id
        ) as cell_id
    from claims_in_cores
)

select * from claims_with_cells
-- claims of a place lie together: who reads one place need not read the others
order by place_id
