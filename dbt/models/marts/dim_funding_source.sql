with funding_sources as (
    select * from {{ ref('funding_sources') }}
),

sources_without_nulls as (
    select
        coalesce(funding_source, '') as funding_source,
        coalesce(parent, '') as parent,
        in_partition = 'yes' as in_partition,
        valid_from,
        valid_to,
        coalesce(label_vi, '') as label_vi,
        coalesce(label_en, '') as label_en,
        coalesce(definition_en, '') as definition_en
    from funding_sources
)

select * from sources_without_nulls
