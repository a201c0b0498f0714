-- What the relations of a claim say of it, in one word. Contradicted: the figures named cannot all be right, not that
-- this one is wrong. Untested is not fine.
with members as (
    select
        relation_id, law, status, cross_report, unnest(claims) as claim,
        -- to say a number again in one report confirms nothing
        status = 'holds' and not possible and (
            law in ('partition', 'cover', 'adds_up', 'derived') or (law = 'same' and cross_report)
        ) as confirms
    from {{ ref('int_relations') }}
),

judged as (
    select
        claim,
        case
            when bool_or(status = 'violated') then 'contradicted'
            when bool_or(status in ('possible_conflict', 'jump')) then 'doubted'
            when bool_or(status = 'holds_loosely') and not bool_or(confirms) then 'holds_loosely'
            when bool_or(confirms) then 'confirmed'
        end as check_status,
        {% for name, counted in [
            ('confirmations', 'confirms'), ('confirmations_elsewhere', 'confirms and cross_report'),
            ('contradictions', "status = 'violated'"),
        ] -%}
        count(*) filter (where {{ counted }})::integer as {{ name }},
        {% endfor -%}
        arg_min(relation_id, (law not in ('partition', 'adds_up'), relation_id)) filter (where confirms)
            as confirming_relation,
        list_sort(list(relation_id)) as relation_ids,
        if(contradictions > 0, ['identity_violated'], [])
        || if(bool_or(status = 'known_exception'), ['known_exception'], []) as flags
    from members
    group by claim
),

bounded as (
    select distinct regions.claim
    from (select unknown, unnest([part_id, whole_id]) as region_id from {{ ref('int_part_of') }}) as sides
    inner join {{ ref('int_regions') }} as regions on sides.region_id = regions.region_id
    where sides.unknown = 0
)

select
    regions.claim, regions.end_low as date_low, regions.end_high as date_high, judged.confirming_relation,
    coalesce(judged.check_status, if(bounded.claim is null, 'untested', 'bounded')) as check_status,
    {% for name in ['confirmations', 'confirmations_elsewhere', 'contradictions'] -%}
    coalesce(judged.{{ name }}, 0) as {{ name }},
    {% endfor -%}
    coalesce(judged.relation_ids, []) as relation_ids, coalesce(judged.flags, []) as flags
from {{ ref('int_regions') }} as regions
left join judged on regions.claim = judged.claim
left join bounded on regions.claim = bounded.claim
where regions.reading = 'printed'
