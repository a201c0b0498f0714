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

words_in_order as (
    select
        scope_code,
        unnest(string_split(scope_code, ' ')) as word,
        unnest(range(1, len(string_split(scope_code, ' ')) + 1)) as position
    from codes
    where scope_code <> ''
),

-- a topic is free: its row in the vocabulary is the prefix, its label the slug where labels.csv has none
words_with_labels as (
    select
        words_in_order.scope_code,
        words_in_order.word,
        words_in_order.position,
        vocabulary.axis,
        vocabulary.narrows = 'yes' as narrows,
        vocabulary.column_axis = 'yes' as column_axis,
        case
            when vocabulary.scope_word = 'topic:'
                then replace({{ label('topic', 'substr(words_in_order.word, 7)', 'vi') }}, '-', ' ')
            else vocabulary.label_vi
        end as label_vi,
        case
            when vocabulary.scope_word = 'topic:'
                then replace({{ label('topic', 'substr(words_in_order.word, 7)', 'en') }}, '-', ' ')
            else vocabulary.label_en
        end as label_en
    from words_in_order
    left join vocabulary
        on vocabulary.scope_word = if(starts_with(words_in_order.word, 'topic:'), 'topic:', words_in_order.word)
),

scopes_by_axis as (
    select
        codes.scope_code,
        {% for axis in scope_axes() -%}
        coalesce(
            string_agg(words_with_labels.word, ' ' order by words_with_labels.position) filter (
                where words_with_labels.axis = '{{ axis }}'
            ),
            ''
        ) as {{ axis }},
        {% endfor -%}
        -- words of the axes that are rows, and of those that are columns of the wide views, with their labels
        {% for part, negation in [('row', 'not '), ('column', '')] -%}
        {% for name, column, separator in [
            ('words', 'word', ' '), ('label_vi', 'label_vi', ', '), ('label_en', 'label_en', ', ')
        ] -%}
        coalesce(
            string_agg(words_with_labels.{{ column }}, '{{ separator }}' order by words_with_labels.position) filter (
                where {{ negation }}words_with_labels.column_axis
            ),
            ''
        ) as {{ part }}_{{ name }},
        {% endfor -%}
        {% endfor -%}
        coalesce(bool_and(words_with_labels.narrows), true) as narrows,
        coalesce(string_agg(words_with_labels.label_vi, ', ' order by words_with_labels.position), '') as label_vi,
        coalesce(string_agg(words_with_labels.label_en, ', ' order by words_with_labels.position), '') as label_en
    from codes
    left join words_with_labels on codes.scope_code = words_with_labels.scope_code
    group by codes.scope_code
)

select * from scopes_by_axis
