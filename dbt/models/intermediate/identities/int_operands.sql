-- a cell without the slot's own period or source can be looked up only through these columns
with claims as (
    select
        * exclude (claim_row),
        claim_row as operand_id
    from {{ ref('int_claims_judged') }}
    where measure = '' and period_kind <> 'undated'
),

reports as (
    select * from {{ ref('stg_reports') }}
),

-- inside one report: the narrowest of its own claims speaks for the cell; hardly any has two
repeated as (
    select
        report_id,
        cell_id
    from claims
    group by report_id, cell_id
    having count(*) > 1
),

said_again as (
    select
        claims.operand_id,
        row_number() over (
            partition by claims.report_id, claims.cell_id
            order by claims.value_high - claims.value_low asc nulls last, claims.value is null asc, claims.figure asc
        ) = 1 as is_narrowest
    from claims
    inner join repeated on claims.report_id = repeated.report_id and claims.cell_id = repeated.cell_id
),

-- speaks in its report, speaks between reports: there what was chosen for the cell
speaking as (
    select
        claims.*,
        coalesce(said_again.is_narrowest, true) as is_said,
        claims.claim_status = 'chosen' as is_chosen,
        false as is_possible
    from claims
    left join said_again on claims.operand_id = said_again.operand_id
),

-- "2012 until now" may be the same span as "2012 to 2022" of another report; that is possible, never certain
spans as (
    select distinct
        indicator_code,
        place_id,
        place_part,
        nature,
        period_id,
        period_start,
        period_end
    from claims
    where period_kind = 'span' and not period_private
),

until_now as (
    select * exclude (operand_id, period_id, period_end, period_kind, is_said, is_possible)
    from speaking
    where is_chosen and period_kind = 'since'
),

possible as (
    select
        until_now.*,
        -- below zero is none of the places in the table
        -row_number() over () as operand_id,
        spans.period_id,
        spans.period_end,
        'span' as period_kind,
        false as is_said,
        true as is_possible
    from until_now
    inner join reports on until_now.report_id = reports.report_id
    inner join spans
        on
            until_now.indicator_code = spans.indicator_code
            and until_now.place_id = spans.place_id
            and until_now.place_part = spans.place_part
            and until_now.nature = spans.nature
            and until_now.period_start = spans.period_start
            and (reports.published_inferred or spans.period_end <= coalesce(reports.published_end, spans.period_end))
),

operands as (
    select * from speaking
    where is_said or is_chosen
    union all by name
    select * from possible
),

slotted as (
    select
        operand_id,
        claim,
        report_id,
        is_said,
        is_chosen,
        is_possible,
        indicator_code,
        base,
        place_id,
        place_part,
        scope_code,
        period_id,
        period_kind,
        period_start,
        period_end,
        nature,
        funding_source,
        unit_code
    from operands
)

select * from slotted
