with reports as (
    select * from {{ source('raw', 'reports') }}
),

typed as (
    select
        report_id,
        coalesce(title, '') as title,
        kind,
        coalesce(publisher, '') as publisher,
        coalesce(author, '') as author,
        coalesce(published, '') as published,
        published_end::date as published_end,
        coalesce(url, '') as url,
        coalesce(language, '') as language,
        coalesce(places, []::varchar[]) as places,
        coalesce(source_file, '') as source_file,
        coalesce(source_sha256, '') as source_sha256,
        coalesce(source_lines, '') as source_lines,
        coalesce(title_lines, '') as title_lines,
        coalesce(caption_lines, '') as caption_lines,
        complete::boolean as complete,
        coalesce(transcribed_by, '') as transcribed_by,
        coalesce(transcribed_on, '') as transcribed_on,
        coalesce(checked_by, '') as checked_by,
        coalesce(notes, '') as notes,
        content_sha256,
        status,
        figures::integer as figures,
        accepted::integer as accepted,
        rejected::integer as rejected,
        article_state,
        not_figures_state
    from reports
)

select * from typed
