-- What the text contradicts is listed figure by figure; what was not compared is listed report by report, or this check
-- would pass without having looked.
{{ config(severity='warn', meta=shown_at('verification')) }}

with verification as (
    select * from {{ ref('verification') }}
),

refuted_figures as (
    select
        report_id,
        figure::varchar as figures,
        state,
        detail as detail_en,
        detail_vi
    from verification
    where state in ('mismatch', 'not_found')
),

unchecked_reports as (
    select
        report_id,
        'all ' || count(*) as figures,
        'not_checked' as state,
        {{ message('tests.text-not-at-hand', 'en') }} as detail_en,
        {{ message('tests.text-not-at-hand', 'vi') }} as detail_vi
    from verification
    where state = 'not_checked'
    group by report_id
),

unproven_figures as (
    select * from refuted_figures
    union all
    select * from unchecked_reports
),

in_order as (
    select * from unproven_figures
    order by state desc, report_id asc, figures asc
)

select * from in_order
