-- Reports that print one telling number about one place, one of them without a date of its own: they probably speak of
-- the same thing, so what each leaves unsaid counts as one unknown. `subjects` are the indicators and places of
-- those that are the state of its day in both. One row per ordered pair.
with telling as (
    select
        report_id, hash(indicator_code, place_key) as subject,
        hash(indicator_code, unit_code, nature_class, place_key, value) as number, is_fixed,
        not is_fixed and kind = 'stock' and nature_class = 'actual' as is_of_its_day
    from {{ ref('int_regions') }}
    where represents_cell and reading = 'printed' and is_telling and bound in ('exact', 'rounded')
),

pairs as (
    select a.report_id, b.report_id as other_report, if(a.is_of_its_day and b.is_of_its_day, a.subject, null) as subject
    from telling as a
    inner join telling as b on a.number = b.number and a.report_id <> b.report_id
    where not a.is_fixed
)

select report_id, other_report, list_sort(list(distinct subject) filter (where subject is not null)) as subjects
from (
    select * from pairs
    union all
    select other_report as report_id, report_id as other_report, subject from pairs
) as both_ways
group by report_id, other_report
