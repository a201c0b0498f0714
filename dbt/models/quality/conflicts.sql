with claims as (
    select * from {{ ref('int_claims_conformed') }}
),

resolved as (
    select * from {{ ref('int_claims_resolved') }}
),

observations as (
    select
        observations.*,
        periods.period_label_en
    from {{ ref('observations') }} as observations
    left join {{ ref('dim_period') }} as periods on observations.period_id = periods.period_id
),

scopes as (
    select * from {{ ref('dim_scope') }}
),

funding_sources as (
    select * from {{ ref('dim_funding_source') }}
),

contested as (
    select
        resolved.*,
        resolved.claim || ' (' || {{ printed('claims') }} || ')' as said,
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
        observations.indicator_label_en || ', ' || observations.place_name || ', ' || observations.period_label_en
        || ': '
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

related as (
    select * from {{ ref('int_claim_relations') }}
),

members as (
    select
        *,
        unnest(claims) as claim
    from related
),

-- a claim with what tells it from the others: its scope, whose money, which span
member_said as (
    select
        members.*,
        {% for language, period_label in [('en', 'period_label_en'), ('vi', 'period_label')] -%}
        concat_ws(
            ', ',
            {{ printed('claims') }},
            nullif(scopes.label_{{ language }}, ''),
            if(claims.funding_source = '', null, funding_sources.label_{{ language }}),
            claims.{{ period_label }}
        ) as said_{{ language }},
        {% endfor -%}
        claims.report_id
    from members
    inner join claims on members.claim = claims.claim
    left join scopes on claims.scope_code = scopes.scope_code
    left join funding_sources on claims.funding_source = funding_sources.funding_source
),

related_said as (
    select
        kind,
        cell_id,
        claims,
        agrees,
        is_possible_span,
        string_agg(claim || ' (' || said_en || ')', '; ' order by claim) as said_en,
        string_agg(claim || ' (' || said_vi || ')', '; ' order by claim) as said_vi
    from member_said
    group by kind, cell_id, claims, agrees, is_possible_span
),

possible as (
    select
        related_said.kind || '-' || array_to_string(related_said.claims, '-') as conflict_id,
        related_said.kind,
        related_said.cell_id,
        related_said.claims,
        if(
            related_said.kind in ('whole_part', 'sum_of_parts') or not related_said.agrees,
            'possible_conflict', 'possibly_same'
        ) as resolution,
        observations.indicator_label_en || ', ' || observations.place_name || ': ' || related_said.said_en || '. '
        || case related_said.kind
            when 'repeat'
                then 'One report prints the same number for two things; see whether both are meant.'
            when 'comparable'
                then if(
                    related_said.agrees, 'Perhaps the same, said differently; kept apart.',
                    'If they speak about the same thing, they contradict each other; kept apart.'
                )
            when 'unsaid_part'
                then 'Equal, but one names only a part of the money and the other does not say whose it is.'
            when 'whole_part'
                then 'One report says of the whole what the other says of a part.'
            else
                'One report gives the sum of what the other gives by source of money, of another part of the subject.'
        end
        || if(related_said.is_possible_span, ' The spans may be the same.', '') as explanation_en,
        observations.indicator_label_vi || ', ' || observations.place_name || ': ' || related_said.said_vi || '. '
        || case related_said.kind
            when 'repeat'
                then 'Một báo cáo nêu cùng một con số cho hai đối tượng; cần xem có đúng cả hai không.'
            when 'comparable'
                then if(
                    related_said.agrees, 'Có thể là một, nói khác nhau; để riêng.',
                    'Nếu nói về cùng một điều thì mâu thuẫn; để riêng.'
                )
            when 'unsaid_part'
                then 'Bằng nhau, nhưng một bên chỉ nói một nguồn kinh phí, bên kia không nói nguồn nào.'
            when 'whole_part'
                then 'Một báo cáo nói về toàn bộ điều mà báo cáo kia nói về một phần.'
            else
                'Một báo cáo nêu tổng các nguồn kinh phí của báo cáo kia, nhưng cho một phần khác của nội dung.'
        end
        || if(related_said.is_possible_span, ' Hai giai đoạn có thể là một.', '') as explanation_vi
    from related_said
    left join observations on related_said.cell_id = observations.cell_id
),

together as (
    select * from explained
    union all
    select * from possible
),

in_order as (
    select * from together
    order by conflict_id
)

select * from in_order
