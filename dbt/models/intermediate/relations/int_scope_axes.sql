-- One row per core scope and axis, with the words of that axis: the element that the orders and sums are made of.
with words as (
    select scope, unnest(string_split(scope, ' ')) as scope_word
    from (select distinct scope from {{ ref('int_regions') }}) as scopes
)

select
    words.scope, vocabulary.axis, list(words.scope_word order by words.scope_word) as word_list,
    array_to_string(word_list, ' ') as words, bool_and(vocabulary.narrows = 'yes') as narrows,
    hash(words.scope) as scope_id, hash(vocabulary.axis, array_to_string(word_list, ' ')) as element_id
from words
inner join {{ ref('scopes') }} as vocabulary on {{ vocabulary_word('words.scope_word') }} = vocabulary.scope_word
group by words.scope, vocabulary.axis
