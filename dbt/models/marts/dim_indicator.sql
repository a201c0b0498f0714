with indicators as (
    select * from {{ ref('indicators') }}
),

indicators_without_nulls as (
    select
        indicator_code,
        subject,
        coalesce(subject_at_site, '') as subject_at_site,
        label_vi,
        label_en,
        coalesce(definition_en, '') as definition_en,
        quantity,
        measure_kind,
        additive_time,
        additive_place,
        additive_funding,
        funded = 'yes' as funded,
        coalesce(axes_required, '') as axes_required,
        plausible_low,
        plausible_high,
        coalesce(legal_basis, '') as legal_basis,
        verified = 'yes' as verified,
        coalesce(definition_vi, '') as definition_vi,
        coalesce(legal_basis_vi, '') as legal_basis_vi
    from indicators
),

in_order as (
    select * from indicators_without_nulls
    order by subject, indicator_code
)

select * from in_order
