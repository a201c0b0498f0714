with verification as (
    select * from {{ source('raw', 'verification') }}
),

compared as (
    select
        report_id,
        figure,
        state,
        detail,
        detail_vi
    from verification
    where figure is not null
)

select * from compared
