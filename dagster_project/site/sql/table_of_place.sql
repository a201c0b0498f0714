-- All observations of a place as a file; variables: place, path.
copy (
    select
        place_name, indicator_label_vi, indicator_label_en, indicator_code, measure, base, scope_code, place_part,
        period_label, period_start, period_end, nature, funding_source,
        rtrim(rtrim(value::varchar, '0'), '.') as value,
        rtrim(rtrim(value_low::varchar, '0'), '.') as value_low,
        rtrim(rtrim(value_high::varchar, '0'), '.') as value_high,
        unit_code, mark, array_to_string(mark_reasons, ' ') as mark_reasons, report_id, figure, cell_id
    from marts.observations
    where place_id = getvariable('place')
    order by indicator_code, measure, period_start, cell_id
) to (getvariable('path')) (format csv, header)
