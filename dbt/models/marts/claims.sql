with claims as (
    select * from {{ ref('int_claims_conformed') }}
),

resolved as (
    select * from {{ ref('int_claims_resolved') }}
),

checks as (
    select * from {{ ref('int_claim_checks') }}
),

-- who has no competitor is chosen
published_claims as (
    select
        claims.report_id,
        claims.figure,
        claims.claim,
        claims.subject,
        claims.source_file,
        claims.source_line,
        claims.indicator_code,
        claims.measure,
        claims.base,
        claims.place_id,
        claims.place_part,
        claims.scope_code,
        claims.period_id,
        claims.period_start,
        claims.period_end,
        claims.period_kind,
        claims.period_printed,
        claims.nature,
        claims.funding_source,
        claims.inferred,
        claims.defaulted,
        claims.value_printed,
        claims.unit_printed,
        claims.qualifier_printed,
        claims.value,
        claims.value_low,
        claims.value_high,
        claims.unit_code,
        claims.cell_id,
        coalesce(resolved.claim_status, 'chosen') as claim_status,
        coalesce(resolved.is_disputed, false) or coalesce(checks.check_status in ('contradicted', 'doubted'), false)
            as has_conflict,
        claims.is_title,
        claims.is_caption,
        list_concat(claims.flags, coalesce(checks.flags, [])) as flags,
        claims.corrected_from,
        claims.note,
        {{ check_columns('checks') }}
    from claims
    left join resolved on claims.report_id = resolved.report_id and claims.sheet_row = resolved.sheet_row
    left join checks on claims.claim = checks.claim
),

claims_with_marks as (
    select
        published_claims.*,
        {{ mark_columns('published_claims', 'published_claims.claim_status') }}
    from published_claims
),

in_order as (
    select * from claims_with_marks
    order by report_id, figure
)

select * from in_order
