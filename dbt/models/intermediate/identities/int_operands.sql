-- a cell without the slot's own period or source can be looked up only through these columns
with claims as (
    select * from {{ ref('int_claims_judged') }}
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

said_once as (
    select
        claims.*,
        claims.report_id as context,
        false as is_possible
    from claims
    left join repeated on claims.report_id = repeated.report_id and claims.cell_id = repeated.cell_id
    where repeated.report_id is null
),

said_again as (
    select
        claims.*,
        claims.report_id as context,
        false as is_possible
    from claims
    inner join repeated on claims.report_id = repeated.report_id and claims.cell_id = repeated.cell_id
    qualify row_number() over (
        partition by claims.report_id, claims.cell_id
        order by claims.value_high - claims.value_low asc nulls last, claims.value is null asc, claims.figure asc
    ) = 1
),

-- between reports: what was chosen for the cell
chosen as (
    select
        *,
        '' as context,
        false as is_possible
    from claims
    where claim_status = 'chosen'
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
    select * exclude (period_id, period_end, period_kind, is_possible)
    from chosen
    where period_kind = 'since'
),

possible as (
    select
        until_now.*,
        spans.period_id,
        spans.period_end,
        'span' as period_kind,
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
            and spans.period_end <= coalesce(reports.published_end, spans.period_end)
),

operands as (
    select * from said_once
    union all by name
    select * from said_again
    union all by name
    select * from chosen
    union all by name
    select * from possible
),

slotted as (
    select
        -- any number will do: only the joins of this build see it, and putting two million rows in order takes longer
        -- than all of them
        row_number() over () as operand_id,
        context,
        claim,
        report_id,
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
