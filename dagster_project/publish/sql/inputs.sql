-- What the release was made of, compared with what the release before was made of.
-- Variables: parts (list of kind, name, sha256), new ('new', or 'unknown' where the release before did not say),
-- created.

-- Parts of a hash, apart from each other and never null.
create or replace temp macro hash_of(fields) as
sha256(array_to_string(list_transform(fields, lambda field: coalesce(field, '')), chr(31)));

insert into meta.inputs
with parts as (
    select unnest(getvariable('parts'), recursive := true)
),

current_inputs as (
    select
        'report' as kind,
        report_id as name,
        [report_id] as about,
        content_sha256 as sha256
    from landing.raw.reports
    union all
    select
        'source' as kind,
        report_id as name,
        [report_id] as about,
        hash_of([published, url, publisher, source_file, source_sha256]) as sha256
    from landing.raw.reports
    union all
    select
        'article' as kind,
        report_id as name,
        [report_id] as about,
        hash_of([article_state]) as sha256
    from landing.raw.reports
    union all
    select
        'correction' as kind,
        correction_id as name,
        [report_id || '#' || figure] as about,
        hash_of([report_id, figure::varchar, column_name, expected, action, replacement]) as sha256
    from landing.raw.corrections
    union all
    select
        'place_event' as kind,
        event_id as name,
        list_distinct([from_place_id, to_place_id]) as about,
        hash_of([event_date::varchar, kind, from_place_id, to_place_id, whole::varchar]) as sha256
    from work.vocabulary.place_events
    union all
    select
        kind,
        name,
        [] as about,
        sha256
    from parts
)

select
    coalesce(current_inputs.kind, earlier.kind) as kind,
    coalesce(current_inputs.name, earlier.name) as name,
    list_distinct(list_concat(coalesce(current_inputs.about, []), coalesce(earlier.about, []))) as about,
    coalesce(current_inputs.sha256, '') as sha256,
    case
        when current_inputs.name is null then if(earlier.until is null, 'removed', '')
        when earlier.name is null or earlier.until is not null then getvariable('new')
        when current_inputs.sha256 <> earlier.sha256 then 'changed'
        else ''
    end as change,
    if(
        current_inputs.name is not null and earlier.until is not null,
        getvariable('created'),
        coalesce(earlier.since, getvariable('created'))
    ) as since,
    if(current_inputs.name is null, coalesce(earlier.until, getvariable('created')), null) as until
from current_inputs
full join before_inputs as earlier on current_inputs.kind = earlier.kind and current_inputs.name = earlier.name
order by all;
