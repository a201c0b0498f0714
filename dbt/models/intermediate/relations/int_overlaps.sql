-- Which two elements of an axis may overlap, and which of the two gives way to the other in a sum: the narrower one.
with axes as (
    select distinct axis, words, word_list, element_id
    from {{ ref('int_scope_axes') }}
),

leaves as (
    select funding_source, list(leaf order by leaf) as leaf_set
    from {{ ref('funding_leaves') }}
    group by funding_source
),

spans as (
    select distinct time_id, start_low, end_high
    from {{ ref('int_regions') }}
    where kind = 'flow' and is_fixed
),

words as (
    select axis, element_id, unnest(word_list) as scope_word
    from axes
),

-- activities, topics and levels exclude each other as they are; on the other axes the groups say what does
words_apart as (
    select a.scope_word, b.scope_word as other_word
    from {{ ref('scope_groups') }} as a
    inner join {{ ref('scope_groups') }} as b on a.scope_group = b.scope_group and a.scope_word <> b.scope_word
),

pairs_of_sets as (
    select
        a.axis, a.element_id, b.element_id as other_id, a.words, b.words as other_words, a.word_list,
        b.word_list as other_list
    from axes as a
    inner join axes as b on a.axis = b.axis and a.element_id <> b.element_id
    where a.axis not in ('activity', 'topic', 'level')
    union all
    select distinct
        a.axis, a.element_id, b.element_id as other_id, a_set.words, b_set.words as other_words,
        a_set.word_list, b_set.word_list as other_list
    from words as a
    inner join words as b on a.axis = b.axis and a.scope_word = b.scope_word and a.element_id <> b.element_id
    inner join axes as a_set on a.element_id = a_set.element_id
    inner join axes as b_set on b.element_id = b_set.element_id
    where a.axis in ('activity', 'topic', 'level')
),

-- two sets of words are apart when each word of the one is apart from each of the other
sets_apart as (
    select pairs_of_sets.element_id, pairs_of_sets.other_id
    from pairs_of_sets
    inner join words on pairs_of_sets.element_id = words.element_id
    inner join words as other_words on pairs_of_sets.other_id = other_words.element_id
    left join words_apart
        on words.scope_word = words_apart.scope_word and other_words.scope_word = words_apart.other_word
    group by pairs_of_sets.element_id, pairs_of_sets.other_id
    having bool_and(words_apart.scope_word is not null)
),

scope_overlaps as (
    select pairs_of_sets.element_id, pairs_of_sets.other_id
    from pairs_of_sets
    anti join sets_apart
        on pairs_of_sets.element_id = sets_apart.element_id and pairs_of_sets.other_id = sets_apart.other_id
    left join {{ ref('scope_parents') }} as parents
        on pairs_of_sets.words = parents.scope_word and pairs_of_sets.other_words = parents.wider_word
    left join {{ ref('scope_parents') }} as reverse
        on pairs_of_sets.other_words = reverse.scope_word and pairs_of_sets.words = reverse.wider_word
    where
        parents.scope_word is not null
        or (
            reverse.scope_word is null
            and (len(pairs_of_sets.word_list), pairs_of_sets.other_words)
            < (len(pairs_of_sets.other_list), pairs_of_sets.words)
        )
),

funding_overlaps as (
    select hash('funding', a.funding_source) as element_id, hash('funding', b.funding_source) as other_id
    from leaves as a
    inner join leaves as b on a.funding_source <> b.funding_source and list_has_any(a.leaf_set, b.leaf_set)
    where (len(a.leaf_set), b.funding_source) < (len(b.leaf_set), a.funding_source)
),

time_overlaps as (
    select a.time_id as element_id, b.time_id as other_id
    from spans as a
    inner join spans as b
        on a.start_low <= b.end_high and a.end_high >= b.start_low and a.time_id <> b.time_id
    where (a.end_high - a.start_low, a.time_id) < (b.end_high - b.start_low, b.time_id)
),

together as (
    select * from scope_overlaps
    union
    select * from funding_overlaps
    union
    select * from time_overlaps
)

select * from together
