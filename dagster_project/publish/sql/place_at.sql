-- A day that is not named is blank: a macro with a null default damages a lake.
-- Names meet without case, marks and title; a place has the title of a city only while it was centrally run.
create macro place_at(name_or_code, on_date := '') as table
select
    place_id, name_vi, name_en, kind, gso_code, iso_code, valid_from, valid_to,
    count(*) over ()::integer as candidates,
    count(*) over () > 1 as is_ambiguous
from (
    select
        *,
        list_concat([place_id, name_vi, name_en, gso_code, iso_code], aliases) as names,
        nullif(on_date::varchar, '')::date as day
    from marts.dim_place
) as places
where
    without_title(name_or_code::varchar) <> ''
    and list_contains(list_transform(names, lambda name: without_title(name)), without_title(name_or_code::varchar))
    and (
        not regexp_matches(folded(name_or_code::varchar), '^\s*(thanh pho|tp)\b')
        or (is_city and (day is null or city_from is null or city_from <= day))
    )
    and (day is null or valid_from is null or valid_from <= day)
    and (day is null or valid_to is null or valid_to >= day)
order by valid_from nulls first, place_id;

comment on macro table place_at is
'The place that a name, an old spelling, a statistical or an ISO code meant on a day. '
'Without the day all that ever bore it, and is_ambiguous says so: from place_at(''Bac Ninh'', ''2013-12-31'').';
