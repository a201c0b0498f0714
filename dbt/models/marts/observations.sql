with cells as (
    select * from {{ ref('int_cells') }}
),

places as (
    select * from {{ ref('dim_place') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

cells_with_labels as (
    select
        cells.cell_id,
        cells.subject,
        cells.place_id,
        cells.place_part,
        cells.period_id,
        cells.indicator_code,
        cells.measure,
        cells.base,
        cells.scope_code,
        cells.funding_source,
        cells.nature,
        cells.value,
        cells.value_low,
        cells.value_high,
        cells.unit_code,
        cells.report_id,
        cells.figure,
        cells.claim_count,
        cells.has_conflict,
        cells.inferred,
        cells.flags,
        cells.check_status,
        cells.confirmations,
        cells.confirmations_elsewhere,
        cells.contradictions,
        cells.relation_ids,
        cells.date_low,
        cells.date_high,
        cells.is_total,
        {{ mark_columns('cells', "if(cells.report_id is null, 'unresolved', 'chosen')") }},
        places.name_vi as place_name,
        periods.period_label,
        periods.period_label_en,
        periods.period_start,
        periods.period_end,
        periods.period_kind,
        indicators.label_vi as indicator_label_vi,
        indicators.label_en as indicator_label_en
    from cells
    left join places on cells.place_id = places.place_id
    left join periods on cells.period_id = periods.period_id
    left join indicators on cells.indicator_code = indicators.indicator_code
),

in_order as (
    select * from cells_with_labels
    order by place_id, subject, period_start nulls last, indicator_code, cell_id
)

select * from in_order
