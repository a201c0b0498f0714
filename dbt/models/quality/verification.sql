with claims as (
    select * from {{ ref('claims') }}
),

checked as (
    select * from {{ ref('stg_verification') }}
),

-- a figure that its text contradicts is no claim; it is listed all the same
figures as (
    select
        report_id,
        figure
    from claims
    union
    select
        report_id,
        figure
    from checked
),

verified as (
    select
        figures.report_id,
        figures.figure,
        coalesce(checked.state, 'not_checked') as state,
        coalesce(checked.detail, '') as detail,
        coalesce(checked.detail_vi, '') as detail_vi
    from figures
    left join checked on figures.report_id = checked.report_id and figures.figure = checked.figure
),

in_order as (
    select * from verified
    order by report_id, figure
)

select * from in_order
