-- Which scope lies within which: each axis keeps its words, takes wider ones, or becomes blank. One row per pair.
with recursive vocabulary as (
    select scope_word, axis
    from {{ ref('scopes') }}
),

wider_words as (
    select scope_word, wider_word, certain = 'yes' as is_certain
    from {{ ref('scope_parents') }}
    union
    select
        wider_words.scope_word, parents.wider_word,
        wider_words.is_certain and parents.certain = 'yes' as is_certain
    from wider_words
    inner join {{ ref('scope_parents') }} as parents on wider_words.wider_word = parents.scope_word
),

wider_or_equal as (
    select scope_word, wider_word, bool_or(is_certain) as is_certain
    from wider_words
    group by scope_word, wider_word
    union all
    select scope_word, scope_word as wider_word, true as is_certain
    from vocabulary
    union all
    select distinct words as scope_word, words as wider_word, true as is_certain
    from {{ ref('int_scope_axes') }}
    where axis = 'topic'
),

sets as (
    select distinct axis, words, word_list, narrows
    from {{ ref('int_scope_axes') }}
),

set_words as (
    select *, unnest(word_list) as scope_word
    from sets
),

-- one set of words lies within another when each of its words does
word_hits as (
    select
        narrow.axis, narrow.words, narrow.word_list, wide.words as wider_words, narrow.scope_word,
        bool_and(wider_or_equal.is_certain) as is_certain
    from set_words as narrow
    inner join wider_or_equal on narrow.scope_word = wider_or_equal.scope_word
    inner join set_words as wide on narrow.axis = wide.axis and wider_or_equal.wider_word = wide.scope_word
    where narrow.narrows and wide.narrows and narrow.words <> wide.words
    group by narrow.axis, narrow.words, narrow.word_list, wide.words, narrow.scope_word
),

wider_sets as (
    select axis, words, wider_words, bool_and(is_certain) as is_certain
    from word_hits
    group by axis, words, word_list, wider_words
    having count(*) = len(word_list)
),

-- words with a wider word on another axis: what operates is as a rule established
implied_words as (
    select axes.scope, wider_vocabulary.axis, parents.wider_word
    from {{ ref('int_scope_axes') }} as axes
    inner join {{ ref('scope_parents') }} as parents on list_contains(axes.word_list, parents.scope_word)
    inner join vocabulary as wider_vocabulary on parents.wider_word = wider_vocabulary.scope_word
    anti join {{ ref('int_scope_axes') }} as own_axes
        on axes.scope = own_axes.scope and wider_vocabulary.axis = own_axes.axis
    where wider_vocabulary.axis <> axes.axis
),

choices as (
    select
        scope, axis, words, null::varchar as narrowed_axis, null::varchar as implied_word, true as is_certain
    from {{ ref('int_scope_axes') }}
    union all
    select
        axes.scope, axes.axis, wider_sets.wider_words as words, axes.axis as narrowed_axis,
        null as implied_word, wider_sets.is_certain
    from {{ ref('int_scope_axes') }} as axes
    inner join wider_sets on axes.axis = wider_sets.axis and axes.words = wider_sets.words
    union all
    select
        scope, axis, '' as words, axis as narrowed_axis, null as implied_word,
        axis not in ('topic', 'stage') as is_certain
    from {{ ref('int_scope_axes') }}
    where narrows
    union all
    select
        scope, axis, unnest([wider_word, '']) as words, null as narrowed_axis,
        unnest([wider_word, null]) as implied_word, unnest([false, true]) as is_certain
    from implied_words
),

steps as (
    select *, dense_rank() over (partition by scope order by axis) as step
    from choices
),

climbs as (
    select distinct
        scope, 0::bigint as step, '' as wider_scope, []::varchar[] as narrowed_axes,
        null::varchar as implied_word, true as is_certain
    from {{ ref('int_regions') }}
    union all
    select
        climbs.scope, steps.step, trim(climbs.wider_scope || ' ' || steps.words) as wider_scope,
        if(
            steps.narrowed_axis is null, climbs.narrowed_axes, list_append(climbs.narrowed_axes, steps.narrowed_axis)
        ) as narrowed_axes,
        coalesce(climbs.implied_word, steps.implied_word) as implied_word,
        climbs.is_certain and steps.is_certain as is_certain
    from climbs
    inner join steps on climbs.scope = steps.scope and climbs.step + 1 = steps.step
    where len(climbs.narrowed_axes) < 2 or steps.narrowed_axis is null
),

last_steps as (
    select scope, max(step) as last_step
    from steps
    group by scope
),

named_scopes as (
    select distinct scope from {{ ref('int_regions') }}
),

pairs as (
    select
        climbs.scope, climbs.wider_scope, hash(climbs.scope) as scope_id,
        hash(climbs.wider_scope) as wider_scope_id, climbs.narrowed_axes,
        len(climbs.narrowed_axes) as narrowed, climbs.implied_word, climbs.is_certain
    from climbs
    left join last_steps on climbs.scope = last_steps.scope
    semi join named_scopes on climbs.wider_scope = named_scopes.scope
    where
        climbs.step = coalesce(last_steps.last_step, 0)
        and (climbs.scope = climbs.wider_scope or len(climbs.narrowed_axes) > 0)
    qualify row_number() over (
        partition by climbs.scope, climbs.wider_scope
        order by climbs.is_certain desc, len(climbs.narrowed_axes), climbs.narrowed_axes asc
    ) = 1
)

select * from pairs
