-- Odd, not impossible: a figure copied with another scale word, or a place unlike all others.
{{ config(severity='warn', meta=shown_at('warnings')) }}

with warnings as (
    select * from {{ ref('warnings') }}
),

unusual_sizes as (
    select
        report_id,
        figure,
        row,
        found,
        accepted,
        message_en,
        message_vi
    from warnings
    where rule_id = 'value-of-usual-size'
)

select * from unusual_sizes
