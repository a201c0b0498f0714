with ingest_results as (
    select * from {{ ref('stg_rule_results') }}
),

relations as (
    select status from {{ ref('int_relations') }}
),

contested_cells as (
    select
        cell_id,
        bool_or(claim_status in ('loses', 'unresolved')) as disagrees
    from {{ ref('int_claims_resolved') }}
    group by cell_id
),

sizes as (
    select
        (select coalesce(sum(medians.cells_compared), 0) from {{ ref('int_usual_sizes') }} as medians) as compared,
        (select count(*) from {{ ref('int_unusual_sizes') }}) as unusual
),

rules as (
    select * from {{ ref('rules') }}
),

-- rules over several claims are looked at here, all others by ingest
results_between_claims as (
    select
        'relations-hold' as rule_id,
        'all' as object,
        (count(*) filter (where status not in ('not_evaluable', 'series')))::integer as evaluated,
        (count(*) filter (where status = 'violated'))::integer as failed
    from relations
    union all
    select
        'claims-agree' as rule_id,
        'all' as object,
        count(*)::integer as evaluated,
        (count(*) filter (where disagrees))::integer as failed
    from contested_cells
    union all
    select
        'value-of-usual-size' as rule_id,
        'all' as object,
        compared::integer as evaluated,
        unusual::integer as failed
    from sizes
),

results as (
    select
        rule_id,
        object,
        evaluated,
        failed
    from ingest_results
    where rule_id not in (select results_between_claims.rule_id from results_between_claims)
    union all
    select * from results_between_claims
),

results_with_status as (
    select
        coalesce(results.rule_id, rules.rule_id) as rule_id,
        coalesce(rules.severity, '') as severity,
        case
            when results.rule_id is null then 'not_evaluated'
            when results.failed > 0 then 'failed'
            when results.evaluated = 0 then 'vacuous'
            else 'passed'
        end as status,
        coalesce(results.object, 'all') as object,
        coalesce(results.evaluated, 0) as evaluated,
        coalesce(results.failed, 0) as failed
    from rules
    full outer join results on rules.rule_id = results.rule_id
)

select * from results_with_status
