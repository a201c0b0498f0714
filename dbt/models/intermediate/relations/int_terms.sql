{{ config(materialized='view') }}

-- What bounds, sums and equalities are made of: the regions, and the levels that are worked back from a change.
-- `claims` are those that a relation names for it; none for a whole of shares.
select *, if(reading = 'whole', [], [claim]) as claims, claim as origin
from {{ ref('int_regions') }}
union all by name
select * from {{ ref('int_bases') }}
