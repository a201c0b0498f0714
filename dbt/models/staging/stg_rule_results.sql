with rule_results as (
    select * from {{ source('raw', 'rule_results') }}
)

select * from rule_results
