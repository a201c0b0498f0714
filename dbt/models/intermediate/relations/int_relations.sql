-- All relations of all laws, each once. Bounds that hold are not listed.
with laws as (
    select * exclude (part_id, whole_id) from {{ ref('int_containment') }}
    where status <> 'holds'
    union all by name
    select * exclude (sum_id, whole_id, is_complete) from {{ ref('int_sums') }}
    where not (status = 'holds' and (law = 'packing' or (law = 'cover' and not is_complete)))
    union all by name
    select * from {{ ref('int_leftovers') }}
    union all by name
    select * exclude (relative_id) from {{ ref('int_derived') }}
    union all by name
    select * from {{ ref('int_same') }}
    union all by name
    select * from {{ ref('int_series') }}
    union all by name
    select * from {{ ref('int_targets') }}
),

-- one relation for one set of claims: a partition is not said again as a sum that happens to add up
once as (
    select
        md5(law || '|' || array_to_string(claims, '|')) as relation_id,
        *
    from laws
    qualify row_number() over (
        partition by law, list_sort(claims) order by status = 'holds' desc, axis
    ) = 1
)

select * from once
