-- All relations of all laws, each once. Bounds that hold are not listed.
with laws as (
    select * exclude (part_id, whole_id) from {{ ref('int_containment') }}
    union all by name
    select * exclude (sum_id, whole_id, whole) from {{ ref('int_sums') }}
    where status <> 'holds' or law <> 'packing'
    union all by name
    select * from {{ ref('int_leftovers') }}
    union all by name
    select
        * exclude (
            relative_id, level_id, relative, level, base_claim, level_value, base_value, base, base_kind,
            worked_back_low, worked_back_value, worked_back_high
        )
    from {{ ref('int_derived') }}
    union all by name
    select * from {{ ref('int_same') }}
    union all by name
    select * from {{ ref('int_series') }}
    union all by name
    select * from {{ ref('int_targets') }}
),

keyed as (
    select *, hash(law, list_sort(claims)) as key
    from laws
),

-- one relation for one law and set of claims; hardly any is found twice
repeated_keys as (
    select key from keyed
    group by key
    having count(*) > 1
),

once as (
    select md5(law || '|' || array_to_string(claims, '|')) as relation_id, * exclude (key)
    from (
        select keyed.* from keyed
        anti join repeated_keys on keyed.key = repeated_keys.key
        union all
        select keyed.* from keyed
        semi join repeated_keys on keyed.key = repeated_keys.key
        qualify row_number() over (partition by keyed.key order by keyed.status = 'holds' desc, keyed.axis) = 1
    ) as found_once
),

reviewed as (
    select
        once.* replace (
            if(exceptions.reason is null, once.status, 'known_exception') as status,
            {% for end in ['expected_low', 'expected_high', 'found_low', 'found_high'] -%}
            once.{{ end }}::decimal(28, 6) as {{ end }},
            {% endfor -%}
            once.imbalance::decimal(28, 6) as imbalance
        ),
        once.status as found_status, exceptions.reason as exception_reason,
        exceptions.review_by as exception_review_by
    from once
    left join {{ ref('known_exceptions') }} as exceptions
        on
            once.law = exceptions.law
            and array_to_string(list_sort(once.claims), ' ') = exceptions.claims
            and once.status in ('violated', 'possible_conflict', 'jump')
)

select * from reviewed
