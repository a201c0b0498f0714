-- One row per scope and word, with the axis of the word.
with scopes as (
    select scope_code from {{ ref('int_scopes') }}
),

words as (
    select scope_code, unnest(string_split(scope_code, ' ')) as scope_word
    from scopes
    where scope_code <> ''
),

words_with_axis as (
    select
        words.scope_code, words.scope_word, vocabulary.axis, vocabulary.parent,
        vocabulary.narrows = 'yes' as narrows,
        -- money that is needed, assigned, approved or allocated is decided, and no part of what was spent
        vocabulary.scope_word in ('needed', 'assigned', 'approved', 'allocated', 'unallocated') as is_decision
    from words
    inner join {{ ref('scopes') }} as vocabulary
        on vocabulary.scope_word = if(starts_with(words.scope_word, 'topic:'), 'topic:', words.scope_word)
)

select * from words_with_axis
