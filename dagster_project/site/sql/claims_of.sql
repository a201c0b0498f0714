-- The claims that the contradictions listed name.
with named as (
    select distinct unnest(claims) as claim
    from contradictions
)

select
    claims.claim, claims.source_line, claims.indicator_code, claims.measure, claims.base, claims.scope_code,
    claims.place_part, claims.funding_source, claims.nature, claims.unit_code, claims.value, claims.value_low,
    claims.value_high, claims.flags,
    periods.period_label as period_vi, periods.period_label_en as period_en,
    concat_ws(' ', nullif(claims.qualifier_printed, ''), claims.value_printed, nullif(claims.unit_printed, ''))
        as printed
from marts.claims
inner join named on claims.claim = named.claim
left join marts.dim_period as periods on claims.period_id = periods.period_id
