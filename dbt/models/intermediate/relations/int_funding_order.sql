-- Whose money lies within whose: sets of leaves of the tree. Unsaid money is inside the total, and in its own report it
-- may be any whole; `-` is of what has nothing to do with money.
with sets as (
    select funding_source, list(leaf order by leaf) as leaf_set
    from {{ ref('funding_leaves') }}
    group by funding_source
)

select
    narrow.funding_source, wide.funding_source as wider_source,
    (narrow.funding_source <> wide.funding_source)::integer as narrowed, true as is_certain, false as same_report
from sets as narrow
inner join sets as wide on list_has_all(wide.leaf_set, narrow.leaf_set)
-- what the state pays is not all promotion money
where narrow.funding_source = wide.funding_source or wide.funding_source <> 'state'
union all
select funding_source, '' as wider_source, 1 as narrowed, false as is_certain, true as same_report
from sets
union all
values ('-', '-', 0, true, false), ('', '', 0, true, false), ('', 'total', 1, true, true)
