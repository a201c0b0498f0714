-- Levels with what makes them comparable: indicator, unit, scope, kind of place and length of time, together `alike`.
with cells as (
    select * from {{ ref('observations') }}
    where measure = '' and value > 0 and place_part = ''
),

claims as (
    select * from {{ ref('int_claims_conformed') }}
),

places as (
    select * from {{ ref('places') }}
),

levels as (
    select
        cells.place_id,
        cells.cell_id,
        cells.indicator_code,
        cells.unit_code,
        claims.core_scope,
        places.kind as place_kind,
        -- whole years, the part of one counted as one; 0 where an end is not said
        coalesce((date_diff('day', claims.period_start, claims.period_end) + 366) // 366, 0) as years,
        cells.value,
        claims.claim,
        claims.report_id,
        claims.figure,
        claims.sheet_row,
        claims.value_printed,
        claims.unit_printed
    from cells
    inner join claims on cells.report_id = claims.report_id and cells.figure = claims.figure
    inner join places on cells.place_id = places.place_id
)

select
    *,
    hash(indicator_code, unit_code, core_scope, place_kind, years) as alike
from levels
