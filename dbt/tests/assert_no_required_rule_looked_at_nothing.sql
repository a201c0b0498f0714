-- A rule that saw no figure passes without having proven anything.
{{ config(meta=shown_at('rule_results')) }}

with results as (
    select * from {{ ref('rule_results') }}
),

rules as (
    select * from {{ ref('rules') }}
),

evaluations as (
    select
        rules.rule_id,
        rules.required,
        sum(results.evaluated) as evaluated
    from rules
    left join results on rules.rule_id = results.rule_id
    group by rules.rule_id, rules.required
),

-- a rule must be listed to be read, and a required one must have looked at something
violations as (
    select
        rule_id,
        'looked at nothing' as problem
    from evaluations
    where required = 'yes' and coalesce(evaluated, 0) = 0
    union all
    select
        results.rule_id,
        'is not in the vocabulary' as problem
    from results
    left join rules on results.rule_id = rules.rule_id
    where rules.rule_id is null
)

select * from violations
