-- All relations of all laws, which docs/relations.md lists, each once. Bounds that hold are not listed.
with laws as (
    {% for law in [
        'containment', 'leftovers', 'lists', 'balances', 'shares_of_places', 'counted', 'same', 'series', 'targets',
    ] -%}
    select * from {{ ref('int_' ~ law) }}
    union all by name
    {% endfor -%}
    select derived.* from {{ ref('int_derived') }} as derived
    anti join {{ ref('int_shares_of_places') }} as of_places on derived.relative = of_places.relative
    union all by name
    select * from {{ ref('int_sums') }}
    where status <> 'holds' or law <> 'packing'
),

-- of what a report says several times, the words beside the other numbers are named
numbered as (
    select *, row_number() over () as number from laws
),

members as (
    select numbered.number, regions.claim, regions.figure, regions.saying, numbered.position
    from (
        select number, unnest(claims) as claim, generate_subscripts(claims, 1) as position from numbered
        where not cross_report and law not in ('same', 'series')
    ) as numbered
    inner join {{ ref('int_regions') }} as regions on numbered.claim = regions.claim and regions.reading = 'printed'
    qualify bool_or(regions.saying is not null) over (partition by numbered.number)
),

nearest as (
    select
        members.number, members.position,
        arg_min(again.claim, (
            -- who says what a number consists of says it behind the number
            if(again.figure < others.figure, 1, 2) * abs(again.figure - others.figure), again.is_title, again.figure
        )) as claim
    from members
    inner join {{ ref('int_regions') }} as again on members.saying = again.saying
    inner join members as others on members.number = others.number and members.position <> others.position
    group by members.number, members.position
),

renamed as (
    select members.number, list(coalesce(nearest.claim, members.claim) order by members.position) as claims
    from members
    left join nearest on members.number = nearest.number and members.position = nearest.position
    group by members.number
),

keyed as (
    select
        numbered.* replace (coalesce(renamed.claims, numbered.claims) as claims),
        list_sort(coalesce(renamed.claims, numbered.claims)) as in_order,
        {{ name_key("numbered.law || array_to_string(in_order, '|')") }} as key
    from numbered
    left join renamed on numbered.number = renamed.number
),

-- one relation for one law and set of claims; hardly any is found twice
repeated_keys as (
    select key from keyed
    group by key
    having count(*) > 1
),

once as (
    select keyed.* from keyed
    anti join repeated_keys on keyed.key = repeated_keys.key
    union all
    select keyed.* from keyed
    semi join repeated_keys on keyed.key = repeated_keys.key
    qualify row_number() over (partition by keyed.key order by keyed.status <> 'holds', keyed.axis, keyed.claims) = 1
)

select
    md5(once.law || '|' || array_to_string(once.claims, '|')) as relation_id, once.key as relation_key,
    once.law, once.axis,
    if(exceptions.reason is null, once.status, 'known_exception') as status, once.possible, once.unit_code, once.claims,
    {% for number in ['imbalance', 'expected_low', 'expected_high', 'found_low', 'found_high'] -%}
    once.{{ number }}::decimal(28, 6) as {{ number }},
    {% endfor -%}
    once.cross_report, once.is_of_shares, once.rate_unit, once.rate_of_levels, once.status as found_status,
    -- to say a number again in one report confirms nothing
    once.status = 'holds' and not once.possible and (
        once.law in ('partition', 'cover', 'adds_up', 'derived') or (once.law = 'same' and once.cross_report)
    ) as confirms,
    exceptions.reason as exception_reason, exceptions.review_by as exception_review_by
from once
left join {{ ref('known_exceptions') }} as exceptions
    on
        once.law = exceptions.law
        and array_to_string(list_sort(once.claims), ' ') = exceptions.claims
        and once.status in ('violated', 'possible_conflict', 'jump')
