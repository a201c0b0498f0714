with results as (
    select * from {{ ref('stg_rule_results') }}
),

rules as (
    select * from {{ ref('rules') }}
),

judged as (
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

select * from judged
