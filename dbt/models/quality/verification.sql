with claims as (
    select * from {{ ref('claims') }}
),

checked as (
    select * from {{ ref('stg_verification') }}
),

-- a figure number that stands twice in a sheet has two verdicts: the worse one is shown
worst as (
    select * from checked
    qualify row_number() over (
        partition by report_id, figure
        order by state = 'matched', state, detail
    ) = 1
),

-- a rejected figure is no claim; what its text says of it is listed all the same
figures as (
    select
        report_id,
        figure
    from claims
    union
    select
        report_id,
        figure
    from worst
),

verified as (
    select
        figures.report_id,
        figures.figure,
        coalesce(worst.state, 'not_checked') as state,
        coalesce(worst.detail, '') as detail,
        coalesce(worst.detail_vi, '') as detail_vi
    from figures
    left join worst on figures.report_id = worst.report_id and figures.figure = worst.figure
),

in_order as (
    select * from verified
    order by report_id, figure
)

select * from in_order
