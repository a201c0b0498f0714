with scopes as (
    select * from {{ ref('int_scopes') }}
),

in_order as (
    select * exclude (narrowing_axes, joint_axes)
    from scopes
    order by scope_code
)

select * from in_order
