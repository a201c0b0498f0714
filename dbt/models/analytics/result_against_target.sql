-- Every plan, target and proposal beside what is known to have been reached: the result for the same time, else the
-- latest for a time that ends before it and has the same start: of 20 bn by the end of 2012, 10 bn by that of 2011.
-- What is completed, disbursed or settled of it counts where nothing else is said.
{{ config(materialized='table') }}

{%- set thing = ['indicator_code', 'unit_code', 'place_key', 'planned_scope', 'funding_source', 'counted_from'] %}

with regions as (
    select
        *,
        case
            when kind <> 'flow' then ''
            when period_kind = 'up_to' then 'the start'
            else coalesce(start_low::varchar, time_id::varchar)
        end as counted_from
    from {{ ref('int_regions') }}
    where reading = 'printed' and measure = ''
),

cells as (
    {{ levels() }}
),

results as (
    select
        {% for part in thing -%}
        regions.{{ part }},
        {% endfor -%}
        regions.scope_in_time,
        regions.time_id,
        regions.end_high,
        cells.cell_id,
        cells.mark
    from regions
    inner join cells on regions.claim = cells.claim
    where regions.nature_class = 'actual' and (regions.is_fixed or regions.period_kind = 'up_to')
),

aims as (
    select * from cells
    where nature in ('plan', 'target', 'proposal')
),

regions_of_aims as (
    select
        aims.cell_id,
        regions.*
    from aims
    inner join regions on aims.claim = regions.claim
),

pairs as (
    select
        aims.cell_id as aim_id,
        results.cell_id as result_id,
        results.time_id = aims.time_id as is_of_same_time
    from regions_of_aims as aims
    inner join results
        on
            (aims.time_id = results.time_id or aims.end_low >= results.end_high)
            {% for part in thing -%}
            and aims.{{ part }} = results.{{ part }}
            {% endfor -%}
    qualify row_number() over (
        partition by aims.cell_id
        order by
            results.time_id = aims.time_id desc, results.end_high desc,
            results.scope_in_time = aims.scope_in_time desc,
            list_position({{ marks() }}, results.mark) desc, results.cell_id asc
    ) = 1
),

-- only of what is known: the exact quotient is not worked out by DuckDB itself
reached as (
    select
        pairs.*,
        exact_quotient(results.value, aims.value, 100) as reached_pct,
        exact_quotient(results.value_low, aims.value_high, 100) as reached_pct_low,
        exact_quotient(results.value_high, aims.value_low, 100) as reached_pct_high
    from pairs
    inner join aims on pairs.aim_id = aims.cell_id
    inner join cells as results on pairs.result_id = results.cell_id
),

side_by_side as (
    select
        aims.place_name,
        aims.indicator_label_en,
        aims.indicator_label_vi,
        aims.scope_code,
        aims.funding_source,
        aims.nature,
        aims.period_label,
        aims.period_label_en,
        aims.value as target,
        aims.value_low as target_low,
        aims.value_high as target_high,
        results.value as result,
        results.value_low as result_low,
        results.value_high as result_high,
        aims.unit_code,
        reached.reached_pct,
        reached.reached_pct_low,
        reached.reached_pct_high,
        case
            when reached.result_id is null then 'none'
            when reached.is_of_same_time then 'same time'
            else 'earlier'
        end as result_is_of,
        results.period_label as result_period_label,
        results.period_label_en as result_period_label_en,
        aims.mark as target_mark,
        results.mark as result_mark,
        aims.claim as target_claim,
        results.claim as result_claim,
        aims.cell_id,
        results.cell_id as result_cell_id,
        aims.subject,
        aims.place_id,
        aims.place_part,
        aims.indicator_code,
        aims.period_id,
        aims.period_start,
        aims.period_end
    from aims
    left join reached on aims.cell_id = reached.aim_id
    left join cells as results on reached.result_id = results.cell_id
),

in_order as (
    select * from side_by_side
    order by place_id, place_part, indicator_code, period_end nulls last, scope_code, cell_id
)

select * from in_order
