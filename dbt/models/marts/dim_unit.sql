with units as (
    select * from {{ ref('units') }}
    where unit_code is not null -- the other rows only describe what is counted
),

claims as (
    select * from {{ ref('stg_claims') }}
),

-- one row of the vocabulary speaks for a code: the canonical word, else the first by name
agreed_units as (
    select
        unit_code,
        arg_min(quantity, (canonical = 'no', unit_word)) as quantity,
        arg_min(countable = 'yes', (canonical = 'no', unit_word)) as countable,
        coalesce(arg_min(label_vi, (canonical = 'no', unit_word)), '') as label_vi,
        coalesce(arg_min(label_en, (canonical = 'no', unit_word)), '') as label_en
    from units
    group by unit_code
),

-- units composed by the reader, such as VND_per_person_month, have no row of their own
composed_units as (
    select distinct
        claims.unit_code,
        'rate' as quantity,
        false as countable,
        '' as label_vi,
        replace(claims.unit_code, '_', ' ') as label_en
    from claims
    left join agreed_units on claims.unit_code = agreed_units.unit_code
    where agreed_units.unit_code is null and contains(claims.unit_code, '_per_')
),

all_units as (
    select * from agreed_units
    union all by name
    select * from composed_units
),

in_order as (
    select * from all_units
    order by unit_code
)

select * from in_order
