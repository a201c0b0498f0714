-- All relations of all laws, each once. Bounds that hold are not listed.
with laws as (
    {% for law in ['containment', 'leftovers', 'derived', 'same', 'series', 'targets'] -%}
    select * from {{ ref('int_' ~ law) }}
    union all by name
    {% endfor -%}
    select * from {{ ref('int_sums') }}
    where status <> 'holds' or law <> 'packing'
),

-- one relation for one law and set of claims
once as (
    select
        md5(law || '|' || array_to_string(claims, '|')) as relation_id, law, axis, status, possible, unit_code, claims,
        {% for number in ['imbalance', 'expected_low', 'expected_high', 'found_low', 'found_high'] -%}
        {{ number }}::decimal(28, 6) as {{ number }},
        {% endfor -%}
        cross_report, is_of_shares, rate_unit, rate_of_levels
    from laws
    qualify row_number() over (partition by law, list_sort(claims) order by status <> 'holds', axis) = 1
)

select
    once.* replace (if(exceptions.reason is null, once.status, 'known_exception') as status),
    once.status as found_status, exceptions.reason as exception_reason, exceptions.review_by as exception_review_by
from once
left join {{ ref('known_exceptions') }} as exceptions
    on
        once.law = exceptions.law
        and array_to_string(list_sort(once.claims), ' ') = exceptions.claims
        and once.status in ('violated', 'possible_conflict', 'jump')
