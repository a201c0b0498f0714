{{ config(severity='warn', meta=shown_at('verification')) }}

-- open the article at the line named, and mend the sheet; the figure is rejected until then
with verification as (
    select * from {{ ref('verification') }}
),

refuted as (
    select
        report_id,
        figure,
        state,
        detail,
        detail_vi
    from verification
    where state in ('mismatch', 'not_found')
)

select * from refuted
