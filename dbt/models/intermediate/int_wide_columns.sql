-- The columns of the wide views: those agreed in wide_columns, and for every indicator a plain one per unit of its
-- quantities, so that a new indicator is a row and no more. Rates have as many units as words can make, and are agreed.
with agreed_columns as (
    select
        view,
        column_name,
        indicator_code,
        coalesce(scope_code, '') as scope_code,
        unit_code
    from {{ ref('wide_columns') }}
),

column_axes as (
    select list(distinct axis) as axes
    from {{ ref('scopes') }}
    where column_axis = 'yes'
),

indicators_of_views as (
    select
        indicators.indicator_code,
        unnest(list_distinct([indicators.subject, coalesce(indicators.subject_at_site, indicators.subject)])) as view,
        string_split(indicators.quantity, ' ') as quantities,
        list_has_any(string_split(coalesce(indicators.axes_required, ''), ' '), column_axes.axes) as is_always_scoped
    from {{ ref('indicators') }} as indicators
    cross join column_axes
),

units as (
    select
        unit_code,
        quantity,
        starts_with(quantity, 'count:') as is_count
    from {{ ref('units') }}
    where canonical = 'yes' and not ends_with(quantity, '_rate')
),

levels as (
    select
        indicators_of_views.*,
        units.unit_code,
        units.is_count,
        row_number() over (
            partition by indicators_of_views.view, indicators_of_views.indicator_code, units.is_count
            order by list_position(indicators_of_views.quantities, units.quantity), units.unit_code
        ) as rank
    from indicators_of_views
    inner join units on list_contains(indicators_of_views.quantities, units.quantity)
),

plain_columns as (
    select
        view,
        indicator_code || '_' || case
            when is_count and rank = 1 then 'count'
            when is_count then unit_code || '_count'
            when unit_code = 'tonne' then 'tonnes'
            when unit_code = 'percent' then 'pct'
            else lower(unit_code)
        end as column_name,
        indicator_code,
        '' as scope_code,
        unit_code,
        is_always_scoped
    from levels
),

-- a column that is agreed goes before the plain one of its level or name; no level without scope words needs one
plain_columns_not_agreed as (
    select
        plain_columns.view,
        plain_columns.column_name,
        plain_columns.indicator_code,
        plain_columns.scope_code,
        plain_columns.unit_code
    from plain_columns
    where
        not exists (
            select 1
            from agreed_columns
            where
                agreed_columns.view = plain_columns.view
                and (
                    agreed_columns.column_name = plain_columns.column_name
                    or (
                        agreed_columns.indicator_code = plain_columns.indicator_code
                        and (
                            plain_columns.is_always_scoped
                            or (agreed_columns.scope_code = '' and agreed_columns.unit_code = plain_columns.unit_code)
                        )
                    )
                )
        )
),

all_columns as (
    select * from agreed_columns
    union all
    select * from plain_columns_not_agreed
)

select * from all_columns
