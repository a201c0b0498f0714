-- Digits of every printed number, and of the value read from it where they are others, for the search by number: an
-- entry of JSON each. Variables: width, how many first digits are the key; per_page, figures on a page.
with bare as (
    select
        *,
        regexp_replace(value_printed, '[^0-9]', '', 'g') as printed_digits,
        regexp_replace(rtrim(rtrim(value::varchar, '0'), '.'), '[^0-9]', '', 'g') as value_digits
    from marts.claims
),

digits as (
    select claim, printed_digits as digits
    from bare
    where printed_digits <> ''
    union all
    select claim, value_digits
    from bare
    where value_digits <> '' and value_digits <> printed_digits
)

select
    left(digits.digits, getvariable('width')) as key,
    replace(
        json_array(
            digits.digits, claims.claim,
            claims.report_id
            || if(
                claims.figure > getvariable('per_page'),
                '-' || (claims.figure - 1) // getvariable('per_page') + 1, ''
            ),
            claims.indicator_code, claims.place_id,
            concat_ws(
                ' ', nullif(claims.qualifier_printed, ''), claims.value_printed, nullif(claims.unit_printed, '')
            )
        )::varchar,
        '<', '\u003c'
    ) as entry
from digits
inner join marts.claims on digits.claim = claims.claim
order by key, claims.report_id, claims.figure, digits.digits
