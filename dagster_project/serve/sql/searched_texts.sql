-- The words that somebody typed, and the texts of a release in which they stand: one bit for each of the words, by
-- whether the text has it as a beginning of a word or as a whole one. A text is looked through once, however many cells
-- share it. A year inside a span counts as a beginning: what is said of that year alone comes first.
-- Parameters: asked; codes and code_words, how natures and measures are called.
create or replace temp table searched_texts as
with asked as (
    select
        list_distinct(list_filter(
            string_split(regexp_replace(folded($asked), '[^a-z0-9]+', ' ', 'g'), ' '), lambda word: word <> ''
        ))[1:40] as words
),

texts as (
    select
        'indicator' as dimension,
        indicator_code as code,
        concat_ws(' ', indicator_code, label_vi, label_en) as text,
        '' as years
    from marts.dim_indicator
    union all
    select 'place', place_id, concat_ws(' ', place_id, name_vi, name_en), ''
    from marts.dim_place
    union all
    select
        'period',
        period_id,
        concat_ws(' ', period_label, split_part(period_id, '@', 1)),
        coalesce(array_to_string(range(year(period_start), year(period_end) + 1), ' '), '')
    from marts.dim_period
    union all
    select 'scope', scope_code, concat_ws(' ', scope_code, label_vi, label_en), ''
    from marts.dim_scope
    union all
    select
        'funding_source',
        funding_source,
        if(funding_source = '', '', concat_ws(' ', funding_source, label_vi, label_en)),
        ''
    from marts.dim_funding_source
    union all
    select 'place_part', place_part, place_part, ''
    from (select distinct place_part from marts.observations)
    union all
    select 'stated_as', code, code || ' ' || words, ''
    from (select unnest($codes) as code, unnest($code_words) as words)
),

plain_texts as (
    select
        dimension,
        code,
        ' ' || trim(regexp_replace(folded(text), '[^a-z0-9]+', ' ', 'g')) || ' ' as text,
        ' ' || years || ' ' as years
    from texts
)

select
    dimension,
    code,
    text,
    words,
    coalesce(list_sum(list_transform(
        words,
        lambda word, n: if(
            contains(text, ' ' || word) or contains(years, ' ' || word || ' '), 1::bigint << (n - 1)::bigint, 0
        )
    )), 0)::bigint as beginnings,
    coalesce(list_sum(list_transform(
        words, lambda word, n: if(contains(text, ' ' || word || ' '), 1::bigint << (n - 1)::bigint, 0)
    )), 0)::bigint as wholes
from plain_texts, asked
