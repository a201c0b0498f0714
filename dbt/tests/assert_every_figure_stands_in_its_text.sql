{{ config(severity='warn', meta=shown_at('verification')) }}

-- what the text contradicts, figure by figure; and what was not compared, report by report, or this check would pass
-- without having looked
with verification as (
    select * from {{ ref('verification') }}
),

refuted as (
    select
        report_id,
        figure::varchar as figures,
        state,
        detail as detail_en,
        detail_vi
    from verification
    where state in ('mismatch', 'not_found')
),

not_checked as (
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

unproven as (
    select * from refuted
    union all
    select * from not_checked
),

in_order as (
    select * from unproven
    order by state desc, report_id asc, figures asc
)

select * from in_order
