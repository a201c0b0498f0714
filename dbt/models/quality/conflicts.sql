with claims as (
    select * from {{ ref('int_claims_conformed') }}
),

resolved as (
    select * from {{ ref('int_claims_resolved') }}
),

observations as (
    select * from {{ ref('observations') }}
),

contested as (
    select
        resolved.*,
        resolved.claim || ' (' || concat_ws(
            ' ', nullif(claims.qualifier_printed, ''), claims.value_printed, claims.unit_printed
        ) || ')' as said,
        case resolved.gives_way_as
            when 'inferred' then 'what is printed goes before what is read from the context'
            when 'precedence' then 'its report goes before the other by the table of precedence'
            when 'title' then 'the body goes before the title'
            when 'superseded' then 'the same publisher printed it later'
        end as reason_en,
        case resolved.gives_way_as
            when 'inferred' then 'điều được in ra đứng trước điều suy từ văn cảnh'
            when 'precedence' then 'báo cáo của nó đứng trước theo bảng thứ tự ưu tiên'
            when 'title' then 'thân bài đứng trước tiêu đề'
            when 'superseded' then 'cùng nơi công bố nhưng công bố sau'
        end as reason_vi
    from resolved
    left join claims on resolved.report_id = claims.report_id and resolved.sheet_row = claims.sheet_row
),

by_cell as (
    select
        cell_id,
        max(said) filter (where claim_status = 'chosen') as winner,
        list(claim order by turn) as claims,
        string_agg(said, '; ' order by turn) filter (where claim_status <> 'corroborates') as said_by_all,
        string_agg(said, '; ' order by turn) filter (where claim_status = 'loses') as losers,
        string_agg(distinct reason_en, '; ' order by reason_en) filter (where claim_status = 'loses') as reasons_en,
        string_agg(distinct reason_vi, '; ' order by reason_vi) filter (where claim_status = 'loses') as reasons_vi,
        bool_or(claim_status = 'unresolved') as is_unresolved
    from contested
    group by cell_id
    having bool_or(claim_status in ('loses', 'unresolved'))
),

explained as (
    select
        'competing-' || by_cell.cell_id as conflict_id,
        'competing' as kind,
        by_cell.cell_id,
        by_cell.claims,
        case when by_cell.is_unresolved then 'unresolved' else 'chosen' end as resolution,
        observations.indicator_label_en || ', ' || observations.place_name || ', ' || observations.period_label || ': '
        || case
            when by_cell.is_unresolved
                then
                    'the best claims contradict each other: ' || by_cell.said_by_all
                    || '. No value is shown, only the span between them.'
            else
                by_cell.winner || ' is shown instead of ' || by_cell.losers || ', because ' || by_cell.reasons_en || '.'
        end as explanation_en,
        observations.indicator_label_vi || ', ' || observations.place_name || ', ' || observations.period_label || ': '
        || case
            when by_cell.is_unresolved
                then
                    'các số liệu đáng tin nhất mâu thuẫn nhau: ' || by_cell.said_by_all
                    || '. Không nêu giá trị, chỉ nêu khoảng giữa chúng.'
            else
                'chọn ' || by_cell.winner || ', không chọn ' || by_cell.losers || ', vì ' || by_cell.reasons_vi || '.'
        end as explanation_vi
    from by_cell
    left join observations on by_cell.cell_id = observations.cell_id
),

in_order as (
    select * from explained
    order by conflict_id
)

select * from in_order
