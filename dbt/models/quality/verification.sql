with claims as (
    select * from {{ ref('claims') }}
),

verdicts as (
    select * from {{ ref('stg_verification') }}
),

-- a figure number that stands twice in a sheet has two verdicts: the worse one is shown
worst_verdicts as (
    select * from verdicts
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
    from worst_verdicts
),

verifications as (
    select
        figures.report_id,
        figures.figure,
        coalesce(worst_verdicts.state, 'not_checked') as state,
        coalesce(worst_verdicts.detail, '') as detail,
        coalesce(worst_verdicts.detail_vi, '') as detail_vi
    from figures
    left join worst_verdicts on figures.report_id = worst_verdicts.report_id and figures.figure = worst_verdicts.figure
),

in_order as (
    select * from verifications
    order by report_id, figure
)

select * from in_order
