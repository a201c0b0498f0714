with corrections as (
    select * from {{ source('raw', 'corrections') }}
),

typed as (
    select
        correction_id,
        report_id,
        figure::integer as figure,
        column_name,
        coalesce(expected, '') as expected,
        coalesce(found, '') as found,
        action,
        coalesce(replacement, '') as replacement,
        coalesce(reason, '') as reason,
        coalesce(evidence, '') as evidence,
        coalesce(author, '') as author,
        nullif(decided_on, '')::date as decided_on,
        nullif(review_by, '')::date as review_by,
        state
    from corrections
)

select * from typed
