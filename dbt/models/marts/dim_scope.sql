with scopes as (
    select * from {{ ref('int_scopes') }}
),

in_order as (
    select * from scopes
    order by scope_code
)

select * from in_order
