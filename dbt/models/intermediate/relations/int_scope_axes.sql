-- One row per core scope and axis, with the words of that axis.
with scopes as (
    select distinct scope from {{ ref('int_regions') }}
    where scope <> ''
),

words as (
    select scope, unnest(string_split(scope, ' ')) as scope_word
    from scopes
),

axes as (
    select
        words.scope, vocabulary.axis, string_agg(words.scope_word, ' ' order by words.scope_word) as words,
        list(words.scope_word order by words.scope_word) as word_list,
        bool_and(vocabulary.narrows = 'yes') as narrows
    from words
    inner join {{ ref('scopes') }} as vocabulary
        on vocabulary.scope_word = if(starts_with(words.scope_word, 'topic:'), 'topic:', words.scope_word)
    group by words.scope, vocabulary.axis
),

identified as (
    select *, hash(scope) as scope_id, hash(axis, words) as element_id
    from axes
)

select * from identified
