with claims as (
    select * from {{ ref('stg_claims') }}
),

vocabulary as (
    select * from {{ ref('scopes') }}
),

codes as (
    select scope_code from claims
    union
    select '' as scope_code
),

numbered as (
    select
        scope_code,
        unnest(string_split(scope_code, ' ')) as word,
        unnest(range(1, len(string_split(scope_code, ' ')) + 1)) as position
    from codes
    where scope_code <> ''
),

-- a topic is free: its row in the vocabulary is the prefix, its label the slug
worded as (
    select
        numbered.scope_code,
        numbered.word,
        numbered.position,
        vocabulary.axis,
        count(*) over (partition by numbered.scope_code, vocabulary.axis) as axis_words,
        vocabulary.narrows = 'yes' as narrows,
        vocabulary.column_axis = 'yes' as column_axis,
        case
            when vocabulary.scope_word = 'topic:' then replace(substr(numbered.word, 7), '-', ' ')
            else vocabulary.label_vi
        end as label_vi,
        case
            when vocabulary.scope_word = 'topic:' then replace(substr(numbered.word, 7), '-', ' ')
            else vocabulary.label_en
        end as label_en
    from numbered
    left join vocabulary
        on vocabulary.scope_word = if(starts_with(numbered.word, 'topic:'), 'topic:', numbered.word)
),

by_axis as (
    select
        codes.scope_code,
        {% for axis in scope_axes() -%}
        coalesce(
            string_agg(worded.word, ' ' order by worded.position) filter (where worded.axis = '{{ axis }}'), ''
        ) as {{ axis }},
        {% endfor -%}
        coalesce(string_agg(worded.word, ' ' order by worded.position) filter (where not worded.column_axis), '')
            as row_words,
        coalesce(string_agg(worded.word, ' ' order by worded.position) filter (where worded.column_axis), '')
            as column_words,
        coalesce(bool_and(worded.narrows), true) as narrows,
        -- axes whose words narrow, and axes with several words, which mean both together
        coalesce(list_distinct(list(worded.axis) filter (where worded.narrows)), []) as narrowing_axes,
        coalesce(list_distinct(list(worded.axis) filter (where worded.axis_words > 1)), []) as joint_axes,
        coalesce(string_agg(worded.label_vi, ', ' order by worded.position), '') as label_vi,
        coalesce(string_agg(worded.label_en, ', ' order by worded.position), '') as label_en
    from codes
    left join worded on codes.scope_code = worded.scope_code
    group by codes.scope_code
)

select * from by_axis
