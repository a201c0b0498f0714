-- The times that are spoken of with both ends, each as the first of the periods that name it.
select
    time_id, period_id, period_kind, period_start, period_end, start_low, start_high, end_low, end_high,
    kind = 'flow' as is_flow
from {{ ref('int_regions') }}
where is_fixed
qualify row_number() over (partition by time_id order by period_id) = 1
