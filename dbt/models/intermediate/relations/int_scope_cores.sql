-- A scope as it counts for an indicator: without the words that do not matter for it, as an unordered set of words for
-- the laws, and in the order of the sheet for cells.
with used as (
    select distinct claims.scope_code, claims.indicator_code, indicators.funded = 'yes' as funded
    from {{ ref('stg_claims') }} as claims
    inner join {{ ref('indicators') }} as indicators on claims.indicator_code = indicators.indicator_code
),

words_of_use as (
    select
        used.scope_code, used.indicator_code, used.funded, words.scope_word, words.axis, words.is_decision,
        immaterial_words.scope_word is not null and immaterial_words.law is null as is_immaterial,
        coalesce(immaterial_words.merges = 'yes', false) as is_implied,
        -- how it is read in a series and against a target: not at all where it does not matter, or was a decision
        case
            when words.is_decision or (immaterial_words.scope_word is not null and immaterial_words.read_as is null)
                then null
            else coalesce(immaterial_words.read_as, words.scope_word)
        end as word_in_time
    from used
    left join {{ ref('int_scope_words') }} as words on used.scope_code = words.scope_code
    left join {{ ref('immaterial_words') }} as immaterial_words
        on
            words.scope_word = immaterial_words.scope_word
            and (
                used.indicator_code = immaterial_words.indicator_code
                or (immaterial_words.indicator_code = 'funded' and used.funded)
            )
            and (
                immaterial_words.beside_word is null
                or list_contains(string_split(used.scope_code, ' '), immaterial_words.beside_word)
            )
),

cores as (
    select
        scope_code, indicator_code,
        coalesce(string_agg(scope_word, ' ' order by axis, scope_word) filter (where not is_immaterial), '') as scope,
        coalesce(
            string_agg(scope_word, ' ' order by list_position(string_split(scope_code, ' '), scope_word))
            filter (where not is_implied), ''
        ) as cell_scope,
        coalesce(string_agg(word_in_time, ' ' order by axis, word_in_time), '') as scope_in_time,
        coalesce(bool_or(is_decision), false) and funded as is_decided
    from words_of_use
    group by scope_code, indicator_code, funded
)

select * from cores
