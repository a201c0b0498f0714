-- What the levels of a place need of a column of a wide table: how many there are, and how many decimals they have.
with levels as (
    select
        observations.place_id,
        observations.subject,
        observations.indicator_code,
        scopes.column_words as scope_code,
        observations.base,
        observations.unit_code,
        count(*) as levels,
        any_value(scopes.column_label_en) as scope_en,
        any_value(scopes.column_label_vi) as scope_vi,
        max({{ decimals_needed('observations.value', 'observations.unit_code') }}) as decimals,
        max(greatest(
            {{ decimals_needed('observations.value_low', 'observations.unit_code') }},
            {{ decimals_needed('observations.value_high', 'observations.unit_code') }}
        )) as decimals_of_bounds
    from {{ ref('observations') }} as observations
    inner join {{ ref('dim_scope') }} as scopes on observations.scope_code = scopes.scope_code
    where observations.measure = '' and observations.place_part = ''
    group by
        observations.place_id, observations.subject, observations.indicator_code, scopes.column_words,
        observations.base, observations.unit_code
)

select * from levels
