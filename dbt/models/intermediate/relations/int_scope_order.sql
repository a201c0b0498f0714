-- Which scope lies within which: each axis keeps its words, takes wider ones, or becomes blank, at most two of them at
-- once. "cluster operating" lies within "cluster" and within "operating". One row per pair.
with recursive wider_words as (
    select scope_word, wider_word, certain = 'yes' as is_certain
    from {{ ref('scope_parents') }}
    union
    select words.scope_word, parents.wider_word, words.is_certain and parents.certain = 'yes' as is_certain
    from wider_words as words
    inner join {{ ref('scope_parents') }} as parents on words.wider_word = parents.scope_word
),

elements as (
    select
        axes.axis, axes.element_id, axes.is_joint, len(axes.word_list) as size, axes.scope_word,
        vocabulary.narrows = 'yes' as narrows,
        count(*) filter (where not narrows) over (partition by axes.element_id) as other_count
    from (
        select distinct axis, element_id, is_joint, word_list, unnest(word_list) as scope_word
        from {{ ref('int_scope_axes') }}
    ) as axes
    inner join {{ ref('scopes') }} as vocabulary on {{ vocabulary_word('axes.scope_word') }} = vocabulary.scope_word
),

-- what is either lies within another when each of its words does, what is both when one of them does, and those that
-- make nothing narrower, as "in the plan"; within what is both lies what is within each of its words
wider_elements as (
    select
        {% for name, matched in [('is_within', 'true'), ('is_certain', 'is_certain')] -%}
        case
            when is_joint and is_wider_joint then count(distinct if({{ matched }}, wider_word, null)) = wider_size
            when is_joint then bool_or({{ matched }})
            when is_wider_joint then count(*) filter (where {{ matched }}) = size * wider_size
            else count(distinct if({{ matched }}, scope_word, null)) = size
        end as {{ name }},
        {% endfor -%}
        element_id, wider_id
    from (
        select
            narrow.element_id, wide.element_id as wider_id, narrow.is_joint, wide.is_joint as is_wider_joint,
            narrow.size, wide.size as wider_size, narrow.scope_word, wide.scope_word as wider_word,
            -- several topics hold together as a rule
            narrow.axis <> 'topic' and (narrow.scope_word = wide.scope_word or wider_words.is_certain) as is_certain,
            narrow.narrows,
            narrow.other_count
        from elements as narrow
        inner join elements as wide on narrow.axis = wide.axis and narrow.element_id <> wide.element_id
        left join wider_words
            on narrow.scope_word = wider_words.scope_word and wide.scope_word = wider_words.wider_word
        where narrow.scope_word = wide.scope_word or wider_words.scope_word is not null
    ) as words_within
    group by element_id, wider_id, is_joint, is_wider_joint, size, wider_size, other_count
    having is_within and count(distinct if(narrows, null, scope_word)) = other_count
),

-- what becomes of a scope, as a change of the sign that all of its elements make together
moves as (
    select
        axes.scope_id, axes.axis, [axes.axis] as narrowed_axes, null::varchar as implied_word,
        xor(axes.element_id, wider_elements.wider_id) as change, wider_elements.is_certain
    from {{ ref('int_scope_axes') }} as axes
    inner join wider_elements on axes.element_id = wider_elements.element_id
    union all
    select
        scope_id, axis, [axis] as narrowed_axes, null as implied_word, element_id as change,
        axis not in ('topic', 'stage') as is_certain
    from {{ ref('int_scope_axes') }}
    where narrows
    union all
    -- words with a wider word on another axis: what operates is as a rule established
    select
        axes.scope_id, vocabulary.axis, [] as narrowed_axes, parents.wider_word as implied_word,
        hash(vocabulary.axis, parents.wider_word) as change, false as is_certain
    from {{ ref('int_scope_axes') }} as axes
    inner join {{ ref('scope_parents') }} as parents on list_contains(axes.word_list, parents.scope_word)
    inner join {{ ref('scopes') }} as vocabulary
        on parents.wider_word = vocabulary.scope_word and axes.axis <> vocabulary.axis
    anti join {{ ref('int_scope_axes') }} as own on axes.scope_id = own.scope_id and vocabulary.axis = own.axis
),

scopes as (
    select regions.scope_id, regions.scope, coalesce(bit_xor(axes.element_id), 0) as sign
    from (select distinct scope_id, scope from {{ ref('int_regions') }}) as regions
    left join {{ ref('int_scope_axes') }} as axes on regions.scope_id = axes.scope_id
    group by regions.scope_id, regions.scope
),

climbs as (
    select scope_id, sign, '' as axis, []::varchar[] as narrowed_axes, null::varchar as implied_word, true as is_certain
    from scopes
    union all
    select
        climbs.scope_id, xor(climbs.sign, moves.change) as sign, moves.axis,
        list_concat(climbs.narrowed_axes, moves.narrowed_axes) as narrowed_axes,
        coalesce(climbs.implied_word, moves.implied_word) as implied_word,
        climbs.is_certain and moves.is_certain as is_certain
    from climbs
    inner join moves on climbs.scope_id = moves.scope_id and climbs.axis < moves.axis
    where len(climbs.narrowed_axes) + len(moves.narrowed_axes) <= 2
)

select
    climbs.scope_id, wider.scope_id as wider_scope_id, climbs.narrowed_axes, len(climbs.narrowed_axes) as narrowed,
    climbs.implied_word, climbs.is_certain
from climbs
inner join scopes as wider on climbs.sign = wider.sign
-- the same words may stand in two orders, where a reading adds one
where climbs.axis = '' or len(climbs.narrowed_axes) > 0
qualify row_number() over (
    partition by climbs.scope_id, wider.scope_id
    order by not climbs.is_certain, len(climbs.narrowed_axes), climbs.narrowed_axes
) = 1
