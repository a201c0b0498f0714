-- A scope as it counts for an indicator: without the words that do not matter for it.
with words as (
    select * from {{ ref('int_scope_words') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

immaterial_words as (
    select * from {{ ref('immaterial_words') }}
),

used as (
    select distinct
        claims.scope_code,
        claims.indicator_code,
        indicators.funded = 'yes' as funded
    from {{ ref('int_claims_conformed') }} as claims
    inner join indicators on claims.indicator_code = indicators.indicator_code
),

cores as (
    select
        used.scope_code,
        used.indicator_code,
        coalesce(
            string_agg(words.scope_word, ' ' order by words.axis, words.scope_word)
            filter (where immaterial_words.scope_word is null),
            ''
        ) as scope,
        -- the same without what was decided about money: how a result meets its plan
        coalesce(
            string_agg(words.scope_word, ' ' order by words.axis, words.scope_word)
            filter (where immaterial_words.scope_word is null and not words.is_decision),
            ''
        ) as scope_of_result,
        coalesce(bool_or(words.is_decision), false) and used.funded as is_decided
    from used
    left join words on used.scope_code = words.scope_code
    left join immaterial_words
        on
            words.scope_word = immaterial_words.scope_word
            and (
                used.indicator_code = immaterial_words.indicator_code
                or (immaterial_words.indicator_code = 'funded' and used.funded)
            )
    group by used.scope_code, used.indicator_code, used.funded
)

select * from cores
