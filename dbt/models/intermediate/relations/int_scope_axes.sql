-- One row per core scope and axis, with the words of that axis: the element that the orders and sums are made of.
-- Words that exclude each other name all that is either ("operating not-started"); others hold together, as
-- "established enterprise-led" does. On some axes words exclude each other as they are, elsewhere groups say which do.
-- Two levels name what is of either, yet may name one thing: a product that a district has recognised may be recognised
-- by the province next.
with words as (
    select scope, unnest(string_split(scope, ' ')) as scope_word
    from (select distinct scope from {{ ref('int_regions') }}) as scopes
),

grouped as (
    select scope_word, list(scope_group) as scope_groups from {{ ref('scope_groups') }}
    group by scope_word
)

select
    words.scope, vocabulary.axis, list(words.scope_word order by words.scope_word) as word_list,
    array_to_string(word_list, ' ') as words, bool_and(vocabulary.narrows = 'yes') as narrows,
    vocabulary.axis in ('activity', 'topic') as are_apart,
    len(word_list) > 1 and vocabulary.axis not in ('activity', 'level')
    and len(flatten(list(grouped.scope_groups))) = len(list_distinct(flatten(list(grouped.scope_groups)))) as is_joint,
    hash(words.scope) as scope_id, hash(vocabulary.axis, array_to_string(word_list, ' ')) as element_id
from words
inner join {{ ref('scopes') }} as vocabulary on {{ vocabulary_word('words.scope_word') }} = vocabulary.scope_word
left join grouped on words.scope_word = grouped.scope_word
group by words.scope, vocabulary.axis
