-- Reports that print one telling number about one place, one of them without a date of its own: they probably speak of
-- the same thing, so what each leaves unsaid counts as one unknown. One row per ordered pair.
with telling as (
    select report_id, hash(indicator_code, unit_code, nature_class, place_key, value) as number, is_fixed
    from {{ ref('int_regions') }}
    where represents_cell and reading = 'printed' and is_telling and bound in ('exact', 'rounded')
),

pairs as (
    select a.report_id, b.report_id as other_report
    from telling as a
    inner join telling as b on a.number = b.number and a.report_id <> b.report_id
    where not a.is_fixed
)

select * from pairs
union
select other_report as report_id, report_id as other_report from pairs
