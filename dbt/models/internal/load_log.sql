with loads as (
    select * from {{ source('raw', 'load_log') }}
),

typed_loads as (
    select
        load_id,
        started::timestamp as started,
        finished::timestamp as finished,
        inputs_sha256,
        reports::integer as reports,
        figures::integer as figures,
        accepted::integer as accepted,
        rejected::integer as rejected
    from loads
)

select * from typed_loads
