-- The median of levels that are alike, where they are enough to compare with.
with parameters as (
    select max(value::integer) as least_cells from {{ ref('relation_parameters') }}
    where parameter = 'unusual_size_cells'
),

medians as (
    select
        alike,
        count(*) as cells_compared,
        quantile_disc(value, 0.5) as median
    from {{ ref('int_comparable_levels') }}
    group by alike
)

select medians.* from medians
inner join parameters on medians.cells_compared >= parameters.least_cells
