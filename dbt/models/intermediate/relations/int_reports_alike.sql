-- Reports that print one telling number about one place, one of them without a date of its own: they probably speak of
-- the same thing, so what each leaves unsaid counts as one unknown. One row per ordered pair.
with telling as (
    select report_id, hash(indicator_code, unit_code, nature_class, place_key, value) as number, is_fixed
    from {{ ref('int_regions') }}
    where speaks and reading = 'printed' and is_telling and bound in ('exact', 'rounded')
),

pairs as (
    select open_claims.report_id, others.report_id as other_report
    from telling as open_claims
    inner join telling as others
        on open_claims.number = others.number and open_claims.report_id <> others.report_id
    where not open_claims.is_fixed
),

both_ways as (
    select report_id, other_report
    from pairs
    union
    select other_report, report_id
    from pairs
)

select * from both_ways
