with results as (
    select * from {{ source('raw', 'rule_results') }}
),

typed as (
    select
        rule_id,
        object,
        evaluated::integer as evaluated,
        failed::integer as failed
    from results
)

select * from typed
