with claims as (
    select * from {{ source('raw', 'claims') }}
),

typed as (
    select
        report_id,
        figure::integer as figure,
        row::integer as sheet_row,
        coalesce(source_file, '') as source_file,
        source_line::integer as source_line,
        indicator_code,
        coalesce(measure, '') as measure,
        coalesce(base, '') as base,
        place_id,
        coalesce(place_part, '') as place_part,
        coalesce(scope_code, '') as scope_code,
        period_id,
        coalesce(period_label, '') as period_label,
        coalesce(period_label_en, '') as period_label_en,
        period_start::date as period_start,
        period_end::date as period_end,
        period_kind,
        period_private::boolean as period_private,
        coalesce(period_printed, '') as period_printed,
        nature,
        coalesce(funding_source, '') as funding_source,
        coalesce(inferred, []::varchar[]) as inferred,
        coalesce(value_printed, '') as value_printed,
        coalesce(unit_printed, '') as unit_printed,
        coalesce(qualifier_printed, '') as qualifier_printed,
        value::decimal(28, 6) as value,
        value_low::decimal(28, 6) as value_low,
        value_high::decimal(28, 6) as value_high,
        loose_low::decimal(28, 6) as loose_low,
        loose_high::decimal(28, 6) as loose_high,
        unit_code,
        coalesce(is_title, false) as is_title,
        coalesce(is_caption, false) as is_caption,
        coalesce(flags, []::varchar[]) as flags,
        coalesce(corrected_from, '') as corrected_from,
        coalesce(note, '') as note
    from claims
)

select * from typed
