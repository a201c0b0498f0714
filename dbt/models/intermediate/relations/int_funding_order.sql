-- Whose money lies within whose: sets of leaves of the tree. Unsaid money is inside the total, and in its own report it
-- may be any whole.
with leaves as (
    select * from {{ ref('funding_leaves') }}
),

sets as (
    select
        funding_source,
        list(leaf order by leaf) as leaf_set
    from leaves
    group by funding_source
),

within as (
    select
        narrow.funding_source,
        wide.funding_source as wider_source,
        if(narrow.funding_source = wide.funding_source, 0, 1) as narrowed,
        true as is_certain,
        false as same_report
    from sets as narrow
    inner join sets as wide on list_has_all(wide.leaf_set, narrow.leaf_set)
    -- what the state pays is not all promotion money
    where narrow.funding_source = wide.funding_source or wide.funding_source <> 'state'
),

unsaid as (
    select
        '-' as funding_source,
        '-' as wider_source,
        0 as narrowed,
        true as is_certain,
        false as same_report
    union all
    select
        '',
        '',
        0,
        true,
        false
    union all
    select
        '',
        'total',
        1,
        true,
        true
    union all
    select
        funding_source,
        '',
        1,
        false,
        true
    from sets
),

orders as (
    select * from within
    union all
    select * from unsaid
)

select * from orders
