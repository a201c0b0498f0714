-- Levels many times as large or small as the median of comparable ones: a slip of the scale, however plausible either
-- end of the range may be.
with parameters as (
    select max(value::integer) as multiple from {{ ref('relation_parameters') }}
    where parameter = 'unusual_size_multiple'
),

-- found by two columns of all levels, so that the others are read of few
unusual as (
    select levels.cell_id, medians.cells_compared, medians.median
    from {{ ref('int_comparable_levels') }} as levels
    inner join {{ ref('int_usual_sizes') }} as medians on levels.alike = medians.alike
    cross join parameters
    -- products, as a quotient would be a floating-point number
    where levels.value >= medians.median * parameters.multiple or medians.median >= levels.value * parameters.multiple
)

select levels.*, unusual.cells_compared, unusual.median
from unusual
inner join {{ ref('int_comparable_levels') }} as levels on unusual.cell_id = levels.cell_id
