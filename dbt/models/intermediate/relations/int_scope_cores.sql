-- A scope as it counts for an indicator, without the words that do not matter for it: as a set of words for the laws,
-- in the order of the sheet for cells, as it is read in a series, and as it is planned, without how far it has come.
with decisions as (
    -- money that is needed, assigned, approved or allocated is decided, and no part of what was spent
    select unnest(['needed', 'assigned', 'approved', 'allocated', 'unallocated']) as scope_word
),

-- what becomes of what was decided: completed, disbursed, settled
carried_out as (
    select distinct parents.scope_word
    from {{ ref('scope_parents') }} as parents
    where
        parents.wider_word in (select decisions.scope_word from decisions)
        and parents.scope_word not in (select decisions.scope_word from decisions)
),

uses as (
    select distinct
        claims.scope_code, claims.indicator_code, indicators.funded = 'yes' as is_funded,
        string_split(claims.scope_code, ' ') as words
    from {{ ref('stg_claims') }} as claims
    inner join {{ ref('indicators') }} as indicators on claims.indicator_code = indicators.indicator_code
),

words_of_uses as (
    select
        uses.*, vocabulary.axis, immaterial.scope_word is not null as is_listed,
        is_listed and immaterial.law is null as is_immaterial, coalesce(immaterial.merges = 'yes', false) as is_implied,
        decisions.scope_word is not null as is_decision,
        if(is_decision, null, if(is_listed, immaterial.read_as, uses.scope_word)) as word_in_time,
        if(carried_out.scope_word is null, word_in_time, null) as planned_word
    from (select *, unnest(words) as scope_word from uses) as uses
    left join {{ ref('scopes') }} as vocabulary on {{ vocabulary_word('uses.scope_word') }} = vocabulary.scope_word
    left join decisions on uses.scope_word = decisions.scope_word
    left join carried_out on uses.scope_word = carried_out.scope_word
    left join {{ ref('immaterial_words') }} as immaterial
        on
            uses.scope_word = immaterial.scope_word
            and immaterial.indicator_code in (uses.indicator_code, if(uses.is_funded, 'funded', null))
            and (immaterial.beside_word is null or list_contains(uses.words, immaterial.beside_word))
)

select
    scope_code, indicator_code,
    coalesce(string_agg(scope_word, ' ' order by axis, scope_word) filter (where not is_immaterial), '') as scope,
    coalesce(
        string_agg(scope_word, ' ' order by list_position(words, scope_word)) filter (where not is_implied), ''
    ) as cell_scope,
    coalesce(string_agg(word_in_time, ' ' order by axis, word_in_time), '') as scope_in_time,
    coalesce(string_agg(planned_word, ' ' order by axis, planned_word), '') as planned_scope,
    bool_or(is_decision) and is_funded as is_decided
from words_of_uses
group by scope_code, indicator_code, is_funded
