-- No common table expressions in macros: those that a later DuckDB wrote fail in clients before 1.4.2.
create macro search(words) as table
select kind, code, label_vi, label_en
from (
    select 'indicator' as kind, indicator_code as code, label_vi, label_en
    from marts.dim_indicator
    union all
    select 'place', place_id, name_vi, name_en
    from marts.dim_place
) as labels
where
    list_bool_and(
        list_transform(
            string_split_regex(trim(folded(words)), '\s+'),
            lambda word: contains(folded(concat_ws(' ', code, label_vi, label_en)), word)
        )
    )
order by kind, code;

comment on macro table search is
'Codes of indicators and places by their names, with or without diacritics: from search(''lao dong'').';
