-- Claims that compete for a cell, the best of them first: printed before inferred, a result before its estimate, then
-- the table of precedence, the body before the title, the later of one publisher.
with claims as (
    select * from {{ ref('int_claims_conformed') }}
),

reports as (
    select * from {{ ref('stg_reports') }}
),

precedence as (
    select * from {{ ref('precedence') }}
),

regions as (
    select * from {{ ref('int_regions') }}
    where reading = 'printed'
),

-- most cells have one claim and nothing to decide
cells as (
    select cell_id
    from claims
    group by cell_id
    having count(*) > 1
),

-- the most specific decision speaks: on the claim, on its report, on the publisher, on the kind of report
preferences as (
    select
        claims.cell_id,
        claims.claim,
        claims.report_id,
        claims.figure,
        claims.sheet_row,
        claims.value,
        claims.value_low,
        claims.value_high,
        regions.loose_low,
        regions.loose_high,
        claims.is_title,
        reports.publisher,
        if(reports.published_inferred, null, reports.published_start) as known_from,
        if(reports.published_inferred, null, reports.published_end) as known_until,
        len(claims.inferred) > 0 as is_inferred,
        coalesce(claims.nature = 'estimate', false) as is_estimate,
        -- of a value that is cut off nothing can be read: it gives way to every other
        list_contains(claims.flags, 'cut_off') as is_cut_off,
        coalesce(
            of_claim.precedence_rank,
            of_report.precedence_rank,
            of_publisher.precedence_rank,
            of_kind.precedence_rank,
            99
        ) as precedence_rank
    from claims
    inner join cells on claims.cell_id = cells.cell_id
    left join reports on claims.report_id = reports.report_id
    left join regions on claims.claim = regions.claim
    left join precedence as of_claim on of_claim.level = 'claim' and claims.claim = of_claim.name
    left join precedence as of_report on of_report.level = 'report' and claims.report_id = of_report.name
    left join precedence as of_publisher
        on of_publisher.level = 'publisher' and reports.publisher = of_publisher.name
    left join precedence as of_kind on of_kind.level = 'kind' and reports.kind = of_kind.name
),

-- a publisher corrects itself: an older report gives way to a newer one of the same publisher, never of another; older
-- for certain, whatever days their dates can mean, and never by a date that is inferred
superseded_reports as (
    select
        *,
        publisher <> '' and known_until is not null and known_until < max(known_from) over (
            partition by cell_id, is_cut_off, is_inferred, is_estimate, precedence_rank, is_title, publisher
        ) as is_superseded
    from preferences
),

ranked_claims as (
    select
        *,
        rank() over (
            partition by cell_id
            order by is_cut_off, is_inferred, is_estimate, precedence_rank, is_title, is_superseded
        ) = 1 as is_best
    from superseded_reports
)

select * from ranked_claims
