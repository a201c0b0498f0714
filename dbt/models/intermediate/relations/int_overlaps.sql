-- Which two elements of an axis may overlap, and which of the two gives way to the other in a sum: the narrower one.
-- "industry" gives way to "industry-handicraft", local money to that of the state, a half year to its year.
with words as (
    select *, unnest(word_list) as scope_word
    from (
        select distinct axis, element_id, words, word_list, are_apart, is_joint or len(word_list) = 1 as is_joint
        from {{ ref('int_scope_axes') }}
    ) as elements
),

words_apart as (
    select a.scope_word, b.scope_word as other_word
    from {{ ref('scope_groups') }} as a
    inner join {{ ref('scope_groups') }} as b on a.scope_group = b.scope_group and a.scope_word <> b.scope_word
),

parents as (
    select scope_word, wider_word from {{ ref('scope_parents') }}
),

sources as (
    select funding_source, hash('funding', funding_source) as element_id, list(leaf) as leaf_set
    from {{ ref('funding_leaves') }}
    group by funding_source
),

spans as (
    select distinct time_id, start_low, end_high
    from {{ ref('int_regions') }}
    where kind = 'flow' and is_fixed
)

-- two sets of words overlap unless each word of the one is apart from each of the other; of words that hold together
-- one that is apart is enough: what is new and what is adjusted of what is registered
select a.element_id, b.element_id as other_id
from words as a
inner join words as b
    on
        a.axis = b.axis and a.element_id <> b.element_id
        and if(a.are_apart, a.scope_word, '') = if(b.are_apart, b.scope_word, '')
        -- the housing and the factories of one section are apart
        and (a.axis <> 'topic' or list_has_all(a.word_list, b.word_list) or list_has_all(b.word_list, a.word_list))
left join words_apart on a.scope_word = words_apart.scope_word and b.scope_word = words_apart.other_word
where
    case
        when (a.words, b.words) in (select (parents.scope_word, parents.wider_word) from parents) then true
        when (b.words, a.words) in (select (parents.scope_word, parents.wider_word) from parents) then false
        else (len(a.word_list), b.words) < (len(b.word_list), a.words)
    end
group by a.element_id, b.element_id
having count(words_apart.scope_word) < if(bool_and(a.is_joint and b.is_joint), 1, count(*))
union
select a.element_id, b.element_id as other_id
from sources as a
inner join sources as b on a.funding_source <> b.funding_source and list_has_any(a.leaf_set, b.leaf_set)
where (len(a.leaf_set), b.funding_source) < (len(b.leaf_set), a.funding_source)
union
select a.time_id as element_id, b.time_id as other_id
from spans as a
inner join spans as b on a.start_low <= b.end_high and a.end_high >= b.start_low and a.time_id <> b.time_id
where (a.end_high - a.start_low, a.time_id) < (b.end_high - b.start_low, b.time_id)
