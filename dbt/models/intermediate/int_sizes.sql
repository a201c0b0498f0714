-- Levels beside the median of comparable ones, those of the same indicator, unit, scope, kind of place and length of
-- time. Many times as large or small is a slip of the scale, however plausible either end of the range may be.
with parameters as (
    select
        max(value::integer) filter (where parameter = 'unusual_size_multiple') as multiple,
        max(value::integer) filter (where parameter = 'unusual_size_cells') as least_cells
    from {{ ref('relation_parameters') }}
),

alike as (
    select * exclude (place_id) from {{ ref('int_comparable_levels') }}
),

medians as (
    select
        indicator_code,
        unit_code,
        core_scope,
        place_kind,
        years,
        count(*) as cells_compared,
        quantile_disc(value, 0.5) as median
    from alike
    group by all
),

sizes as (
    select
        alike.*,
        medians.cells_compared,
        medians.median,
        -- products, as a quotient would be a floating-point number
        alike.value >= medians.median * parameters.multiple or medians.median >= alike.value * parameters.multiple
            as is_unusual
    from alike
    inner join medians
        on
            alike.indicator_code = medians.indicator_code
            and alike.unit_code = medians.unit_code
            and alike.core_scope = medians.core_scope
            and alike.place_kind = medians.place_kind
            and alike.years = medians.years
    inner join parameters on medians.cells_compared >= parameters.least_cells
)

select * from sizes
