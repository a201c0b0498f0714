with verification as (
    select * from {{ source('raw', 'verification') }}
),

typed as (
    select
        report_id,
        figure::integer as figure,
        state,
        coalesce(detail, '') as detail,
        coalesce(detail_vi, '') as detail_vi
    from verification
    where figure is not null
)

select * from typed
