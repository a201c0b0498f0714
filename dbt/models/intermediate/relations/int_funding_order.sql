-- Whose money lies within whose: sets of leaves of the tree. Unsaid money is inside the total, and in its own report it
-- may be any whole.
with sets as (
    select funding_source, list(leaf order by leaf) as leaf_set
    from {{ ref('funding_leaves') }}
    group by funding_source
),

within as (
    select
        narrow.funding_source, wide.funding_source as wider_source,
        if(narrow.funding_source = wide.funding_source, 0, 1) as narrowed, true as is_certain,
        false as same_report
    from sets as narrow
    inner join sets as wide on list_has_all(wide.leaf_set, narrow.leaf_set)
    -- what the state pays is not all promotion money
    where narrow.funding_source = wide.funding_source or wide.funding_source <> 'state'
),

-- unsaid money, and what has nothing to do with money
said_in_words as (
    select fixed_pairs.*
    from (
        values
        ('-', '-', 0, true, false), ('', '', 0, true, false), ('', 'total', 1, true, true)
    ) as fixed_pairs (funding_source, wider_source, narrowed, is_certain, same_report)
),

unsaid_wholes as (
    select funding_source, '' as wider_source, 1 as narrowed, false as is_certain, true as same_report
    from sets
),

orders as (
    select * from within
    union all
    select * from said_in_words
    union all
    select * from unsaid_wholes
)

select * from orders
